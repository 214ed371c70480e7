import Contracts
import MartCore
import MartStore

extension Gate {
  /// Every stored model whose primary key does not already prove it: its `key` names a row once.
  ///
  /// Tables are clustered on `cluster` and then the key, so that where `cluster` adds columns, two rows of one key
  /// could lie in different places.
  func keyResults(_ session: Session) throws -> [CheckResult] {
    let tables = Set(try session.rows("SELECT name FROM main.sqlite_schema").compactMap { $0.first?.string })
    // What is not here was proved where it is: another engine made it.
    return try pipeline.models.filter { needsProof($0) }.map { model in
      let failing = tables.contains(model.name) ? try repeatedKeys(session, model) : 0
      let columns = model.key.map(sqlName).joined(separator: ", ")
      let sql = "SELECT \(columns), COUNT(*) FROM \(sqlName(model.name)) GROUP BY \(columns) HAVING COUNT(*) > 1"
      return CheckResult(
        "key.\(model.name)", .stop, owner: model.owner, failing: failing,
        what: "\(model.name) has \(failing) keys (\(model.key.joined(separator: ", "))) with more than one row",
        at: model.location, remedy: "ask \(model.owner) to make its query give one row a key; \(look(sql))")
    }
  }

  private func needsProof(_ model: Model) -> Bool {
    model.refresh != .view && !model.key.isEmpty && !Set(model.cluster).isSubset(of: model.key)
  }
}

/// How many keys of a table name more than one row.
///
/// One pass as the table lies makes a 64-bit hash of every key; hashes that all differ prove that the keys do.
/// Where two are equal, or where there are more than memory should hold, SQLite sorts the table to tell, in a file.
///
/// - atOnce: how many hashes memory holds at most; of two million, 32 MiB.
package func repeatedKeys(_ session: Session, _ model: Model, atOnce: Int = 1 << 21) throws -> Int64 {
  let columns = model.key.map(sqlName).joined(separator: ", ")
  var seen = HashSet()
  var mayRepeat = false
  try session.scan("SELECT \(columns) FROM \(sqlName(model.name))") { row in
    guard !mayRepeat else { return }
    var hash = KeyHash()
    for index in model.key.indices { hash.add(row, index) }
    mayRepeat = seen.count == atOnce || !seen.insert(hash.value)
  }
  guard mayRepeat else { return 0 }
  return try session.int(
    """
    SELECT COUNT(*) FROM (SELECT 1 FROM \(sqlName(model.name)) GROUP BY \(columns) HAVING COUNT(*) > 1)
    """) ?? 0
}
