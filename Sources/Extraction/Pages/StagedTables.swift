import CSQLite
import Contracts
import MartCore
import MartStore

/// The empty tables of a staging file, to be filled from the first row to the last.
struct StagedTables {
  private let pages: PageFile
  /// The first page of each table.
  private var roots: [String: UInt32] = [:]

  init(_ database: OpaquePointer, _ pages: PageFile) throws {
    self.pages = pages
    let query = try Statement(database, "SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'")
    try query.eachRow { row in
      if let name = sqlite3_column_text(row, 0) { roots[String(cString: name)] = UInt32(sqlite3_column_int64(row, 1)) }
    }
  }

  /// - columns: in the order of the table, without its row number.
  func writer(
    _ table: String, _ kind: PageTree.Kind = .table, columns: [(name: String, storage: Storage)]
  ) throws -> TableWriter {
    guard let root = roots[table] else {
      throw Failure(.internal, "the staging file has no table '\(table)'", remedy: "report it with this message")
    }
    return TableWriter(
      PageTree(pages, kind, root: root), table, columns.map { TableWriter.Column(name: $0.name, storage: $0.storage) })
  }
}
