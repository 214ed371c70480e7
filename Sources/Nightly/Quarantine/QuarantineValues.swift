import Contracts
import Extraction
import Foundation
import MartCore
import MartStore

/// Adds to rejected rows what was delivered; for the owner of the vault alone, and never without a line in the ledger.
package struct QuarantineValues {
  private let layout: HomeLayout
  private let pipeline: Pipeline

  package init(_ layout: HomeLayout, _ pipeline: Pipeline) { (self.layout, self.pipeline) = (layout, pipeline) }

  /// - Throws: `Failure` with `.refused` for anybody else, and where others can read the vault.
  package func shown(_ rows: [QuarantinedRow], _ filter: QuarantineFilter, clock: RunClock = .system) throws
    -> [QuarantinedRow]
  {
    try VaultOwner(layout: layout).require()
    try note(filter, clock)
    var values: [String: [Int64: String]] = [:]
    for (content, group) in Dictionary(grouping: rows, by: \.sha256) {
      guard let first = group.first, let feed = pipeline.feed(first.feed),
        let date = BusinessDate(iso: first.businessDate)
      else { continue }
      let file = DeliveryFile(archived: content, feed, date, Int(first.sequence), in: layout.archive)
      values[content] = try archivedLines(Set(group.map(\.line)), of: file, feed: feed, limits: pipeline.thresholds)
    }
    return rows.map { row in
      var row = row
      row.value = values[row.sha256]?[row.line]
      return row
    }
  }

  /// The ledger says who looked, when and at which feed; never at what.
  private func note(_ filter: QuarantineFilter, _ clock: RunClock) throws {
    let ledger = try Ledger(home: layout.home)
    defer { try? ledger.close() }
    let asked = [filter.feed ?? "every feed", filter.rule, filter.date].compactMap { $0 }.joined(separator: " ")
    try ledger.decision(0, kind: "show-values", feed: asked, by: userName(), at: clock.instant)
  }
}
