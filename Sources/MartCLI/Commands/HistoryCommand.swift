import ArgumentParser
import MartCore
import MartStore
import Nightly

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Shows the nights that were run, the latest first, and what stopped them.",
    discussion: """
      With --warnings, what the nights that were published warned of. With --tables, how the last night that was published made each table, beside what was foretold. \
      Example: mart history --limit 10
      """)

  @Option(help: "How many nights.") var limit = 30
  @Flag(
    help:
      "How the last published night made its tables: as foretold and as done; keys touched and rows, foretold too where `mart run --foretell` made it."
  )
  var tables = false
  @Flag(help: "What the nights that were published warned of, by night and rule.")
  var warnings = false
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if tables, warnings { throw ValidationError("give --tables or --warnings, not both") }
  }

  func run() throws {
    try reporting {
      guard Files.exists(options.layout.ledger) else {
        throw Failure(.usage, "there is no ledger in '\(options.home)' yet", remedy: "run `mart run` first")
      }
      let (header, rows) = warnings ? (Self.warningHeader, try warningRows()) : try nightsOrTables()
      print(
        options.json
          ? jsonText(header: header, rows: rows) : TextTable(header: header, rows: rows).lines().joined(separator: "\n")
      )
    }
  }

  private func nightsOrTables() throws -> ([String], [[SQLValue]]) {
    let ledger = try Store(options.layout.ledger, .readOnly)
    return tables ? (Self.tableHeader, try tableRows(ledger)) : (Self.header, try nights(ledger))
  }

  private func warningRows() throws -> [[SQLValue]] {
    try Ledger(reading: options.home).warnings(nights: limit).map { warning in
      [warning.businessDate, warning.generation, warning.rule, warning.place, warning.message, warning.remedy]
        .map(SQLValue.text)
    }
  }

  private static let warningHeader = ["business_date", "generation", "rule", "place", "warning", "what_to_do"]
  private static let header = ["run", "business_date", "generation", "started_at", "seconds", "status", "stopped_by"]
  private static let tableHeader = [
    "table", "refresh", "predicted", "actual", "predicted_keys", "keys", "predicted_rows", "rows", "because",
  ]

  private func nights(_ ledger: Store) throws -> [[SQLValue]] {
    try ledger.use { session in
      try session.rows(
        """
        SELECT r.run_id, r.business_date, r.generation, r.started_at, round(r.seconds, 1), r.status,
               (SELECT f.rule || ' ' || f.message FROM failure f WHERE f.run_id = r.run_id LIMIT 1)
          FROM run r ORDER BY r.run_id DESC LIMIT ?
        """, [.integer(Int64(limit))])
    }
  }

  private func tableRows(_ ledger: Store) throws -> [[SQLValue]] {
    try ledger.use { session in
      // A ledger that an earlier version made lacks the table.
      let knows = try session.int("SELECT 1 FROM sqlite_schema WHERE name = 'foretold'") != nil
      let foretold = knows ? "foretold" : "(SELECT 0 AS run_id, '' AS table_name, '' AS how, 0 AS keys, 0 AS rows)"
      return try session.rows(
        """
        SELECT r.table_name, r.declared, COALESCE(f.how, r.predicted), r.actual, f.keys, r.keys, f.rows, r.rows, r.because
          FROM refresh r LEFT JOIN \(foretold) f ON f.run_id = r.run_id AND f.table_name = r.table_name
         WHERE r.run_id = (SELECT MAX(t.run_id) FROM refresh t JOIN run USING (run_id) WHERE run.status = 'published')
         ORDER BY r.place
        """)
    }
  }
}
