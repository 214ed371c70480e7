import ArgumentParser
import MartCore
import MartStore
import Nightly

struct QueryCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case table, csv, json }

  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Asks the published mart a question in SQL, read-only.",
    discussion: "Example: mart query \"SELECT kpi_id, value FROM mgt_kpi WHERE org = 'BANK'\"")

  @Argument(help: "One SELECT statement.") var sql: String
  @Option(help: "table, csv or json.") var format: Format?
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let mart = try options.layout.openCurrentMart()
      let (header, rows) = try mart.use { session in
        try session.forbidAttach()
        do {
          return (try session.columnNames(sql), try session.rows(sql))
        } catch let failure as Failure {
          throw failure
        }
      }
      print(render(header, rows))
    }
  }

  private func render(_ header: [String], _ rows: [[SQLValue]]) -> String {
    switch format ?? (options.json ? .json : .table) {
    case .table: TextTable(header: header, rows: rows).lines().joined(separator: "\n")
    case .csv: csvLines(header: header, rows: rows).joined(separator: "\n")
    case .json: jsonText(header: header, rows: rows)
    }
  }
}
