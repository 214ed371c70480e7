import Foundation
import MartTesting
import Testing

/// Waivers, stopped nights and volumes, through the programs.
@Suite("the gate of a night") struct GateTests {
  private func marketWithUnknownStall() throws -> Market {
    let market = try Market(nights: 1)
    #expect(try market.mart("run").status == 0)
    try market.python(
      """
      rows = market.rows_of(1)
      rows['sale'][0]['stall_no'] = 'S999'
      for feed in rows: market.deliver(landing, feed, market.day(1), rows[feed])
      """)
    return market
  }

  @Test("a stopped night says the facts, keeps its candidate for questions, and leaves what readers see")
  func stopped() throws {
    let market = try marketWithUnknownStall()
    let before = try market.bytes()
    let none = try market.mart("query", "--candidate", "SELECT 1")
    #expect(none.status == 64 && none.errors.contains("no stopped night is kept"), "\(none.errors)")
    let ran = try market.mart("run")
    #expect(ran.status == 65 && ran.errors.contains("check sale_stalls") && ran.errors.contains("stall_no=S999"))
    #expect(try market.bytes() == before)
    let rows = try market.mart(
      "query", "--candidate", "--format", "csv", "SELECT COUNT(*) AS n FROM fact_sale WHERE stall_no = 'S999'")
    #expect(rows.output == "n\n1\n", "\(rows.errors)")
    let found = try market.mart(
      "query", "--candidate", "--format", "csv", "SELECT check_id FROM refused.meta_check WHERE status = 'failed'")
    #expect(found.output == "check_id\nsale_stalls\n", "\(found.errors)")
    let wrote = try market.mart("query", "--candidate", "DELETE FROM fact_sale")
    #expect(wrote.status == 64)
    #expect(try market.mart("plan").output.contains("to take in"))
  }

  @Test("a check that returns delivery and line says file and line of the first rows")
  func places() throws {
    let market = try marketWithUnknownStall()
    let text = try String(contentsOfFile: market.pipeline + "/checks/sale_stalls.sql", encoding: .utf8)
    try market.write(
      text.replacing("shows: [stall_no]\n", with: "")
        .replacing("SELECT DISTINCT s.stall_no", with: "SELECT s.delivery_id, s.line_no"), to: "checks/sale_stalls.sql")
    let ran = try market.mart("run")
    #expect(ran.status == 65 && ran.errors.contains("found 1 row (SALE_20240902.dat.gz:1)"), "\(ran.errors)")
  }

  @Test(
    "a waiver lets a failing check pass until its day: the mart, the ledger and the run say who, until when and why")
  func waived() throws {
    let market = try marketWithUnknownStall()
    let waiver = "check: sale_stalls\nuntil: \"2024-09-02\"\nreason: S999 opens on Monday\nby: anna, market office\n"
    try market.write(waiver, to: "waivers/new_stall.yaml")
    let ran = try market.mart("run", "--verbose")
    #expect(ran.status == 0 && market.current == "2024-09-02.1", "\(ran.errors)")
    let said = "anna, market office, until 2024-09-02: S999 opens on Monday"
    #expect(ran.errors.contains("(waived by \(said))"), "\(ran.errors)")
    #expect(
      try market.ask("SELECT status, failing, waiver FROM meta_check WHERE check_id = 'sale_stalls'")
        == "waived|1|\(said)")
    #expect(
      try market.ask("SELECT kind, feed, by FROM decision", of: "ledger.sqlite") == "waiver|sale_stalls|\(said)")
    #expect(try market.read("current/report.html").contains("S999 opens on Monday"))
    try market.land(2)
    let late = try market.mart("run", "--verbose")
    #expect(late.status == 65 && market.current == "2024-09-02.1", "\(late.errors)")
  }

  @Test("an ended waiver is said; one of no check, without a reason, or of conservation is refused")
  func wrongWaivers() throws {
    let market = try Market(nights: 1)
    func written(_ check: String, _ rest: String = "reason: r\nby: b\n", until: String = "2024-08-31") throws {
      try market.write("check: \(check)\nuntil: \"\(until)\"\n\(rest)", to: "waivers/one.yaml")
    }
    try written("sale_stalls")
    let ran = try market.mart("run", "--verbose")
    #expect(ran.status == 0 && ran.errors.contains("the waiver of check sale_stalls has ended on 2024-08-31"))
    try written("sale_stall")
    let near = try market.mart("check")
    #expect(near.status == 78 && near.errors.contains("did you mean 'sale_stalls'?"), "\(near.errors)")
    try written("conservation")
    #expect(try market.mart("check").errors.contains("conservation, keys and outputs never"))
    try written("sale_stalls", "by: b\n")
    #expect(try market.mart("check").errors.contains("reason"))
    try written("sale_stalls", until: "31 August")
    #expect(try market.mart("check").errors.contains("until"))
    try written("sale_stalls")
    try market.write("check: sale_stalls\nuntil: \"2024-09-09\"\nreason: r\nby: b\n", to: "waivers/two.yaml")
    #expect(try market.mart("check").errors.contains("'sale_stalls' is waived twice"))
  }

  @Test("rows far from what days of the weekday brought are said of one night, and stop nothing")
  func volumes() throws {
    let market = try Market(nights: 0)
    try market.python(
      """
      for number in range(43):
        rows = market.rows_of(number, sales=400 + 20 * (number % 7 == 5) if number != 42 else 280)
        for feed in rows: market.deliver(landing, feed, market.day(number), rows[feed])
      """)
    let ran = try market.mart("run", "--verbose")
    #expect(ran.status == 0 && market.current == "2024-10-13.1", "\(ran.errors)")
    let said = ran.errors.split(separator: "\n").filter { $0.contains("[volume.") }
    #expect(said.count == 1, "\(said)")
    #expect(
      said.first?.contains(
        "sale brought 280 rows for 2024-10-13, where the last 5 days of this weekday had about 400") == true, "\(said)")
    #expect(
      try market.ask("SELECT check_id, severity, status FROM meta_check WHERE check_id LIKE 'volume.%'")
        == "volume.complaint|warn|ok\nvolume.sale|warn|failed\nvolume.stall|warn|ok")
    #expect(
      try market.ask("SELECT rule, message FROM warning WHERE rule LIKE 'volume.%'", of: "ledger.sqlite").hasPrefix(
        "volume.sale|sale brought 280 rows"))
    let again = try market.mart("volumes")
    #expect(
      again.status == 0 && again.output.hasSuffix("1 nights with a warning:\n  2024-10-13 sale\n"), "\(again.output)")
    try market.write(
      "from: \"2024-10-13\"\nuntil: \"2024-10-14\"\nbecause: the square is dug up\nfeeds: [sale]\n",
      to: "occasions/square.yaml")
    let known = try market.mart("volumes")
    #expect(known.status == 0 && known.output.hasSuffix("0 nights with a warning\n"), "\(known.output)")
    try market.write(
      "from: \"2024-10-13\"\nuntil: \"2024-10-12\"\nbecause: x\nfeeds: [sales]\n", to: "occasions/square.yaml")
    let wrong = try market.mart("check")
    #expect(
      wrong.status == 78 && wrong.errors.contains("it ends before it begins")
        && wrong.errors.contains("did you mean 'sale'?"), "\(wrong.errors)")
  }
}
