import Contracts
import Foundation
import Identity
import MartCore

/// What matching a file of records gave.
package struct LinkedRecords {
  package var candidates: Int
  package var cappedBlocks: Int
  package var threshold: Double
  package var pairs: Quality.Score?
  package var clusters: Quality.Score?
  package var groups: Int
  /// Processor seconds from the first candidate to the last cluster; reading the file is not in it.
  package var seconds: Double
}

/// Matches the records of a CSV file by rules of their own, without any label, and compares the groups with a column of
/// the truth where one is named.
///
/// - sources: a column; records of one source are known to be different people.
/// - Throws: `Failure` for the file, `Findings` for the rules.
package func linkRecords(
  file: String, rules: String, truth: String?, sources: String?
) throws -> LinkedRecords {
  func text(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
      throw Failure(
        .usage, "the file cannot be read as UTF-8", at: FileLocation(file: path), remedy: "give a file that is there")
    }
    return text
  }
  let plan = try MatchPlan.read(text(rules), file: rules)
  let table = try RecordTable(
    csv: text(file), file: file, fields: plan.fields.map(\.name), others: [truth, sources].compactMap { $0 })
  func numbered(_ column: String?) -> [Int32]? {
    guard let values = column.flatMap({ table.others[$0] }) else { return nil }
    var known: [String: Int32] = [:]
    return values.map { value in
      let next = Int32(known.count)
      return known[value]
        ?? {
          known[value] = next; return next
        }()
    }
  }
  let before = processorSeconds()
  let result = Linkage(
    MatchRules(plan), table.columns, count: table.count, sources: numbered(sources)
  ).run()
  let seconds = processorSeconds() - before
  let quality = numbered(truth).map { Quality(found: result.clusters, truth: $0.map(Int.init)) }
  return LinkedRecords(
    candidates: result.candidates, cappedBlocks: result.capped.count, threshold: result.threshold,
    pairs: quality?.pairs, clusters: quality?.clusters, groups: Set(result.clusters).count, seconds: seconds)
}

private func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
