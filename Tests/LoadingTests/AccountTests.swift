import Contracts
import Loading
import MartCore
import MartStore
import MartTesting
import Testing

@Suite("the conservation account and the gate") struct AccountTests {
  @Test("a night that ties may be published, and the account shows what the table holds of each delivery")
  func ties() throws {
    let night = try Night()
    let report = try night.load()
    #expect(report.mayPublish && report.warnings.isEmpty, "\(report.failures)")
    let published = try night.query(
      "SELECT delivery_id, measure, published, difference FROM meta_conservation ORDER BY 1, 2")
    #expect(
      published == [
        [11, "amount_fen", 107, 0], [11, "debit_fen", 107, 0], [11, "rows", 2, 0],
        [12, "amount_fen", 53, 0], [12, "debit_fen", 0, 0], [12, "rows", 2, 0],
        [13, "rows", 0, 0], [14, "rows", .null, 0],
      ])
    let sql = "SELECT delivery_id, COUNT(*), SUM(fen) FROM fact GROUP BY delivery_id;"
    let shell = try Program.system("sqlite3", [night.home.file("candidate/mart.sqlite"), sql])
    #expect(shell.output == "11|2|107\n12|2|53\n")
    #expect(
      try night.query("SELECT step_no, table_name, amount, reported_as, difference FROM meta_path ORDER BY 1, 4 DESC")
        == [[1, "fact", 160, "", 0], [2, "fact", 3, "orphan cards", 0], [2, "month", 157, "", 0]])
    #expect(
      try night.query("SELECT check_id, failing, status FROM meta_check").map { $0[0].display }
        == ["conservation", "conservation.delivery", "key.fact", "path.V1"])
  }

  @Test("a row missing from the published table stops the night and says which delivery lost what")
  func lostRow() throws {
    let night = try Night()
    try night.mart("DELETE FROM fact WHERE txn_id = 'c'; UPDATE month SET fen = 0 WHERE fen = 7")
    let report = try night.load()
    #expect(report.failures.map(\.rule) == ["conservation"] && report.failures[0].exit == .refused)
    #expect(report.accountGaps.map(\.measure) == ["amount_fen", "debit_fen", "rows"])
    #expect(report.accountGaps.first?.published == 100 && report.accountGaps.first?.difference == 7)
    #expect(report.failures[0].what.contains("announced 110, accepted 107, quarantined 3"))
  }

  @Test("rows of a superseded delivery or of an unknown one may not be published")
  func strangers() throws {
    let night = try Night()
    try night.mart("UPDATE fact SET delivery_id = 13 WHERE txn_id = 'c'")
    #expect(try night.load().accountGaps.contains { $0.deliveryID == 13 && $0.difference == 1 })
    try night.mart("UPDATE fact SET delivery_id = 99 WHERE txn_id = 'c'")
    #expect(try night.load().failures.map(\.rule).contains("conservation.delivery"))
  }

  @Test("a path that is off by one fen stops, naming step, both amounts, difference and owner")
  func oneFen() throws {
    let night = try Night()
    try night.mart("UPDATE month SET fen = 8 WHERE fen = 7")
    let report = try night.load()
    let failure = try #require(report.failures.first)
    #expect(report.failures.count == 1 && failure.rule == "path.V1")
    #expect(failure.what.contains("step 2, month.fen = 158 with reported lines of 3"))
    #expect(failure.what.contains("fact before it = 160: difference 1 fen"))
    #expect(failure.remedy.contains("ask cards") && failure.remedy.contains("meta_path"))
    let found = "SELECT difference FROM meta_path WHERE table_name = 'month'"
    #expect(try night.home.query("candidate/refused.sqlite", found) == [[1]])
    #expect(try night.query(found) == [], "the candidate is as it was")
    try night.mart("UPDATE month SET fen = 7 WHERE fen = 8")
    #expect(try night.load().mayPublish && !Files.exists(night.home.file("candidate/refused.sqlite")))
  }

  @Test("a key that names two rows stops, although the clustered primary key allows it")
  func repeatedKey() throws {
    let night = try Night()
    try night.mart("UPDATE fact SET txn_id = 'a' WHERE txn_id = 'c'")
    let failure = try #require(try night.load().failures.first)
    #expect(failure.rule == "key.fact" && failure.what.contains("1 keys (txn_id)"))
  }

  @Test("where memory holds fewer hashes than there are keys, the table is sorted, and tells the same")
  func manyKeys() throws {
    let night = try Night()
    func repeated(atOnce: Int) throws -> Int64 {
      let mart = try Store(night.home.file("candidate/mart.sqlite"), .scratch)
      defer { try? mart.close() }
      return try mart.use { try repeatedKeys($0, night.pipeline.models[0], atOnce: atOnce) }
    }
    for atOnce in [1, 3, 4, 5] { #expect(try repeated(atOnce: atOnce) == 0, "\(atOnce)") }
    try night.mart("UPDATE fact SET txn_id = 'a' WHERE txn_id IN ('c', 'd')")
    for atOnce in [1, 3, 4, 5] { #expect(try repeated(atOnce: atOnce) == 1, "\(atOnce)") }
    // Equal ones may come after the last for which there is room.
    try night.mart(
      """
      UPDATE fact SET txn_id = txn_id || fen WHERE account < 2;
      INSERT INTO fact VALUES (3, 'a', 'C', 1, 12);
      """)
    for atOnce in [1, 2, 3, 4, 5] { #expect(try repeated(atOnce: atOnce) == 1, "\(atOnce)") }
  }

  @Test("a check's severity decides whether it stops, warns, or passes under a waiver")
  func severities() throws {
    var night = try Night()
    let sql = "SELECT txn_id FROM fact WHERE fen < 10 -- small ones"
    night.pipeline.checks = [
      Check("small-stop", .stop, owner: "anna", sql: sql), Check("small-warn", .warn, owner: "bo", sql: sql),
      Check("small-hold", .hold, owner: "bo", sql: sql),
      Check("none", .stop, owner: "bo", sql: "SELECT 1 FROM fact WHERE fen < 0"),
    ]
    let stopped = try night.load()
    #expect(stopped.failures.map(\.rule) == ["small-stop"])
    #expect(stopped.failures[0].what.contains("2 rows") && stopped.failures[0].remedy.contains("anna"))
    #expect(stopped.warnings.map(\.rule) == ["small-hold", "small-warn"])
    let waived = try night.load(waivers: [Waiver(checkID: "small-stop", text: "anna until October")])
    #expect(waived.mayPublish)
    #expect(
      try night.query("SELECT status, waiver FROM meta_check WHERE check_id IN ('small-stop', 'none') ORDER BY 1")
        == [["ok", ""], ["waived", "anna until October"]])
  }

  @Test("queries asked at once find what they find in turn, also those that read what the gate writes")
  func atOnce() throws {
    var night = try Night()
    try night.mart("CREATE VIEW steps AS SELECT * FROM meta_path")
    night.pipeline.checks = [
      Check("path", .warn, owner: "bo", sql: "SELECT 1 FROM steps WHERE reported_as = ''"),
      Check("account", .warn, owner: "bo", sql: "SELECT 1 FROM meta_conservation WHERE published IS NOT NULL"),
    ]
    night.pipeline.checks += (0..<20).map { number in
      Check("fen\(number)", .warn, owner: "bo", sql: "SELECT 1 FROM fact WHERE fen > \(number)")
    }
    let inTurn = try night.load()
    let lines = try night.query("SELECT * FROM meta_check ORDER BY check_id")
    let atOnce = try night.load(jobs: 4)
    #expect(atOnce.checks == inTurn.checks)
    #expect(try night.query("SELECT * FROM meta_check ORDER BY check_id") == lines)
    #expect(atOnce.checks.first { $0.id == "path" }?.failing == 2)
    #expect(atOnce.checks.first { $0.id == "account" }?.failing == 7)
  }

  @Test("answers that came before are those of the mart that was asked, and of no other")
  func answers() throws {
    var night = try Night()
    night.pipeline.checks = [Check("small", .stop, owner: "bo", sql: "SELECT 1 FROM fact WHERE fen < 10")]
    let query = try #require(gateReadings(night.pipeline).last)
    let mart = night.home.file("candidate/mart.sqlite")
    // What is told is not what the mart says, so that one sees who is believed.
    try GateAnswers([(query, [[.integer(0)]])], of: mart).write(to: night.home.file("candidate"))
    try night.mart("CREATE TABLE other (fen INTEGER)")
    #expect(try night.load().checks.first { $0.id == "small" }?.failing == 2)
    try GateAnswers([(query, [[.integer(0)]])], of: mart).write(to: night.home.file("candidate"))
    #expect(try night.load().checks.first { $0.id == "small" }?.failing == 0)
    #expect(try night.load().checks.first { $0.id == "small" }?.failing == 2, "the gate has written to it")
  }

  @Test("a query that does not run is named with its place, however many are asked at once")
  func wrongQuery() throws {
    var night = try Night()
    night.pipeline.checks = [
      Check("good", .warn, owner: "bo", sql: "SELECT 1 FROM fact"),
      Check("bad", .warn, owner: "bo", sql: "SELECT nothing FROM fact"),
    ]
    let failure = #expect(throws: Failure.self) { try night.load(jobs: 4) }
    #expect(failure?.exit == .pipeline && failure?.what.contains("check bad does not run") == true)
  }

  @Test("an output whose file is not what its control announces stops the night")
  func outputs() throws {
    var night = try Night()
    let output = Output("E01", "VIEW", user: "risk", key: [], columns: [], sql: "SELECT 1")
    night.pipeline.outputs = [output]
    #expect(try night.load().failures.first?.what.contains("has no .csv.gz file") == true)
    let stem = night.home.file("candidate/outbox/risk/\(output.stem(on: night.date))")
    try Files.makeFolder(night.home.file("candidate/outbox/risk"), mode: 0o700)
    try Files.write("data", to: "\(stem).csv.gz", mode: 0o600)
    try Files.write("sha256=00\n", to: "\(stem).ctl", mode: 0o600)
    try Files.write("", to: "\(stem).ok", mode: 0o600)
    #expect(try night.load().failures.first?.what.contains("is not the file") == true)
    try Files.write("sha256=\(try FileDigest(of: "\(stem).csv.gz").sha256)\n", to: "\(stem).ctl", mode: 0o600)
    #expect(try night.load().mayPublish)
  }

  @Test("loading again, and the next night over it, gives the same lines")
  func again() throws {
    let night = try Night()
    _ = try night.load()
    let all = "SELECT * FROM meta_conservation ORDER BY delivery_id, measure"
    let first = try night.query(all)
    _ = try night.load()
    #expect(try night.query(all) == first)
  }

  @Test(
    "what a row adds is found inside a plain count or sum, and nowhere else",
    arguments: [
      ("COUNT(*)", "1"), ("sum( fen )", " fen "),
      ("SUM(CASE WHEN k = ')' THEN a ELSE 0 END)", "CASE WHEN k = ')' THEN a ELSE 0 END"),
      ("SUM(a) + SUM(b)", nil), ("SUM(a) FILTER (WHERE b)", nil), ("MAX(a)", nil), ("SUM(DISTINCT a)", nil),
    ] as [(String, String?)])
  func perRow(aggregate: String, expected: String?) { #expect(valuePerRow(aggregate) == expected) }
}
