import Foundation
import MartCore
import MartStore
import MartTesting
import Testing

@Suite("ledger and lock") struct LedgerTests {
  @Test("the ledger tells the nights, what stopped them, and which was killed")
  func history() throws {
    let home = try ScratchHome()
    let ledger = try Ledger(home: home.path)
    let date = try #require(BusinessDate(iso: "2024-09-30"))
    _ = try ledger.begin(businessDate: date, at: "2024-10-01T01:00:00+08:00")
    let second = try ledger.begin(businessDate: date, at: "2024-10-01T02:00:00+08:00")
    try ledger.failed(second, Failure(.refused, "too few rows", rule: "DL-02", remedy: "ask"))
    try ledger.finish(second, .failed, seconds: 1.5)
    let third = try ledger.begin(businessDate: date, at: "2024-10-01T03:00:00+08:00")
    try ledger.stage(third, "extract", seconds: 0.5, rows: 10)
    try ledger.arrivals(
      third,
      [
        Arrival(feed: "a", businessDate: date, file: "A", sha256: "00", verdict: .accepted),
        Arrival(feed: "b", businessDate: date, file: "B", verdict: .refused, rule: "DL-02", message: "rows differ"),
      ])
    try ledger.decision(third, kind: "allow-missing", feed: "c", by: "anna", at: "2024-10-01T03:00:00+08:00")
    try ledger.finish(third, .published, generation: "2024-09-30.1", seconds: 2)
    let told = try ledger.history()
    #expect(told.map(\.status) == ["published", "failed", "killed"])
    #expect(told.map(\.failure) == ["", "too few rows", ""] && told[0].generation == "2024-09-30.1")
    try ledger.close()
    let refusals = try Program.system("sqlite3", [home.file("ledger.sqlite"), "SELECT feed, rule FROM refusal"])
    #expect(refusals.output == "b|DL-02\n")
    let mode = try Program.system("stat", ["-c", "%a", home.file("ledger.sqlite")])
    #expect(mode.output == "600\n")
  }

  @Test("a second run is refused at once and told who holds the lock; the lock ends with its process")
  func lock() throws {
    let home = try ScratchHome()
    let mine = try RunLock(home: home.path)
    let start = Date()
    let refused = #expect(throws: Failure.self) { try RunLock(home: home.path) }
    #expect(Date().timeIntervalSince(start) < 1)
    #expect(refused?.exit == .locked && refused?.what.contains("process \(getpid())") == true)
    let script = """
      import fcntl, sys
      try: fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX | fcntl.LOCK_NB); print('free')
      except BlockingIOError: print('held')
      """
    #expect(try Program.system("python3", ["-c", script, home.file("run.lock")]).output == "held\n")
    mine.release()
    #expect(try Program.system("python3", ["-c", script, home.file("run.lock")]).output == "free\n")
    try RunLock(home: home.path).release()
  }
}
