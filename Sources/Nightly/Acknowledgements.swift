import Foundation
import Loading
import MartCore
import MartStore

/// What users say they got: `acks/USER/*.ack`, lines of `output`, `generation`, `rows` and the totals of the control,
/// which may be the control itself with the numbers that the user counted.
struct Acknowledgements {
  let layout: HomeLayout
  let generations: Generations
  /// `user/file|sha256` of what was told before.
  let told: Set<String>

  private static let largest: Int64 = 1 << 16

  init(_ context: NightContext) throws {
    layout = context.layout
    generations = context.generations
    told = try context.ledger.toldAcknowledgements()
  }

  /// - told: nothing told: all that lie there.
  init(_ layout: HomeLayout) {
    self.layout = layout
    generations = Generations(home: layout.home)
    told = []
  }

  /// Those that no published night has told of, by user and file.
  func new() throws -> [Acknowledged] {
    guard Files.exists(layout.acks), let paths = try? Files.list(below: layout.acks) else { return [] }
    let sent = try generations.list().flatMap { try SentOutput.all(in: generations.folder(of: $0.label)) }
    return paths.filter { $0.hasSuffix(".ack") }.compactMap { path in
      let parts = path.split(separator: "/").map(String.init)
      guard parts.count == 2 else { return nil }
      let text = content(of: "\(layout.acks)/\(path)")
      let digest = text.map { sha256(of: $0) } ?? ""
      guard !told.contains("\(path)|\(digest)") else { return nil }
      return judge(user: parts[0], file: parts[1], digest, text, sent)
    }
  }

  /// Nil where it cannot be read: what others leave in the folder never stops a night.
  private func content(of path: String) -> String? {
    let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int64
    guard let size, size <= Self.largest else { return nil }
    return try? Files.read(path)
  }

  private func judge(
    user: String, file: String, _ digest: String, _ text: String?, _ sent: [SentOutput]
  ) -> Acknowledged {
    func unreadable(_ why: String) -> Acknowledged {
      Acknowledged(user: user, file: file, sha256: digest, verdict: .unreadable, message: "\(file) \(why)")
    }
    guard let text else { return unreadable("is no text of at most 64 KiB that the mart may read") }
    let lines = KeyValues(text)
    guard lines.strangeLines == 0, let id = lines["output"], let generation = lines["generation"], lines["rows"] != nil
    else { return unreadable("does not say output, generation and rows, each as name=value") }
    var told = Acknowledged(
      user: user, file: file, sha256: digest, output: id, generation: generation, verdict: .agrees)
    let revision = Int(lines["revision"] ?? "") ?? 0
    let match = sent.first {
      $0.id == id && $0.user == user && $0.generation == generation && $0.revision == revision
        && (revision == 0 || $0.businessDate == lines["business_date"])
    }
    guard let match else {
      (told.verdict, told.message) = (.unknown, "no night that is kept sent it to \(user)")
      return told
    }
    told.restated = match.restated
    guard !match.isHeld else {
      (told.verdict, told.message) = (.differs, "it was held back")
      return told
    }
    let differences = match.differences(from: lines)
    if !differences.isEmpty { (told.verdict, told.message) = (.differs, differences.joined(separator: ", ")) }
    return told
  }
}

extension SentOutput {
  /// Each number of the control that is told otherwise or not at all; the hash only where one is told.
  func differences(from told: KeyValues) -> [String] {
    let numbers = self.numbers.compactMap { name, value -> String? in
      guard let other = told[name] else { return "\(name) \(value) sent, none told" }
      return other == value ? nil : "\(name) \(value) sent, \(shortened(other)) told"
    }
    let other = told["sha256"] ?? sha256
    return numbers + (other == sha256 ? [] : ["the content is another"])
  }

  /// What others write never fills a report.
  private func shortened(_ text: String) -> String { String(text.prefix(24).filter { !$0.isNewline }) }
}

/// The current night's outputs, each with what its user acknowledged of it: nil where nothing, else what differs, empty
/// where nothing does.
package func outputStates(_ layout: HomeLayout) throws -> [(output: SentOutput, acknowledged: Acknowledged?)] {
  guard let current = try Generations(home: layout.home).current() else {
    throw Failure(
      .usage, "nothing has been published in '\(layout.home)' yet", remedy: "run `mart run --home \(layout.home)` first"
    )
  }
  let told = try Acknowledgements(layout).new().filter { $0.generation == current.label }
  return try SentOutput.all(in: layout.current).map { sent in
    (sent, told.last { $0.output == sent.id && $0.user == sent.user && $0.restated == sent.restated })
  }
}
