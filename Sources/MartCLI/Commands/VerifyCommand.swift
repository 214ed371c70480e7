import ArgumentParser
import MartCore
import MartStore
import Nightly

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Proves that a published generation is what was published.",
    discussion: """
      Compares its files with its manifest, the manifest with the ledger's seal and with the generation after it, and \
      makes the row hash of every table anew. Ends with 65 where anything differs. Example: mart verify --all
      """)

  @Argument(help: "A kept generation. (default: the current one)") var label: String?
  @Flag(name: .customLong("all"), help: "Every generation that is kept.") var all = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let verified = try verify(options.layout, label: label, all: all)
      if options.json {
        let rows = verified.flatMap { one -> [[SQLValue]] in
          one.faults.isEmpty
            ? [[.text(one.label), .text("whole"), .text(""), .text("")]]
            : one.faults.map { [.text(one.label), .text("fault"), .text($0.location.file), .text($0.problem)] }
        }
        print(jsonText(header: ["generation", "verdict", "file", "what"], rows: rows))
      } else {
        for one in verified where one.faults.isEmpty && !options.quiet { print("\(one.label) is whole") }
        for one in verified { for fault in one.faults { print("\(one.label): \(fault.problem) (\(fault.location))") } }
      }
      let faulty = verified.filter { !$0.faults.isEmpty }
      guard let first = faulty.first, let fault = first.faults.first else { return }
      throw Failure(
        .refused, "\(faulty.map(\.label).joined(separator: ", ")): not what was published", rule: "verify",
        at: fault.location, remedy: fault.remedy)
    }
  }
}
