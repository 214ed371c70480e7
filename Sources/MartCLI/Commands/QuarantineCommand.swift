import ArgumentParser
import Contracts
import MartCore
import MartStore
import Nightly

struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine", abstract: "Shows which rows were rejected, where and why, and whom to ask what.",
    discussion: "Without --show-values, never their values. Example: mart quarantine --feed card_txn --rule DQ-06")

  @Option(help: "Only this feed.") var feed: String?
  @Option(help: "Only this rule.") var rule: String?
  @Option(help: "Only this business date, yyyy-mm-dd.") var date: String?
  @Flag(help: "By feed and rule: rows in all, in each of the last seven nights, the latest place, whom to ask what.")
  var summary = false
  @Flag(help: "The rows as they were delivered; for the owner of the vault alone, and noted in the ledger.")
  var showValues = false
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if summary, showValues { throw ValidationError("--summary has no values; leave one of the two out") }
  }

  func run() throws {
    try reporting {
      let pipeline = try Pipeline.load(folder: options.pipeline)
      let filter = QuarantineFilter(feed: feed, rule: rule, date: date)
      let list = QuarantineList(options.layout, pipeline, filter)
      if summary { return show(try list.groups()) }
      let rows = try list.rows()
      show(showValues ? try QuarantineValues(options.layout, pipeline).shown(rows, filter) : rows)
    }
  }

  private func show(_ rows: [QuarantinedRow]) {
    let header = ["feed", "place", "column_name", "rule", "reason"] + (showValues ? ["value"] : [])
    show(
      header,
      rows.map { row in
        let values = [row.feed, row.place, row.column, row.rule, row.reason].map(SQLValue.text)
        return values + (showValues ? [row.value.map(SQLValue.text) ?? .null] : [])
      })
  }

  private func show(_ groups: [QuarantineGroup]) {
    show(
      ["feed", "rule", "rows", "nights", "latest", "owner", "ask"],
      groups.map { group in
        [
          .text(group.feed), .text(group.rule), .integer(group.rows),
          .text(group.nights.map(String.init).joined(separator: " ")), .text(group.place), .text(group.owner),
          .text(group.question),
        ]
      })
  }

  private func show(_ header: [String], _ rows: [[SQLValue]]) {
    if options.json {
      print(jsonText(header: header, rows: rows))
    } else if rows.isEmpty {
      print("no rows in quarantine")
    } else {
      print(TextTable(header: header, rows: rows).lines().joined(separator: "\n"))
    }
  }
}
