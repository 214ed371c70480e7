import ArgumentParser
import Contracts
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
      try requireQuestion()
      let mart = try options.layout.openCurrentMart()
      let (header, rows) = try mart.use { session in
        try session.forbidAttach()
        return (try session.columnNames(sql), try session.rows(sql))
      }
      print(render(header, rows))
    }
  }

  /// The connection lets nothing be written; this keeps questions from changing the connection itself.
  private func requireQuestion() throws {
    let first = sqlTokens(sql).first
    guard let first, ["SELECT", "WITH", "VALUES", "EXPLAIN"].contains(where: { first.isWord($0) }) else {
      throw Failure(
        .usage, "a question begins with SELECT, WITH, VALUES or EXPLAIN",
        remedy: "for anything else use a copy of the mart and the sqlite3 shell")
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
