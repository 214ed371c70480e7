import CSQLite
import MartCore
import MartStore

/// True where two rows of the table have one `key`, which its primary key does not prove because it begins with
/// cluster columns.
///
/// Hashes every key to 64 bits and sorts the hashes; only where two agree does SQLite group the table, since grouping by a
/// key that the table is not clustered on sorts all of it.
func hasDoubleKey(_ table: TableDefinition, _ session: Session) throws -> Bool {
  let key = sqlNames(table.key)
  let name = "main.\(sqlName(table.name))"
  var hashes = try keyHashes("SELECT \(key) FROM \(name)", session)
  hashes.sort()
  guard zip(hashes, hashes.dropFirst()).contains(where: ==) else { return false }
  return try !session.rows("SELECT 1 FROM \(name) GROUP BY \(key) HAVING COUNT(*) > 1 LIMIT 1").isEmpty
}

private func keyHashes(_ query: String, _ session: Session) throws -> [UInt64] {
  var statement: OpaquePointer?
  defer { sqlite3_finalize(statement) }
  var hashes: [UInt64] = []
  guard sqlite3_prepare_v2(session.handle, query, -1, &statement, nil) == SQLITE_OK else {
    throw unreadable(session)
  }
  let columns = sqlite3_column_count(statement)
  var state = sqlite3_step(statement)
  while state == SQLITE_ROW {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for column in 0..<columns { mix(&hash, statement, column) }
    hashes.append(hash)
    state = sqlite3_step(statement)
  }
  guard state == SQLITE_DONE else { throw unreadable(session) }
  return hashes
}

private func unreadable(_ session: Session) -> Failure {
  Failure(
    .internal, "keys cannot be read: \(String(cString: sqlite3_errmsg(session.handle)))",
    remedy: "run again; if it stays, report it with this message")
}

/// Folds one value into the hash: whole integers at once, texts byte by byte with their length (FNV-1a, then a
/// multiply-shift that spreads integers).
@inline(__always)
private func mix(_ hash: inout UInt64, _ statement: OpaquePointer?, _ column: Int32) {
  if sqlite3_column_type(statement, column) == SQLITE_INTEGER {
    hash = spread(hash ^ UInt64(bitPattern: sqlite3_column_int64(statement, column)))
    return
  }
  guard let text = sqlite3_column_text(statement, column) else { return hash = spread(hash ^ 1) }
  let length = Int(sqlite3_column_bytes(statement, column))
  for index in 0..<length { hash = (hash ^ UInt64(text[index])) &* 0x0000_0100_0000_01b3 }
  hash = spread(hash ^ UInt64(length))
}

/// A bijection of 64 bits in which every input bit moves every output bit (splitmix64's finaliser).
@inline(__always)
private func spread(_ value: UInt64) -> UInt64 {
  var mixed = value &+ 0x9e37_79b9_7f4a_7c15
  mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
  mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
  return mixed ^ (mixed >> 31)
}
