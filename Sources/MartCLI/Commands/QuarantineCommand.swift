import ArgumentParser
import MartCore
import MartStore
import Nightly

struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine", abstract: "Shows which rows were rejected, where and why; never their values.",
    discussion: "Example: mart quarantine --feed card_txn --rule DQ-06")

  @Option(help: "Only this feed.") var feed: String?
  @Option(help: "Only this rule.") var rule: String?
  @Option(help: "Only this business date, yyyy-mm-dd.") var date: String?
  @Flag(help: "Counts by feed and rule.") var summary = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let mart = try options.layout.openCurrentMart()
      let (header, rows) = try mart.use { session in
        (try session.columnNames(query), try session.rows(query, arguments))
      }
      if options.json {
        print(jsonText(header: header, rows: rows))
      } else if rows.isEmpty {
        print("no rows in quarantine")
      } else {
        print(TextTable(header: header, rows: rows).lines().joined(separator: "\n"))
      }
    }
  }

  private var filters: [(column: String, value: String)] {
    [("d.feed", feed), ("q.rule", rule), ("d.business_date", date)].compactMap { pair in
      pair.1.map { (pair.0, $0) }
    }
  }

  private var arguments: [SQLValue] { filters.map { .text($0.value) } }

  private var query: String {
    let wanted = filters.map { "\($0.column) = ?" }
    let filter = wanted.isEmpty ? "" : " WHERE " + wanted.joined(separator: " AND ")
    let source = " FROM meta_quarantine q JOIN meta_delivery d ON d.delivery_id = q.delivery_id" + filter
    return summary
      ? "SELECT d.feed, q.rule, COUNT(*) AS rows\(source) GROUP BY d.feed, q.rule ORDER BY d.feed, q.rule"
      : "SELECT d.feed, d.file || ':' || q.line AS place, q.column_name AS column_name, q.rule, q.reason\(source)"
        + " ORDER BY d.business_date, d.feed, q.line"
  }
}
