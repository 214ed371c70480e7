import CSQLite
import MartStore
import Testing

@Suite("connections side by side") struct AllocationTests {
  @Test("do not wait for one another to count bytes: SQLite counts none")
  func notCounted() throws {
    let store = try Store()
    try store.use { try $0.execute("CREATE TABLE t(a TEXT) STRICT; INSERT INTO t VALUES ('a')") }
    #expect(sqlite3_memory_used() == 0)
  }
}
