import MartStore
import MartTesting
import Testing

@Suite("what SQLite finds wrong with a database") struct PageFaultsTests {
  private func database(_ home: ScratchHome, _ statements: String) throws -> Store {
    let store = try Store(home.file("a.sqlite"), .durable)
    try store.use { try $0.execute(statements) }
    return store
  }

  private static let rows =
    "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO t SELECT 'x' || i, 1, i FROM n"

  @Test("is nothing where a table without rowid has its key behind its other columns", arguments: ["quick", "whole"])
  func keyBehind(_ how: String) throws {
    let home = try ScratchHome()
    let store = try database(
      home,
      "CREATE TABLE t(a TEXT NOT NULL, g INTEGER NOT NULL, s INTEGER NOT NULL, PRIMARY KEY(g, s)) STRICT, WITHOUT ROWID; \(Self.rows)"
    )
    #expect(try store.use { try $0.pageFaults(how == "quick" ? .quick : .whole) } == [])
  }

  @Test("is a NULL where the table promises none")
  func trueNull() throws {
    let home = try ScratchHome()
    let path = home.file("a.sqlite")
    let made = try Program.system(
      "sqlite3",
      [
        path,
        """
        CREATE TABLE t(a TEXT, g INTEGER NOT NULL, s INTEGER NOT NULL, PRIMARY KEY(g, s)) WITHOUT ROWID; \(Self.rows);
        UPDATE t SET a = NULL WHERE s = 1700;
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, 'a TEXT', 'a TEXT NOT NULL') WHERE name = 't';
        """,
      ])
    #expect(made.status == 0, "\(made.errors)")
    let store = try Store(path, .readOnly)
    defer { try? store.close() }
    #expect(try store.use { try $0.pageFaults(.quick) }.contains("NULL value in t.a"))
  }
}
