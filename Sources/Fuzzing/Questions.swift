import CSQLite
import MartCore
import MartStore

extension FuzzTarget {
  /// Questions to the mart: one that the guard lets pass only reads. It is asked of a copy in memory that may be written.
  func judgeQuestion(_ bytes: [UInt8], _ scratch: FuzzScratch) throws {
    guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else { return }
    let mart = try scratch.mart()
    do { try QuestionGuard(mart).judge(text) } catch let failure as Failure {
      return try promise(failure.rule == QuestionGuard.rule, "refused as \(failure.rule)")
    }
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    sqlite3_open_v2(":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
    sqlite3_exec(handle, FuzzScratch.tables, nil, nil, nil)
    sqlite3_progress_handler(handle, 1_000, { _ in 1 }, nil)
    let before = sqlite3_total_changes64(handle)
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, text, -1, &statement, nil) == SQLITE_OK, statement != nil else { return }
    defer { sqlite3_finalize(statement) }
    try promise(sqlite3_stmt_readonly(statement) != 0, "a question that may write passes")
    while sqlite3_step(statement) == SQLITE_ROW {}
    try promise(sqlite3_total_changes64(handle) == before, "a question wrote")
    try promise(sqlite3_db_name(handle, 2) == nil, "a question attached a database")
  }
}

extension FuzzScratch {
  static let tables = """
    CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, fen INTEGER);
    INSERT INTO item VALUES (1, 'a', 100), (2, 'b', -5);
    CREATE VIEW some AS SELECT id, fen FROM item WHERE fen > 0;
    """

  /// A small mart, made once.
  func mart() throws -> String {
    let path = "\(folder)/mart.sqlite"
    guard !Files.exists(path) else { return path }
    let store = try Store(path, .scratch)
    try store.use { try $0.execute(Self.tables) }
    try store.close()
    return path
  }
}
