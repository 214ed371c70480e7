import Foundation
import Loading
import MartCore

/// How a run ended, as one JSON object for whoever shall be told. It holds no values of rows.
package struct RunSummary: Encodable {
  /// Exit code of the run.
  var exit: Int32
  /// RFC 3339, UTC.
  var ended: String
  var home: String
  /// Labels published in this run, in order.
  var published: [String]
  /// The generation that readers see now; absent where there is none.
  var current: String?
  var warnings: [String]
  /// What stopped the run, where, and what to do next; absent where nothing did.
  var failure: [String: String]?

  package init(_ report: RunReport, _ layout: HomeLayout, _ clock: RunClock) {
    self.init(exit: .success, layout, clock)
    published = report.published
    warnings = report.warnings.map(\.description)
  }

  package init(_ error: any Error, _ layout: HomeLayout, _ clock: RunClock) {
    let failure =
      error as? Failure
      ?? (error as? Findings).map { Failure(.pipeline, $0.list.first?.problem ?? "", remedy: "run `mart check`") }
      ?? Failure(.internal, "\(error)", remedy: "report it with this message")
    self.init(exit: failure.exit, layout, clock)
    self.failure = [
      "what": failure.what, "rule": failure.rule, "where": failure.location?.description ?? "", "next": failure.remedy,
    ]
  }

  private init(exit: ExitCode, _ layout: HomeLayout, _ clock: RunClock) {
    self.exit = exit.rawValue
    ended = clock.instant
    home = layout.home
    published = []
    current = (try? Generations(home: layout.home).current())?.label
    warnings = []
  }

  package var isGood: Bool { exit == 0 }
  package var exitCode: Int32 { exit }
  package var warningTexts: [String] { warnings }
  package var failureTexts: [String: String] { failure ?? [:] }

  /// One line, keys sorted.
  package var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: (try? encoder.encode(self)) ?? Data(), as: UTF8.self) + "\n"
  }
}
