import Testing

/// Rules that need other deliveries or feeds, on small files of the retail feeds.
@Suite("journal rules of the retail contracts") struct RetailJournalRulesTests {
  typealias Row = RetailRows.Row

  private func row(_ feed: String, _ number: Int = 1, on date: String = "2024-09-30", _ change: Row = [:]) -> Row {
    RetailRows.good(feed, number, on: date).merging(change) { $1 }
  }

  private func delivery(_ feed: String, _ rows: Row...) -> RetailNights.Delivery { RetailNights.Delivery(feed, rows) }

  /// A bank that knows card 1, its holder, and the purchase T1 of 2024-09-01 over 100 yuan.
  private func bank() throws -> RetailNights {
    let nights = try RetailNights()
    try nights.night(
      "2024-09-01", delivery("cif_card", row("cif_card")), delivery("card_account", row("card_account")),
      delivery("card_txn", row("card_txn", on: "2024-09-01")))
    return nights
  }

  private func reversal(_ number: Int, of original: String, on date: String, fen: String = "10000") -> Row {
    row(
      "card_txn", number, on: date,
      ["txn_type": "PURCHASE_REV", "amount_fen": fen, "amount_minor": fen, "reverses_txn_id": original])
  }

  @Test("DQ-11: an event of another delivery is a repeat; with another content the later one is quarantined")
  func repeats() throws {
    let nights = try RetailNights()
    let balance = row("deposit_balance", on: "2024-09-29")
    try nights.night(
      "2024-09-29", delivery("channel_event", row("channel_event", on: "2024-09-29")),
      delivery("deposit_account", row("deposit_account")), delivery("deposit_balance", balance),
      delivery("cif_core", row("cif_core")), delivery("cif_mobile", row("cif_mobile")))
    try nights.night(
      "2024-09-30",
      delivery("channel_event", row("channel_event", on: "2024-09-29"), row("channel_event", 2, ["cust_no": "C0001"])),
      delivery("deposit_balance", balance.merging(["close_minor": "1", "net_minor": "1"]) { $1 }))
    #expect(
      try nights.outcomes(on: "2024-09-30") == [
        "channel_event|2024-09-30|1|repeat|DQ-11", "deposit_balance|2024-09-30|2|reject|DQ-11",
      ])
    #expect(try nights.rows("SELECT event_id FROM stg_channel_event ORDER BY 1", on: "2024-09-30") == ["E1", "E2"])
  }

  @Test("DQ-14: D for an unknown key is quarantined, U for one kept as I, I for a known one as U, both found")
  func operations() throws {
    let nights = try RetailNights()
    try nights.night(
      "2024-09-29", delivery("cif_wealth", row("cif_wealth"), row("cif_wealth", 2)),
      delivery("wealth_position", row("wealth_position")))
    try nights.night(
      "2024-09-30",
      delivery(
        "cif_wealth", row("cif_wealth", 1, ["kyc_risk": "H"]), row("cif_wealth", 3, ["op": "D"]),
        row("cif_wealth", 4, ["op": "U"])),
      delivery(
        "wealth_position", row("wealth_position", 1, ["op": "D"]),
        row("wealth_position", 1, ["op": "D", "pension": "Y"]),
        row("wealth_position", 2, ["op": "U"])))
    #expect(
      try nights.outcomes(on: "2024-09-30") == [
        "cif_wealth|2024-09-30|1|find|DQ-14", "cif_wealth|2024-09-30|2|reject|DQ-14",
        "cif_wealth|2024-09-30|3|find|DQ-14", "wealth_position|2024-09-30|2|reject|DQ-14",
        "wealth_position|2024-09-30|3|find|DQ-14",
      ])
    #expect(
      try nights.rows("SELECT kyc_risk FROM stg_cif_wealth WHERE is_current = 1 ORDER BY line_no", on: "2024-09-30")
        == ["H", "L", "L"])
    #expect(
      try nights.rows("SELECT COUNT(*) FROM stg_wealth_position WHERE is_current = 1", on: "2024-09-30") == ["1"])
  }

  @Test("CIF-03, CIF-04: documents that are placeholders or do not hold are kept, and bind nobody together")
  func placeholders() throws {
    let nights = try RetailNights()
    let (nobody, broken) = (
      ["doc_type": "OTHER", "doc_no": "000000000000000000"], ["doc_no": "110105194912310021"]
    )
    try nights.night(
      "2024-09-30", delivery("cif_core", row("cif_core", 1, nobody), row("cif_core", 2, broken), row("cif_core", 3)),
      delivery(
        "cif_card", row("cif_card", 1, nobody.merging(["phone": "13900000011"]) { $1 }),
        row("cif_card", 2, broken.merging(["phone": "13900000012", "name": "李小红"]) { $1 }), row("cif_card", 3)))
    #expect(try nights.rows("SELECT COUNT(*) FROM journal.quarantine", on: "2024-09-30") == ["0"])
    let bound = try nights.rows("SELECT COUNT(*), COUNT(DISTINCT party_id) FROM id_assignment", on: "2024-09-30")
    #expect(bound == ["6|5"], "\(bound)")
  }

  @Test("TXN-02: a reversal without its original waits for 30 days, then is found; the original ends that")
  func pendingReversal() throws {
    let nights = try bank()
    try nights.night("2024-09-02", delivery("card_txn", reversal(2, of: "T9", on: "2024-09-02")))
    #expect(try nights.outcomes(on: "2024-10-02") == [])
    #expect(try nights.outcomes(on: "2024-10-03") == ["card_txn|2024-09-02|1|find|TXN-02"])
    #expect(try nights.rows("SELECT txn_id FROM stg_card_txn ORDER BY 1", on: "2024-10-03") == ["T1", "T2"])
    try nights.night("2024-10-03", delivery("card_txn", row("card_txn", 9, on: "2024-09-01")))
    #expect(try nights.outcomes(on: "2024-10-03") == [])
  }

  @Test("TXN-03: a reversal larger than its original, or a second one, is quarantined; the first stays")
  func secondReversal() throws {
    let nights = try bank()
    try nights.night(
      "2024-09-02",
      delivery(
        "card_txn", reversal(2, of: "T1", on: "2024-09-02", fen: "10001"), reversal(3, of: "T1", on: "2024-09-02")))
    #expect(try nights.outcomes(on: "2024-09-02") == ["card_txn|2024-09-02|1|reject|TXN-03"])
    try nights.night("2024-09-03", delivery("card_txn", reversal(4, of: "T1", on: "2024-09-03", fen: "1")))
    // Posted before the first, but delivered after it: what was first stays first.
    try nights.night("2024-09-04", delivery("card_txn", reversal(5, of: "T1", on: "2024-09-01", fen: "1")))
    #expect(
      try nights.outcomes(on: "2024-09-04") == [
        "card_txn|2024-09-02|1|reject|TXN-03", "card_txn|2024-09-03|1|reject|TXN-03",
        "card_txn|2024-09-04|1|reject|TXN-03",
      ])
    #expect(try nights.rows("SELECT txn_id FROM stg_card_txn ORDER BY 1", on: "2024-09-04") == ["T1", "T3"])
  }

  @Test("TXN-03: neither an original nor a reversal that is delivered again makes a second reversal")
  func repeatedReversal() throws {
    let nights = try bank()
    let once = reversal(2, of: "T1", on: "2024-09-02")
    try nights.night("2024-09-02", delivery("card_txn", once))
    try nights.night("2024-09-03", delivery("card_txn", row("card_txn", on: "2024-09-01"), once))
    #expect(
      try nights.outcomes(on: "2024-09-03") == [
        "card_txn|2024-09-03|1|repeat|DQ-11", "card_txn|2024-09-03|2|repeat|DQ-11",
      ])
    // A second purchase under the same number is no original, however small it is.
    try nights.night(
      "2024-09-04",
      delivery("card_txn", row("card_txn", 1, on: "2024-09-01", ["amount_fen": "5", "amount_minor": "5"])))
    #expect(
      try nights.outcomes(on: "2024-09-04") == [
        "card_txn|2024-09-03|1|repeat|DQ-11", "card_txn|2024-09-03|2|repeat|DQ-11",
        "card_txn|2024-09-04|1|reject|DQ-11",
      ])
    #expect(try nights.rows("SELECT txn_id FROM stg_card_txn ORDER BY 1", on: "2024-09-04") == ["T1", "T2"])
  }

  @Test(
    "FAC-01: a facility that stands twice is found at the later one, though months lie between; a closed one is not")
  func twins() throws {
    let nights = try RetailNights()
    let first = row("facility")
    try nights.night("2024-08-31", delivery("facility", first, row("facility", 2)))
    #expect(try nights.outcomes(on: "2024-08-31") == [])
    let twin = first.merging(["facility_no": "A20009", "passbook_upgrade": "N"]) { $1 }
    let closed = row("facility", 2, ["facility_no": "A20008", "status": "CLOSED"])
    try nights.night("2024-09-30", delivery("facility", first, row("facility", 2), twin, closed))
    #expect(try nights.outcomes(on: "2024-09-30") == ["facility|2024-09-30|4|find|FAC-01"])
  }

  @Test("DQ-16: an amount in CNY more than one percent off the rate of the day is found")
  func rates() throws {
    let nights = try RetailNights()
    let services = ["77500", "78282", "78283", "76732"].enumerated().map { place, fen in
      row("payment_service", place + 1, ["amount_cny_fen": fen])
    }
    try nights.night("2024-09-30", RetailNights.Delivery("payment_service", services))
    #expect(
      try nights.outcomes(on: "2024-09-30") == [
        "payment_service|2024-09-30|4|find|DQ-16", "payment_service|2024-09-30|5|find|DQ-16",
      ])
  }

  @Test("ORP-01: what belongs to nobody known is kept on the orphan line, until its owner arrives")
  func orphans() throws {
    let nights = try RetailNights()
    try nights.night(
      "2024-09-29", delivery("deposit_balance", row("deposit_balance", on: "2024-09-29")),
      delivery("card_txn", row("card_txn", on: "2024-09-29")), delivery("loan_account", row("loan_account")),
      delivery("wealth_position", row("wealth_position")),
      delivery("campaign_touch", row("campaign_touch", on: "2024-09-29")),
      delivery(
        "channel_event", row("channel_event", on: "2024-09-29"),
        row("channel_event", 2, on: "2024-09-29", ["cust_no": ""])))
    let feeds = ["campaign_touch", "card_txn", "channel_event", "deposit_balance", "loan_account", "wealth_position"]
    let lines = ["deposit_balance": 2, "loan_account": 2]
    #expect(
      try nights.outcomes(on: "2024-09-29")
        == feeds.map { "\($0)|2024-09-29|\(lines[$0] ?? 1)|orphan|ORP-01" })
    let kept = feeds.map { "SELECT '\($0)' AS feed, COUNT(*) FROM stg_\($0)" }.joined(separator: " UNION ALL ")
    #expect(
      try nights.rows(kept, on: "2024-09-29") == feeds.map { "\($0)|\($0 == "channel_event" ? 2 : 1)" })

    try nights.night(
      "2024-09-30", delivery("deposit_account", row("deposit_account")), delivery("card_account", row("card_account")),
      delivery("cif_loan", row("cif_loan")), delivery("cif_wealth", row("cif_wealth")),
      delivery("cif_mobile", row("cif_mobile")))
    #expect(
      try nights.outcomes(on: "2024-09-30") == [
        "campaign_touch|2024-09-29|1|orphan|ORP-01", "card_account|2024-09-30|1|orphan|ORP-01",
        "deposit_account|2024-09-30|2|orphan|ORP-01",
      ])
    try nights.night("2024-10-01", delivery("cif_core", row("cif_core")), delivery("cif_card", row("cif_card")))
    #expect(try nights.outcomes(on: "2024-10-01") == [])
  }
}
