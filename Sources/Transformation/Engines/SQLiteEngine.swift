import CSQLite
import Contracts
import MartCore
import MartStore

/// The embedded engine: each model is one INSERT … SELECT in the order in which its rows lie on disk.
package struct SQLiteEngine: Engine {
  package init() {}

  package func create(_ model: Model, in session: Session) throws {
    if model.refresh == .view { return try run(MartSchema.createView(model), model, session) }
    try run(MartSchema.definition(of: model).createStatement(), model, session)
  }

  /// A model's rows in the order in which they lie on disk.
  func select(_ model: Model) -> String {
    "SELECT \(sqlNames(model.columns.map(\.name))) FROM (\n\(model.sql)\n)\n"
      + "ORDER BY \(sqlNames(MartSchema.definition(of: model).rowOrder))"
  }

  package func fill(_ model: Model, in session: Session) throws -> Int64 {
    guard model.refresh != .view else { return 0 }
    return try fill(model, from: select(model), in: session)
  }

  /// Indexes are made after the rows: one sorted pass each, not one seek a row.
  func fill(_ model: Model, from select: String, in session: Session) throws -> Int64 {
    let table = MartSchema.definition(of: model)
    let columns = sqlNames(model.columns.map(\.name))
    try run("INSERT INTO main.\(sqlName(model.name)) (\(columns))\n\(select)", model, session)
    let rows = sqlite3_changes64(session.handle)
    if table.keyNeedsProof, try hasDoubleKey(table, session) { throw collision(model) }
    for index in table.indexStatements() { try run(index, model, session) }
    return rows
  }

  /// SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE, which Swift does not see.
  private static let doubleKey: Set<Int32> = [SQLITE_CONSTRAINT | 6 << 8, SQLITE_CONSTRAINT | 8 << 8]

  /// Runs one statement of a model; SQLite's complaint becomes the model's failure.
  func run(_ sql: String, _ model: Model, _ session: Session) throws {
    guard sqlite3_exec(session.handle, sql, nil, nil, nil) != SQLITE_OK else { return }
    let code = sqlite3_extended_errcode(session.handle)
    if Self.doubleKey.contains(code) { throw collision(model) }
    throw failure(model, String(cString: sqlite3_errmsg(session.handle)), code)
  }

  private func failure(_ model: Model, _ message: String, _ code: Int32) -> Failure {
    let what = "model '\(model.name)' cannot be made: \(message)"
    switch code & 0xff {
    case SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY:
      return Failure(.cannotWrite, what, at: model.sqlLocation, remedy: "look at free space, then run again")
    case SQLITE_CONSTRAINT:
      return Failure(
        .refused, what, rule: "model.contract", at: model.sqlLocation,
        remedy:
          "the night's rows break the model's contract; correct the SELECT, or the contract if it promises too much")
    default:
      return Failure(.pipeline, what, at: model.sqlLocation, remedy: "correct the SELECT; mart check shows more")
    }
  }

  private func collision(_ model: Model) -> Failure {
    Failure(
      .refused, "model '\(model.name)' has two rows with one key (\(model.key.joined(separator: ", ")))",
      rule: "model.key", at: model.sqlLocation,
      remedy: "look for a join that multiplies rows; the key stands in the model's front matter")
  }
}
