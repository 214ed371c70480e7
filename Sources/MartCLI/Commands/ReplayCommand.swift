import ArgumentParser
import MartCore
import MartStore
import Nightly

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Takes quarantined rows in again after a contract was mended, once.",
    discussion: """
      Reads their deliveries from the archive under the contracts of now. What is accepted goes to its own business \
      date, the account of the delivery is restated, and one more generation of the current date is published; what is \
      still refused stays. The ledger keeps it as an operator's decision. \
      Example: mart replay --feed card_txn --rule DQ-12
      """)

  @Option(help: "Only this feed.") var feed: String?
  @Option(help: "Only rows that this rule refused.") var rule: String?
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let report = try replayQuarantine(ReplayChoice(feed: feed, rule: rule), options.night(.waiting))
      let rows = report.released.reduce(0) { $0 + $1.rows }
      if options.json {
        let values: [SQLValue] = [
          .integer(Int64(rows)), .integer(Int64(report.remaining)), .text(report.generation),
        ]
        print(jsonText(header: ["taken_in", "remaining", "generation"], rows: [values]))
      } else if !options.quiet {
        for (feed, rows) in report.released { print("\(feed): \(counted(rows, "row")) taken in again") }
        if report.remaining > 0 {
          print("\(counted(report.remaining, "row")) \(report.remaining == 1 ? "is" : "are") refused as before")
        }
        if rows == 0 { print("nothing to take in again") } else { print("published \(report.generation)") }
      }
    }
  }
}
