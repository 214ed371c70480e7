import Contracts
import MartCore
import MartStore

extension Analysis {
  /// SQLite's complaint as a finding: where, what, and the nearest name.
  func explain(
    _ problem: SQLProblem, _ query: PipelineQuery, _ shape: StatementShape, _ readable: Set<String>
  ) -> Finding {
    switch problem.cause {
    case .writes:
      tableFunction(shape).map { forbidden($0, query, shape) }
        ?? query.finding("may only read: \(problem.message)", "writes", remedy: "write one SELECT")
    case .forbidden(let table): forbidden(table, query, shape)
    case .empty: query.finding("holds no SQL", "sql", remedy: "write one SELECT")
    case .second:
      query.finding(
        "holds a second statement", "sql", at: problem.offset, remedy: "write one SELECT, without a semicolon")
    case .sqlite(let message, _): explain(message, problem.offset, query, shape, readable)
    }
  }

  private func forbidden(_ table: String, _ query: PipelineQuery, _ shape: StatementShape) -> Finding {
    query.finding(
      "may not read '\(table)'", "forbidden-read", at: place(of: table, shape), remedy: ReadableTables.rule(of: query))
  }

  /// The table function that a SELECT calls: SQLite creates its table on first use, which looks like writing.
  private func tableFunction(_ shape: StatementShape) -> String? {
    guard let first = shape.tokens.first, first.isWord("select") || first.isWord("with") || first.isWord("values")
    else {
      return nil
    }
    return shape.selects.flatMap(\.sources).compactMap(\.table).first {
      schema.tables[$0] == nil && shape.steps[$0] == nil
    }
  }

  private func explain(
    _ message: String, _ offset: Int?, _ query: PipelineQuery, _ shape: StatementShape, _ readable: Set<String>
  ) -> Finding {
    if let name = named(message, "no such table: ") {
      let place = offset ?? place(of: name, shape)
      if name.contains(".") {
        return query.finding(
          "may not read '\(name)'", "forbidden-read", at: place, remedy: ReadableTables.rule(of: query))
      }
      let known = readable.sorted().map { schema.tables[$0]?.name ?? $0 }
      return query.finding(
        "reads '\(name)', which is no table", "unknown-table", at: place,
        remedy: didYouMean(name, in: known, otherwise: ReadableTables.rule(of: query)))
    }
    if let name = named(message, "no such column: ") {
      let column = name.split(separator: ".").last.map(String.init) ?? name
      let reach = columnsInReach(shape).filter { $0 != column.lowercased() }
      if let (feed, vaulted) = vaultedColumn(column, shape) {
        return query.finding(
          "reads '\(name)', which is \(vaulted.dataClass.rawValue) in \(feed) and lives in the vault alone", "vaulted",
          at: offset ?? place(of: column, shape), remedy: "use its token, or what is derived from it at the split")
      }
      return query.finding(
        "reads '\(name)', which is no column", "unknown-column", at: offset ?? place(of: column, shape),
        remedy: didYouMean(
          column, in: reach, otherwise: "its tables have: \(shortList(reach))"))
    }
    return query.finding(
      "is refused by SQLite: \(message)", "sql", at: offset, remedy: "see it in the sqlite3 shell, on the mart")
  }

  /// A column of this name that a feed which the statement reads keeps in the vault.
  private func vaultedColumn(_ name: String, _ shape: StatementShape) -> (feed: String, column: Column)? {
    let tables = Set(shape.selects.flatMap(\.sources).compactMap(\.table))
    for feed in pipeline.feeds where tables.contains("stg_\(feed.name)") || tables.contains("jrn_\(feed.name)") {
      if let column = feed.columns.first(where: { $0.name == name.lowercased() && $0.dataClass.isVaulted }) {
        return (feed.name, column)
      }
    }
    return nil
  }

  private func named(_ message: String, _ start: String) -> String? {
    message.hasPrefix(start) ? String(message.dropFirst(start.count)) : nil
  }

  private func place(of name: String, _ shape: StatementShape) -> Int? {
    let last = name.lowercased().split(separator: ".").last.map(String.init) ?? name
    return shape.tokens.first { $0.isName && $0.text == last }?.offset
  }

  /// Columns of every table that the statement names, and the names that it gives itself.
  private func columnsInReach(_ shape: StatementShape) -> [String] {
    let tables = shape.selects.flatMap(\.sources).compactMap(\.table).compactMap { schema.tables[$0] }
    let given = shape.selects.flatMap(\.items).compactMap(\.name)
    return Set(tables.flatMap { $0.columns.map(\.name) } + given).sorted()
  }

  private func shortList(_ names: [String]) -> String {
    names.prefix(30).joined(separator: ", ") + (names.count > 30 ? ", …" : "")
  }
}

/// Functions that read a clock, chance or the machine: the same night made again would differ.
private let unrepeatable: Set<String> = [
  "random", "randomblob", "last_insert_rowid", "changes", "total_changes", "load_extension", "sqlite_version",
  "sqlite_source_id", "sqlite_compileoption_used", "sqlite_compileoption_get", "current_date", "current_time",
  "current_timestamp",
]

/// Functions that reach beyond the database.
private let machines: Set<String> = [
  "readfile", "writefile", "edit", "fts3_tokenizer", "fts5", "lsmode", "sqlite_offset", "sqlite_log",
  "shell_add_schema",
  "shell_module_schema", "sqlar_compress", "zipfile", "eval", "sqlite_crypt", "soundex",
]

/// Date functions of SQLite alone; they read the clock when told so.
private let datelike: Set<String> = ["date", "time", "datetime", "julianday", "strftime", "unixepoch", "timediff"]

/// Findings for functions by which equal input would not give equal rows, or only on SQLite.
func functionFindings(_ query: PipelineQuery, _ inspection: Inspection, _ shape: StatementShape) -> [Finding] {
  inspection.functions.sorted().compactMap { function in
    let place = shape.tokens.first { $0.isWord(function) }?.offset
    if unrepeatable.contains(function) {
      return query.finding(
        "calls \(function)()", "clock", at: place, remedy: "dates come from run_context; nothing else may vary")
    }
    if machines.contains(function) {
      return query.finding("calls \(function)()", "function", at: place, remedy: "nothing outside the mart is read")
    }
    guard datelike.contains(function) else { return nil }
    return query.finding(
      "calls \(function)()", "portable", at: place,
      remedy: "dates are text yyyy-mm-dd; compare and cut them, and join a table of days for differences")
  }
}
