import Contracts

/// The tables of one staging file, made from the feed's contract.
///
/// - Shape: `row` has one row a readable record; `secret` and `token` those of accepted records only; `quarantine`
///   one a quarantined record; `finding` one a kind of remark; `total` one a measure; `delivery` exactly one.
package struct StagingSchema: Sendable {
  /// Where a cell of `row` comes from: a column of the contract, the token of one, or a derived column; by index.
  package enum Origin: Sendable, Hashable { case column(Int), token(Int), derived(Int) }

  package struct Cell: Sendable, Hashable {
    package var name: String
    package var storage: Storage
    package var origin: Origin
  }

  /// The cells of `row` after line_no, rule and late.
  package let row: [Cell]
  /// The vaulted columns by index into the contract's columns, in its order; empty: there is no `secret` table.
  package let secret: [Int]
  package let secretNames: [String]

  package init(_ feed: Feed) {
    let columns: [Cell] = feed.columns.enumerated().compactMap { index, column in
      if !column.dataClass.isVaulted {
        return Cell(name: column.name, storage: column.type.storage, origin: .column(index))
      }
      return column.token == nil ? nil : Cell(name: column.name, storage: .integer, origin: .token(index))
    }
    let derived = feed.derived.enumerated().map { index, column in
      Cell(name: column.name, storage: column.storage, origin: .derived(index))
    }
    row = columns + derived
    secret = feed.columns.indices.filter { feed.columns[$0].dataClass.isVaulted }
    secretNames = secret.map { feed.columns[$0].name }
  }

  /// CREATE statements, in the order of the contract between the rooms.
  package var statements: [String] {
    let cells = row.map { ", \(sqlName($0.name)) \($0.storage.rawValue.uppercased())" }.joined()
    let secrets = secretNames.map { ", \(sqlName($0)) TEXT" }.joined()
    let secretTable =
      secret.isEmpty ? [] : ["CREATE TABLE secret(line_no INTEGER PRIMARY KEY\(secrets)) STRICT"]
    return [
      """
      CREATE TABLE delivery(delivery_id INTEGER, feed TEXT, business_date TEXT, file TEXT, sequence INTEGER, \
      sha256 TEXT, bytes INTEGER, rows INTEGER, window_from TEXT) STRICT
      """,
      "CREATE TABLE row(line_no INTEGER PRIMARY KEY, rule TEXT, late INTEGER NOT NULL\(cells)) STRICT",
    ] + secretTable + [
      """
      CREATE TABLE token(kind TEXT, token INTEGER, value TEXT NOT NULL, PRIMARY KEY(kind, token)) \
      STRICT, WITHOUT ROWID
      """,
      """
      CREATE TABLE quarantine(line_no INTEGER, column_name TEXT, rule TEXT, reason TEXT, raw BLOB, \
      PRIMARY KEY(line_no)) STRICT
      """,
      """
      CREATE TABLE finding(rule TEXT, column_name TEXT, reason TEXT, count INTEGER, first_line INTEGER, \
      PRIMARY KEY(rule, column_name, reason)) STRICT
      """,
      """
      CREATE TABLE total(measure TEXT, unit TEXT, announced INTEGER, accepted INTEGER, quarantined INTEGER, \
      repeated INTEGER) STRICT
      """,
    ]
  }

  /// What makes these tables those of the contract with the columns of all days; columns that the delivery does not
  /// have are empty.
  package func additions(of whole: StagingSchema) -> [String] {
    let known = Set(row.map(\.name))
    let cells = whole.row.filter { !known.contains($0.name) }
      .map { "ALTER TABLE row ADD COLUMN \(sqlName($0.name)) \($0.storage.rawValue.uppercased())" }
    let missing = whole.secretNames.filter { !secretNames.contains($0) }
    let table = secret.isEmpty && !missing.isEmpty ? ["CREATE TABLE secret(line_no INTEGER PRIMARY KEY) STRICT"] : []
    return cells + table + missing.map { "ALTER TABLE secret ADD COLUMN \(sqlName($0)) TEXT" }
  }
}
