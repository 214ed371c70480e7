import ArgumentParser
import MartCore
import Nightly

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Copies tables of the current mart, or a slice of them, into a SQLite file.",
    discussion: "Tables that stay in the warehouse are read by Spark, so that ad-hoc SQL works on a slice of them. "
      + "Example: mart export --to sqlite --tables customer_tier --where \"tier = 'T5'\" --out tiers.sqlite")

  enum Form: String, ExpressibleByArgument, CaseIterable { case sqlite }

  @Option(help: "The form of the file: sqlite.") var to: Form
  @Option(parsing: .upToNextOption, help: "The tables.") var tables: [String]
  @Option(help: "A condition in SQL over columns of each of the tables. (default: all rows)") var `where`: String?
  @Option(help: "The file to make.") var out = "export.sqlite"
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let names = tables.flatMap { $0.split(separator: ",").map(String.init) }
      guard !names.isEmpty else { throw Failure(.usage, "no table is named", remedy: "name some with --tables") }
      Stopping.watch(forced: complain)
      let exported = try exportTables(options.pipeline, options.layout, tables: names, where: `where`, to: out)
      if options.json {
        let rows = exported.map { "\(jsonString($0.table)): \($0.rows)" }.joined(separator: ", ")
        print("{\"file\": \(jsonString(out)), \"rows\": {\(rows)}}")
      } else if !options.quiet {
        for (table, rows) in exported { print("\(table): \(rows) rows") }
      }
    }
  }
}
