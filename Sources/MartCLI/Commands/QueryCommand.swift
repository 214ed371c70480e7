import ArgumentParser
import Contracts
import MartCore
import MartStore
import Nightly

struct QueryCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case table, csv, json, markdown }

  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Asks the published mart a question in SQL, read-only.",
    discussion: "A longer question stands in a file, which may begin with a comment: --file FILE; - is standard input. "
      + "Example: mart query \"SELECT kpi_id, value FROM mgt_kpi WHERE org = 'BANK'\"")

  @Argument(help: "One SELECT statement.") var sql: String?
  @Option(help: "A file that holds the statement.") var file: String?
  @Option(help: "table, csv, json or markdown.") var format: Format?
  @Option(
    name: .customLong("as-known-on"),
    help: "Ask the mart as the night of this business date knew it, yyyy-mm-dd; made anew for the question.")
  var asKnownOn: String?
  @Flag(help: "Ask the night that the gate stopped, not the published one; what its checks found is in refused.meta_….")
  var candidate = false
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if (sql == nil) == (file == nil) { throw ValidationError("ask one question: as SQL, or with --file") }
    if let asKnownOn, BusinessDate(iso: asKnownOn) == nil {
      throw ValidationError("'\(asKnownOn)' is not a date yyyy-mm-dd")
    }
  }

  func run() throws {
    try reporting {
      let question = try Question(sql: sql, file: file)
      if let date = asKnownOn.flatMap({ BusinessDate(iso: $0) }) { return try ask(question, asKnownOn: date) }
      let mart = try candidate ? options.layout.openCandidate() : options.layout.openCurrentMart()
      let (header, rows) = try question.answer(from: mart)
      print(render(header, rows))
    }
  }

  private func ask(_ question: Question, asKnownOn date: BusinessDate) throws {
    let then = try KnownThen(
      options.layout, pipelineFolder: options.pipeline, on: date, question: question.sql)
    if options.verbose { complain("as \(then.label) knew it") }
    let (header, rows) = try question.answer(from: then.mart)
    print(render(header, rows))
  }

  private func render(_ header: [String], _ rows: [[SQLValue]]) -> String {
    switch format ?? (options.json ? .json : .table) {
    case .table: TextTable(header: header, rows: rows).lines().joined(separator: "\n")
    case .csv: csvLines(header: header, rows: rows).joined(separator: "\n")
    case .json: jsonText(header: header, rows: rows)
    case .markdown: markdownLines(header: header, rows: rows).joined(separator: "\n")
    }
  }
}
