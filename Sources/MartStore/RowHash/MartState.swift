import Crypto

/// What a mart holds, in one line a table.
package enum MartState {
  /// SHA-256 over the sorted rows of meta_table (name, rows, hash), as 64 hex digits: no clock creeps in.
  package static func digest(_ session: Session, schema: String = "main") throws -> String {
    let lines = try session.rows(
      "SELECT table_name, rows, row_hash FROM \(sqlName(schema)).meta_table ORDER BY table_name, rows, row_hash"
    ).map { row in row.map(\.display).joined(separator: "|") + "\n" }
    return digest(lines: lines)
  }

  /// The row hashes of meta_table, by table.
  package static func hashes(_ session: Session) throws -> [String: RowHash] {
    var hashes: [String: RowHash] = [:]
    for row in try session.rows("SELECT table_name, row_hash FROM main.meta_table") {
      if let table = row[0].string, let hash = row[1].string.flatMap({ RowHash($0) }) { hashes[table] = hash }
    }
    return hashes
  }

  /// The same of no mart at all: the parent of the first night.
  package static var nothing: String { digest(lines: []) }

  private static func digest(lines: [String]) -> String {
    var hash = SHA256()
    for line in lines { hash.update(data: Array(line.utf8)) }
    return hash.finalize().map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}

/// Tables as text, for comparing whole marts: each table's name and columns, then its rows in order of their text.
///
/// - tables: in the order in which they are shown; empty: every table and view of main, by name.
package func dump(_ session: Session, _ tables: [String] = []) throws -> String {
  let names =
    try tables.isEmpty
    ? session.rows("SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view') ORDER BY name")
      .compactMap { $0.first?.string } : tables
  var text = ""
  for name in names {
    let query = "SELECT * FROM \(sqlName(name))"
    text += "# \(name)(\(try session.columnNames(query).joined(separator: "|")))\n"
    let lines = try session.rows(query).map { row in row.map(shown).joined(separator: "|") }
    text += lines.sorted().map { $0 + "\n" }.joined()
  }
  return text
}

/// A value of a dump: NULL is told from an empty text.
private func shown(_ value: SQLValue) -> String { value == .null ? "NULL" : value.display }
