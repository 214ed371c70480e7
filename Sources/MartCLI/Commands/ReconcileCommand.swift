import ArgumentParser
import Contracts
import MartCore
import MartStore
import Nightly

struct ReconcileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract:
      "Compares a table of the mart with another system's file: counts, sums, keys, columns, and where they differ.",
    discussion: """
      The file is CSV with a header, plain or gzip, UTF-8 or GB18030, of any size. Where it calls a column otherwise, \
      --key and --columns say NAME=THEIRS; NAME=THEIRS*100 multiplies its numbers, as from yuan to fen. Empty fields and \
      NULL are equal. What only the file has is told by its lines, never by its values. One line a night, table and \
      condition is kept in the ledger. Ends with 0 where both are equal, with 65 where they are not. \
      Example: mart reconcile old.csv --table fact_sale --key sale_no=ID --columns amount_fen=AMOUNT*100,goods
      """)

  enum Encoding: String, ExpressibleByArgument, CaseIterable { case utf8, gb18030, gbk }

  @Argument(help: "The other system's table.") var file: String?
  @Option(help: "The table of the mart.") var table: String?
  @Option(help: "The columns by which rows are matched, with commas. (default: the table's key)") var key: String?
  @Option(help: "The columns that are compared, with commas. (default: all that both have)") var columns: String?
  @Option(name: .customLong("where"), help: "Compare only rows of the mart for which this SQL expression holds.")
  var condition: String?
  @Option(help: "utf8, gb18030 or gbk. (default: what the file is)") var encoding: Encoding?
  @Flag(help: "Show what was compared before, the latest night first.") var history = false
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if history {
      if file != nil { throw ValidationError("--history takes no file") }
      return
    }
    if file == nil || table == nil { throw ValidationError("name the file, and the table with --table") }
    for text in [key, columns].compactMap(\.self) { _ = try pairs(text) }
  }

  private func pairs(_ text: String?) throws -> [ReconcileQuestion.Pair] {
    try (text ?? "").split(separator: ",").map { part in
      guard let pair = ReconcileQuestion.Pair(String(part)) else {
        throw ValidationError("'\(part)' is no column: write NAME, NAME=THEIRS or NAME=THEIRS*100")
      }
      return pair
    }
  }

  func run() throws {
    try reporting {
      if history { return show(try Reconciliation.history(options.layout, table: table)) }
      let question = ReconcileQuestion(
        file: file ?? "", table: table ?? "", key: try pairs(key), columns: try pairs(columns),
        condition: condition ?? "", encoding: encoding.flatMap { Format.Encoding(rawValue: $0.rawValue) })
      let result = try Reconciliation(
        options.layout, question, pipeline: try? Pipeline.load(folder: options.pipeline)
      ).run()
      let page = ReconcilePage(result: result)
      print(options.json ? page.json : plain(page.text))
      if !result.isEqual { throw ArgumentParser.ExitCode(MartCore.ExitCode.refused.rawValue) }
    }
  }

  private func show(_ records: [ReconciledRecord]) {
    let header = [
      "night", "table", "where", "file", "rows_mart", "rows_file", "only_mart", "only_file", "differing", "at",
      "sha256",
    ]
    let rows = records.map { record -> [SQLValue] in
      [record.night, record.table, record.condition, record.file].map(SQLValue.text)
        + [record.rowsOurs, record.rowsTheirs, record.onlyOurs, record.onlyTheirs, record.differing]
        .map(SQLValue.integer) + [.text(record.at), .text(record.sha256)]
    }
    if options.json { return print(jsonText(header: header, rows: rows)) }
    // When and by which content is for machines.
    let shown = rows.map { Array($0.dropLast(2)) }
    print(
      rows.isEmpty
        ? "nothing was compared yet"
        : TextTable(header: header.dropLast(2), rows: shown).lines().joined(separator: "\n"))
  }
}
