import ArgumentParser
import Foundation
import MartCore
import MartStore
import Nightly

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Shows what is current and where it lies.",
    discussion: "Example: mart status --home home")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let layout = options.layout
      let mart = try layout.openCurrentMart()
      let facts = try mart.use { session in
        let build = try session.rows("SELECT generation, business_date, pipeline_version FROM meta_build").first ?? []
        let tables = try session.rows("SELECT table_name, rows FROM meta_table ORDER BY table_name")
        let warnings = try session.rows(
          "SELECT check_id, owner, failing FROM meta_check WHERE status <> 'ok' ORDER BY check_id")
        return (build: build, tables: tables, warnings: warnings)
      }
      let lines: [(String, SQLValue)] = [
        ("generation", facts.build.first ?? .null), ("business date", facts.build.dropFirst().first ?? .null),
        ("pipeline version", facts.build.last ?? .null),
        ("mart", .text(layout.current + "/mart.sqlite")), ("report", .text(layout.current + "/report.html")),
      ]
      if options.json {
        let pairs = lines.map { "\(jsonString($0.0)): \(jsonValue($0.1))" }
        print("{" + pairs.joined(separator: ", ") + "}")
        return
      }
      for (name, value) in lines {
        print(name.padding(toLength: 18, withPad: " ", startingAt: 0) + value.display)
      }
      print("")
      print(TextTable(header: ["table", "rows"], rows: facts.tables).lines().joined(separator: "\n"))
      if !facts.warnings.isEmpty {
        print("")
        print(TextTable(header: ["warning", "owner", "rows"], rows: facts.warnings).lines().joined(separator: "\n"))
      }
    }
  }
}
