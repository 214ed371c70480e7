import Foundation
import MartTesting
import Testing

/// What each severity does to a night: what is published, what is held with which note, what consumers see, and what the
/// next good night repairs.
@Suite("severities of checks") struct SeverityTests {
  private let held = [
    "office/S02_STALLS_v1_20240902.csv.gz", "office/S02_STALLS_v1_20240902.ctl", "office/S02_STALLS_v1_20240902.ok",
    "office/S03_TROUBLE_v1_20240902.held", "till/S01_STALL_DAY_v1_20240902.csv.gz",
    "till/S01_STALL_DAY_v1_20240902.ctl", "till/S01_STALL_DAY_v1_20240902.ok", "till/S04_TROUBLED_v1_20240902.held",
  ]

  /// One good night, then one whose complaints claim too much.
  private func marketWithLargeClaim() throws -> Market {
    let market = try Market(nights: 1)
    try market.land(1, large: true)
    return market
  }

  @Test("hold: the rest is published; the table and all made from it keep their last rows and say of which day")
  func holds() throws {
    let market = try marketWithLargeClaim()
    let ran = try market.mart("run", "--verbose")
    #expect(ran.status == 0 && market.current == "2024-09-02.1", "\(ran.errors)")
    #expect(
      ran.errors.contains(
        "check large_claims (A claim is no more than 1000 yuan) found 1 row: complaint_no=C01000; held with their last "
          + "rows: fact_complaint, stall_trouble; held outputs: S03, S04"), "\(ran.errors)")
    let tables = try market.ask("SELECT table_name, as_of, rows FROM meta_table WHERE table_name <> 'run_context'")
    #expect(
      tables == """
        complaint_day|2024-09-02|2
        dim_stall|2024-09-02|12
        fact_complaint|2024-09-01|3
        fact_sale|2024-09-02|78
        stall_day|2024-09-02|\(try market.ask("SELECT COUNT(*) FROM stall_day"))
        stall_trouble|2024-09-01|\(try market.ask("SELECT COUNT(*) FROM stall_trouble"))
        """)
    #expect(try market.ask("SELECT COUNT(*) FROM fact_complaint") == "3")
    #expect(try market.ask("SELECT MAX(filed_on) FROM fact_complaint") == "2024-09-01")
    #expect(try market.outbox() == held)
    let note = try market.read("current/outbox/till/S04_TROUBLED_v1_20240902.held")
    #expect(
      note == "output=S04\nversion=1\nbusiness_date=2024-09-02\ngeneration=2024-09-02.1\n"
        + "cause=check large_claims failed\nowner=complaints desk\n")
    #expect(
      try market.ask("SELECT step_no, table_name, reported_as, difference FROM meta_path WHERE path_id = 'M2'")
        == "1|meta_conservation||0\n2|fact_complaint|held|0\n3|complaint_day||0")
    #expect(
      try market.ask(
        "SELECT DISTINCT feed, published IS NULL, difference FROM meta_conservation WHERE feed <> 'stall' ORDER BY 1")
        == "complaint|1|0\nsale|0|0")
    #expect(
      try market.ask("SELECT severity, failing, status FROM meta_check WHERE check_id = 'large_claims'")
        == "hold|1|failed")
    #expect(try market.mart("verify").status == 0)
    #expect(try market.read("current/report.html").contains("large_claims"))
    let plan = try market.mart("plan", "--json").output
    #expect(!plan.contains("to take in"), "\(plan)")
  }

  @Test("the stage programs give the same bytes of a night that holds")
  func stages() throws {
    let whole = try marketWithLargeClaim()
    #expect(try whole.mart("run").status == 0)
    let apart = try marketWithLargeClaim()
    for _ in 1...2 {
      for stage in ["extract", "transform", "emit", "load"] {
        let ended = try apart.mart(program: "mart-\(stage)")
        #expect(ended.status == 0, "\(ended.errors)")
      }
    }
    #expect(try apart.bytes() == whole.bytes())
    #expect(try apart.outbox() == held)
  }

  @Test("the next good night makes what was held in full: its rows are those of a mart that was never held")
  func repaired() throws {
    let market = try marketWithLargeClaim()
    #expect(try market.mart("run").status == 0)
    try market.land(2)
    #expect(try market.mart("run").status == 0)
    #expect(
      try market.ask("SELECT as_of FROM meta_table WHERE table_name = 'fact_complaint'") == "2024-09-01",
      "the claim is still too large")
    #expect(try market.outbox().contains("office/S03_TROUBLE_v1_20240903.held"))
    try market.land(1, sequence: 2)
    try market.land(3)
    #expect(try market.mart("plan").output.contains("a check held it"))
    let ran = try market.mart("run")
    #expect(ran.status == 0 && market.current == "2024-09-04.1", "\(ran.errors)")
    let never = try Market(nights: 1)
    for number in 1...3 { try never.land(number) }
    try never.land(1, sequence: 2)
    #expect(try never.mart("run", "--full").status == 0)
    let rows = "SELECT table_name, as_of, rows, row_hash FROM meta_table ORDER BY 1"
    #expect(try market.ask(rows) == never.ask(rows))
    #expect(try !market.outbox().contains { $0.hasSuffix(".held") })
    #expect(try market.ask("SELECT DISTINCT status FROM meta_check") == "ok")
    #expect(try market.mart("verify").status == 0)
  }

  @Test("hold without an earlier night: there are no rows to keep, so nothing is published")
  func firstNight() throws {
    let market = try Market(nights: 0)
    try market.land(0, large: true)
    let ran = try market.mart("run")
    #expect(ran.status == 65 && market.current == "", "\(ran.errors)")
    #expect(ran.errors.contains("no night has been published whose rows could be kept"), "\(ran.errors)")
  }

  @Test("stop beside hold: what would be held never lets through what must stop")
  func stopBesideHold() throws {
    let market = try marketWithLargeClaim()
    #expect(try market.mart("run", "--date", "2024-09-01").status == 0)
    try market.python(
      """
      rows = market.rows_of(1)['sale']
      rows[0]['stall_no'] = 'S999'
      market.deliver(landing, 'sale', market.day(1), rows)
      """)
    let ran = try market.mart("run")
    #expect(ran.status == 65 && market.current == "2024-09-01.1", "\(ran.errors)")
    #expect(ran.errors.contains("check sale_stalls") && ran.errors.contains("stall_no=S999"), "\(ran.errors)")
  }

  @Test(
    "stop: consumers keep last night's files; the good file, under the same name, makes the night that should have been"
  )
  func stops() throws {
    let market = try Market(nights: 1)
    #expect(try market.mart("run").status == 0)
    let (bytes, outbox) = (try market.bytes(), try market.outbox())
    try market.python(
      """
      rows = market.rows_of(1)
      rows['sale'][0]['stall_no'] = 'S999'
      for feed in rows: market.deliver(landing, feed, market.day(1), rows[feed])
      """)
    let ran = try market.mart("run")
    #expect(ran.status == 65 && ran.errors.contains("check sale_stalls"), "\(ran.errors)")
    #expect(try market.bytes() == bytes && market.outbox() == outbox && market.current == "2024-09-01.1")
    #expect(try market.ask("SELECT DISTINCT as_of FROM meta_table WHERE table_name = 'fact_sale'") == "2024-09-01")
    try market.land(1)
    let good = try market.mart("run")
    #expect(good.status == 0 && market.current == "2024-09-02.1", "\(good.errors)")
    let never = try Market(nights: 2)
    #expect(try never.mart("run").status == 0)
    let rows = "SELECT table_name, as_of, rows, row_hash FROM meta_table ORDER BY 1"
    #expect(try market.ask(rows) == never.ask(rows))
    #expect(try market.outbox() == never.outbox() && !market.outbox().contains { $0.hasSuffix(".held") })
    #expect(try market.mart("query", "--candidate", "SELECT 1").status == 64, "nothing of the stopped night is left")
  }

  @Test("warn: everything leaves, and the run says it")
  func warns() throws {
    let market = try Market(nights: 1)
    try market.python(
      """
      rows = market.rows_of(1)
      rows['sale'][0]['amount_fen'] = 500000
      for feed in rows: market.deliver(landing, feed, market.day(1), rows[feed])
      """)
    let ran = try market.mart("run", "--verbose")
    #expect(ran.status == 0 && market.current == "2024-09-02.1")
    #expect(ran.errors.contains("warning: check large_sales") && ran.errors.contains("sale_no=N010000"))
    #expect(try !market.outbox().contains { $0.hasSuffix(".held") })
    #expect(try market.outbox().count { $0.hasSuffix(".ok") } == 4, "each consumer gets all")
    let told = try market.mart("status").output
    #expect(told.contains("large_sales"), "\(told)")
    let warning = "SELECT r.business_date, w.rule FROM warning AS w JOIN run AS r USING (run_id)"
    #expect(try market.ask(warning, of: "ledger.sqlite") == "2024-09-02|large_sales")
    // The sale stays, so the check goes on to say it; a correction ends it.
    try market.python(
      """
      rows = market.rows_of(1)
      market.deliver(landing, 'sale', market.day(1), rows['sale'], sequence=2)
      for feed, some in market.rows_of(2).items(): market.deliver(landing, feed, market.day(2), some)
      """)
    let next = try market.mart("run", "--verbose")
    #expect(next.status == 0 && !next.errors.contains("large_sales"), "\(next.errors)")
    #expect(try market.ask("SELECT status FROM meta_check WHERE check_id = 'large_sales'") == "ok")
    let kept = try market.mart("history", "--warnings").output
    #expect(kept.contains("2024-09-02.1") && kept.contains("large_sales") && !kept.contains("2024-09-03"), "\(kept)")
  }

  @Test("check refuses to hold a table on which a path ends, what is no table, and nothing at all")
  func refused() throws {
    func problem(_ holds: String, _ sql: String, severity: String = "hold") throws -> String {
      let market = try Market(nights: 0)
      let text = """
        /*---
        check: odd
        title: Odd
        severity: \(severity)
        owner: office
        \(holds)
        ---*/
        \(sql)
        """
      try market.write(text, to: "checks/odd.sql")
      let checked = try market.mart("check")
      return checked.status == 78 ? checked.errors : "passed: \(checked.output)"
    }
    let sales = "SELECT sale_no FROM fact_sale WHERE amount_fen > 5"
    #expect(try problem("", sales).contains("check 'odd' would hold 'stall_day', on which path M1 ends"))
    let both = "SELECT sale_no FROM fact_sale WHERE stall_no IN (SELECT stall_no FROM troubled)"
    #expect(try problem("holds: [stall_trouble]", both).hasPrefix("passed"))
    #expect(try problem("", both).contains("'stall_day', on which path M1 ends"))
    #expect(try problem("holds: [stall_troubel]", sales).contains("did you mean 'stall_trouble'?"))
    #expect(try problem("", "SELECT 1 FROM run_context WHERE as_of < '2000'").contains("check 'odd' holds no table"))
    #expect(try problem("holds: [stall_trouble]", sales, severity: "warn").contains("its severity is warn"))
  }
}
