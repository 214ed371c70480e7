import Foundation
import MartCore
import MartStore

/// An output of a published night, as its control or its note describes it.
package struct SentOutput: Sendable, Hashable {
  package var id: String
  package var name: String
  package var user: String
  package var version: String
  package var businessDate: String
  package var generation: String
  /// 0 for the output itself; from 1 for rows of an earlier one that were sent once more.
  package var revision: Int
  /// Of its control, in the control's order: `rows`, then `total.…`.
  package var numbers: [(name: String, value: String)]
  package var sha256: String
  /// Why it did not leave, and who must act; empty where it left.
  package var heldBecause: String
  package var owner: String

  /// Day and number of a restatement, such as `2024-09-03.r1`; empty for an output itself.
  package var restated: String { revision > 0 ? "\(businessDate).r\(revision)" : "" }

  package var isHeld: Bool { !heldBecause.isEmpty }
  package var rows: Int64? { numbers.first { $0.name == "rows" }.flatMap { Int64($0.value) } }

  package static func == (left: SentOutput, right: SentOutput) -> Bool {
    left.id == right.id && left.user == right.user && left.generation == right.generation
      && left.businessDate == right.businessDate && left.revision == right.revision
  }

  package func hash(into hasher: inout Hasher) {
    for part in [id, user, generation, businessDate] { hasher.combine(part) }
  }

  /// What stands in the outbox of a night's folder, by id.
  package static func all(in folder: String) throws -> [SentOutput] {
    let outbox = folder + "/outbox"
    guard Files.exists(outbox) else { return [] }
    return try Files.list(below: outbox).filter { $0.hasSuffix(".ctl") || $0.hasSuffix(".held") }
      .compactMap { path in
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count == 2 else { return nil }
        return SentOutput(KeyValues(try Files.read("\(outbox)/\(path)")), user: parts[0], file: parts[1])
      }.sorted {
        ($0.id, $0.user, $0.revision, $0.businessDate) < ($1.id, $1.user, $1.revision, $1.businessDate)
      }
  }

  private init(_ lines: KeyValues, user: String, file: String) {
    let (id, version) = (lines["output"] ?? "", lines["version"] ?? "")
    self.user = user
    self.id = id
    self.version = version
    name = file.components(separatedBy: "_v\(version)_").first.map { String($0.dropFirst(id.count + 1)) } ?? ""
    businessDate = lines["business_date"] ?? ""
    generation = lines["generation"] ?? ""
    sha256 = lines["sha256"] ?? ""
    revision = Int(lines["revision"] ?? "") ?? 0
    heldBecause = file.hasSuffix(".held") ? lines["cause"] ?? "no cause is named" : ""
    owner = lines["owner"] ?? ""
    numbers = lines.pairs.filter { pair in pair.name == "rows" || pair.name.hasPrefix("total.") }
  }
}

/// Lines of `name=value`, as controls and acknowledgements have them.
struct KeyValues {
  let pairs: [(name: String, value: String)]
  /// Lines that are neither empty nor such a pair.
  let strangeLines: Int

  init(_ text: String) {
    let lines = text.split(whereSeparator: \.isNewline)
    pairs = lines.compactMap { line in
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }
    strangeLines = lines.count - pairs.count
  }

  subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }
}
