import Foundation
import MartTesting
import Testing

@Suite("the plan of the next night") struct PlanTests {
  /// A bank of which all nights but the last have been published.
  private func bankBeforeLastNight() throws -> BankHome { try BankHome(after: .butLast) }

  private struct Plan: Decodable {
    struct Delivery: Decodable {
      var business_date: String
      var feed: String
      var state: String
      var rows: Int?
      var changing: Int?
      var keys: [String: Int]?
      var trouble: String?
    }
    struct Table: Decodable {
      var table: String
      var refresh: String
      var how: String
      var because: String
      var keys: [String: Int]?
    }
    var next: String?
    var deliveries: [Delivery]
    var tables: [Table]
  }

  private func plan(_ bank: BankHome, _ flags: [String] = []) throws -> Plan {
    let told = try bank.mart(["plan", "--json"] + flags)
    #expect(told.status == 0, "\(told.errors)")
    return try JSONDecoder().decode(Plan.self, from: Data(told.output.utf8))
  }

  /// Row hashes of a generation's tables.
  private func hashes(_ bank: BankHome, _ label: String) throws -> [String: String] {
    let told = try Program.system(
      "sqlite3",
      [
        "-readonly", "\(bank.path)/generations/\(label)/mart.sqlite",
        "SELECT table_name, rows || ' ' || row_hash FROM meta_table",
      ])
    #expect(told.status == 0, "\(told.errors)")
    let pairs = told.output.split(separator: "\n").map { $0.split(separator: "|").map(String.init) }
    return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })
  }

  @Test("counts the keys that each delivery names, as a count over the raw files does; of a snapshot what changed")
  func namedKeys() throws {
    let bank = try bankBeforeLastNight()
    let plan = try plan(bank)
    #expect(plan.next == "2024-09-30" && plan.deliveries.count == 30)
    let raw = try Program.system("python3", ["Tests/Oracles/named_keys.py", bank.path, "2024-09-30", "2024-09-29"])
    let lines = raw.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.count == 4, "\(raw.errors)")
    for line in lines {
      let delivery = try #require(plan.deliveries.first { $0.feed == line[0] })
      let told = [delivery.rows, delivery.changing, delivery.keys?[line[3]]].map { $0.map(String.init) ?? "" }
      #expect(told == [line[1], line[2], line[4]], "\(line[0])")
    }
    let snapshot = try #require(plan.deliveries.first { $0.feed == "cif_core" })
    #expect((snapshot.changing ?? 0) > 0 && (snapshot.changing ?? 0) < (snapshot.rows ?? 0))
  }

  @Test(
    "a table of which it says that it is kept has the same rows after the night; what is read whole is made in full")
  func tables() throws {
    let bank = try bankBeforeLastNight()
    let plan = try plan(bank)
    #expect(try bank.mart(["run"]).status == 0)
    let (before, after) = (try hashes(bank, "2024-09-29.1"), try hashes(bank, "2024-09-30.1"))
    let kept = plan.tables.filter { $0.how == "kept" }.map(\.table)
    #expect(kept.contains("fact_instalment") && kept.contains("dim_date"))
    for table in kept { #expect(before[table] == after[table], "\(table)") }
    let changed = after.filter { before[$0.key] != $0.value }.map(\.key)
    #expect(Set(changed).isSubset(of: plan.tables.filter { $0.how != "kept" }.map(\.table) + ["run_context"]))
    func how(_ table: String) -> String {
      plan.tables.first { $0.table == table }.map { "\($0.how): \($0.because)" } ?? ""
    }
    #expect(how("fact_card_txn") == "by key: ")
    #expect(how("customer_month") == "in full: run_context.closed_to changes", "the month ends on this night")
    let balance = try #require(plan.tables.first { $0.table == "fact_balance" })
    #expect(balance.refresh == "by account_id" && (balance.keys?["account_id"] ?? 0) > 0)
  }

  @Test("before the first night, and where programs or contracts have changed, every table is made in full")
  func inFull() throws {
    let bank = try BankHome()
    let first = try plan(bank)
    #expect(first.tables.allSatisfy { $0.how == "in full" && $0.because == "the first night" } && !first.tables.isEmpty)
    #expect(first.deliveries.count == 30 * 4)
    #expect(first.deliveries.filter { $0.keys == nil }.map(\.feed) == ["facility"], "due at the end of a month alone")
    #expect(try bank.mart(["run", "--date", "2023-12-31"]).status == 0)
    #expect(try plan(bank).tables.contains { $0.how == "by key" })
    #expect(try plan(bank, ["--full"]).tables.allSatisfy { $0.because == "asked for" })
    let file = bank.pipeline + "/pipeline.yaml"
    let text = try String(contentsOfFile: file, encoding: .utf8) + "\n# another\n"
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    #expect(
      try plan(bank).tables.allSatisfy { $0.how == "in full" && $0.because.contains("not those of 2023-12-31.1") })
  }

  @Test("asking changes nothing and waits for nobody: a run may hold the lock and the journal")
  func changesNothing() throws {
    let bank = try bankBeforeLastNight()
    func everything() throws -> String {
      let listed = try Program.system(
        "sh",
        [
          "-c",
          "cd '\(bank.path)' && find . -printf '%p %y %s %m %T@ %C@\\n' | sort && find . -type f | sort | xargs sha256sum",
        ])
      return listed.output
    }
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let ready = (bank.pipeline as NSString).deletingLastPathComponent + "/ready"
    holder.arguments = [
      "python3", "-c",
      "import fcntl,sqlite3,time; f=open('\(bank.path)/run.lock','a'); fcntl.flock(f,fcntl.LOCK_EX); c=sqlite3.connect('\(bank.path)/state/journal.sqlite'); c.execute('BEGIN EXCLUSIVE'); open('\(ready)','w'); time.sleep(60)",
    ]
    try holder.run()
    defer { holder.terminate() }
    while !FileManager.default.fileExists(atPath: ready) { usleep(10_000) }
    let before = try everything()
    let told = try bank.mart(["plan"])
    #expect(told.status == 0 && told.output.contains("CARD_TXN_20240930.dat.gz") && told.seconds < 5, "\(told.errors)")
    #expect(try everything() == before)
  }

  @Test("a file that cannot be read says so in its line, and --no-keys reads none")
  func trouble() throws {
    let bank = try bankBeforeLastNight()
    _ = try Program.system("truncate", ["-s", "-20", bank.landing("CARD_TXN_20240930.dat.gz")])
    let broken = try plan(bank)
    let line = try #require(broken.deliveries.first { $0.feed == "card_txn" })
    #expect(line.state == "to take in" && line.keys == nil && line.trouble?.hasSuffix("[DL-06]") == true)
    #expect(broken.deliveries.filter { $0.trouble != nil }.count == 1)
    let quick = try plan(bank, ["--no-keys"])
    #expect(
      quick.deliveries.allSatisfy { $0.keys == nil && $0.trouble == nil } && quick.tables.count == broken.tables.count)
  }

  @Test("a correction for a published night is named, and what it takes in is counted")
  func correction() throws {
    let bank = try BankHome(after: .all)
    #expect(try plan(bank).next == nil)
    let stem = bank.landing("LN_INST_20240929")
    _ = try Program.system("sh", ["-c", "cp '\(stem).csv.gz' '\(stem).2.csv.gz' && cp '\(stem).ctl' '\(stem).2.ctl'"])
    let plan = try plan(bank)
    #expect(plan.next == "2024-09-30" && plan.deliveries.count == 1)
    let line = try #require(plan.deliveries.first)
    #expect(line.state == "correction" && line.business_date == "2024-09-29" && line.rows == 59)
    #expect(plan.tables.contains { $0.table == "fact_instalment" && $0.how == "by key" })
    #expect(plan.tables.contains { $0.table == "fact_card_txn" && $0.how == "kept" })
  }
}
