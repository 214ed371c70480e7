import Contracts
import Extraction
import MartCore
import MartStore

/// Which rows of the quarantine are asked for.
package struct QuarantineFilter: Sendable {
  package var feed: String?
  package var rule: String?
  package var date: String?

  package init(feed: String? = nil, rule: String? = nil, date: String? = nil) {
    (self.feed, self.rule, self.date) = (feed, rule, date)
  }

  private var parts: [(column: String, value: String)] {
    [("d.feed", feed), ("q.rule", rule), ("d.business_date", date)].compactMap { pair in
      pair.1.map { (pair.0, $0) }
    }
  }

  /// `WHERE …`, or nothing.
  var condition: String {
    parts.isEmpty ? "" : " WHERE " + parts.map { "\($0.column) = ?" }.joined(separator: " AND ")
  }

  var arguments: [SQLValue] { parts.map { .text($0.value) } }
}

/// A rejected row: where it is, and why; without its values.
package struct QuarantinedRow: Sendable {
  package var feed: String
  package var businessDate: String
  package var sequence: Int64
  package var sha256: String
  package var file: String
  package var line: Int64
  package var column: String
  package var rule: String
  package var reason: String
  /// As it was delivered; nil where nobody asked, or the archive has it no more.
  package var value: String?

  package var place: String { "\(file):\(line)" }
}

/// What a rule has rejected of a feed.
package struct QuarantineGroup: Sendable {
  package var feed: String
  package var rule: String
  package var rows: Int64
  /// Rows by business date, the latest last; of dates for which the feed was delivered.
  package var nights: [Int64]
  /// The latest row.
  package var place: String
  package var owner: String
  /// What to ask the owner.
  package var question: String
}

/// The quarantine of the published mart.
package struct QuarantineList {
  private let layout: HomeLayout
  private let pipeline: Pipeline
  private let filter: QuarantineFilter
  /// How many nights a trend shows.
  private static let nights = 7

  package init(_ layout: HomeLayout, _ pipeline: Pipeline, _ filter: QuarantineFilter) {
    (self.layout, self.pipeline, self.filter) = (layout, pipeline, filter)
  }

  /// In the order of business date, feed and line.
  package func rows() throws -> [QuarantinedRow] {
    let sql = """
      SELECT d.feed, d.business_date, d.sequence, d.sha256, d.file, q.line, q.column_name, q.rule, q.reason
        FROM meta_quarantine q JOIN meta_delivery d ON d.delivery_id = q.delivery_id\(filter.condition)
       ORDER BY d.business_date, d.feed, d.sequence, q.line, q.rule
      """
    let mart = try layout.openCurrentMart()
    return try mart.use { try $0.rows(sql, filter.arguments) }.map { row in
      QuarantinedRow(
        feed: row[0].display, businessDate: row[1].display, sequence: row[2].int ?? 1, sha256: row[3].display,
        file: row[4].display, line: row[5].int ?? 0, column: row[6].display, rule: row[7].display,
        reason: row[8].display)
    }
  }

  /// By feed and rule, those with the most rows first.
  package func groups() throws -> [QuarantineGroup] {
    let dates = try datesByFeed()
    let found = Dictionary(grouping: try rows()) { [$0.feed, $0.rule] }
    return found.values.compactMap { rows -> QuarantineGroup? in
      guard let last = rows.last else { return nil }
      let feed = pipeline.feed(last.feed)
      let counts = Dictionary(grouping: rows, by: \.businessDate).mapValues { Int64($0.count) }
      return QuarantineGroup(
        feed: last.feed, rule: last.rule, rows: Int64(rows.count),
        nights: (dates[last.feed] ?? []).suffix(Self.nights).map { counts[$0] ?? 0 }, place: last.place,
        owner: feed?.owner ?? "", question: QuarantineQuestion(feed).text(last))
    }.sorted { ($1.rows, $0.feed, $0.rule) < ($0.rows, $1.feed, $1.rule) }
  }

  private func datesByFeed() throws -> [String: [String]] {
    let sql = """
      SELECT DISTINCT feed, business_date FROM meta_delivery WHERE status = 'accepted' ORDER BY feed, business_date
      """
    let mart = try layout.openCurrentMart()
    let rows = try mart.use { try $0.rows(sql) }
    return Dictionary(grouping: rows) { $0[0].display }.mapValues { $0.map { $0[1].display } }
  }
}
