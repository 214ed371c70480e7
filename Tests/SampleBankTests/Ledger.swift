import Foundation
import MartCore
import SampleBank

/// What a clerk makes of the whole bank: every accepted row, and every other one by its rule.
struct Ledger {
  struct Count: Equatable {
    var announced = 0
    var accepted = 0
    var quarantined: [String: Int] = [:]
    var repeated = 0
    var late = 0
  }

  var counts: [String: Count] = [:]
  /// By source and number: the latest row.
  var customers: [String: [String]] = [:]
  /// Customers active at the end of the base day.
  var onBase: Set<String> = []
  var cards: [String: [String]] = [:]
  var cardVersions = 0
  var transactions: [String: [String]] = [:]
  /// What does not fit together, in words.
  var complaints: [String] = []

  init(_ bank: RawBank) {
    var previous = ""
    for date in bank.dates {
      readCore(bank, date)
      readCardholders(bank, date)
      if date == "20231231" { onBase = active }
      readCards(bank, date)
      readTransactions(bank, date, after: previous)
      previous = date
    }
  }

  var active: Set<String> { Set(customers.filter { $0.value[13] == "A" }.keys) }

  private mutating func count(_ feed: String, _ row: RawRow) -> Bool {
    counts[feed, default: Count()].announced += 1
    if let rule = row.rule {
      counts[feed, default: Count()].quarantined[rule, default: 0] += 1
    } else {
      counts[feed, default: Count()].accepted += 1
    }
    return row.rule == nil
  }

  /// A second row with the same bytes is no second row.
  private mutating func isRepeat(_ feed: String, _ line: [UInt8], _ seen: inout Set<[UInt8]>) -> Bool {
    guard !seen.insert(line).inserted else { return false }
    counts[feed, default: Count()].announced += 1
    counts[feed, default: Count()].repeated += 1
    return true
  }

  private mutating func expect(_ holds: Bool, _ complaint: @autoclosure () -> String) {
    if !holds { complaints.append(complaint()) }
  }

  private mutating func readCore(_ bank: RawBank, _ date: String) {
    let lines = bank.lines("CIF_CORE_\(date).dat.gz")
    let (header, trailer) = (
      String(decoding: lines[0], as: UTF8.self), String(decoding: lines.last ?? [], as: UTF8.self)
    )
    var seen: Set<[UInt8]> = []
    var actives = 0
    for line in lines.dropFirst().dropLast() {
      let row = Sheet.customer.fixed(line)
      if !row.fields.isEmpty, row.fields[13] == "A" { actives += 1 }
      if isRepeat("cif_core", line, &seen) || !count("cif_core", row) { continue }
      customers["CORE," + row.fields[0]] = row.fields
    }
    expect(header == ("HDR\(date)0001").padding(toLength: 611, withPad: " ", startingAt: 0), "header of \(date)")
    expect(trailer.count == 611 && trailer.hasPrefix("TRL"), "trailer of \(date)")
    expect(Int(trailer.dropFirst(3).prefix(12)) == lines.count - 2, "core rows of \(date)")
    expect(Int(trailer.dropFirst(15).prefix(19)) == actives, "active core numbers of \(date)")
  }

  private mutating func readCardholders(_ bank: RawBank, _ date: String) {
    let control = bank.control("CIF_CARD_\(date).ctl")
    let lines = bank.lines("CIF_CARD_\(date).txt")
    var actives = 0
    for line in lines {
      let row = Sheet.customerDelta.separated(line)
      if !row.fields.isEmpty, row.fields[14] == "A" { actives += 1 }
      guard count("cif_card", row) else { continue }
      let key = "CARD," + row.fields[1]
      expect((row.fields[0] == "I") == (customers[key] == nil), "operation of a card number on \(date)")
      customers[key] = Array(row.fields.dropFirst())
    }
    expectControl(control, date, rows: lines.count, ["active": String(actives)])
  }

  private mutating func readCards(_ bank: RawBank, _ date: String) {
    let control = bank.control("CARD_ACCT_\(date).ctl")
    let lines = bank.lines("CARD_ACCT_\(date).txt")
    var limit = 0
    for line in lines {
      var row = Sheet.card.separated(line)
      if !row.fields.isEmpty { limit += fen(row.fields[10]) ?? 0 }
      if row.rule == nil, !passesLuhn(row.fields[1]) { row.rule = "CRD-02" }
      guard count("card_account", row) else { continue }
      expect((row.fields[0] == "I") == (cards[row.fields[1]] == nil), "operation of a card on \(date)")
      expect(cards[row.fields[1]]?.dropFirst() != row.fields.dropFirst(), "an unchanged card on \(date)")
      expect(customers["CARD," + row.fields[2]] != nil, "a card without a customer on \(date)")
      expect(row.fields[4].isEmpty == (row.fields[3] == "CREDIT"), "the account of a card on \(date)")
      cards[row.fields[1]] = row.fields
      cardVersions += 1
    }
    expectControl(control, date, rows: lines.count, ["limit_fen": decimal(limit)])
  }

  private mutating func readTransactions(_ bank: RawBank, _ date: String, after previous: String) {
    let control = bank.control("CARD_TXN_\(date).ctl")
    let lines = bank.lines("CARD_TXN_\(date).dat.gz")
    var sums = ["DEBIT": 0, "CREDIT": 0, "": 0]
    var seen: Set<[UInt8]> = []
    for line in lines.dropLast() {
      let row = judgedTransaction(line, on: date)
      if !row.fields.isEmpty, let amount = fen(row.fields[5]) {
        sums["", default: 0] += amount
        if sums[row.fields[2]] != nil { sums[row.fields[2], default: 0] += amount }
      }
      if isRepeat("card_txn", line, &seen) || !count("card_txn", row) { continue }
      if row.fields[3] <= previous { counts["card_txn", default: Count()].late += 1 }
      expectOriginal(of: row.fields, date)
      transactions[row.fields[0]] = row.fields
    }
    let totals = [decimal(sums[""] ?? 0), decimal(sums["DEBIT"] ?? 0), decimal(sums["CREDIT"] ?? 0)]
    let trailer = (["TRL", String(lines.count - 1)] + totals).joined(separator: "|+|")
    expect(String(decoding: lines.last ?? [], as: UTF8.self) == trailer, "trailer of transactions of \(date)")
    expectControl(
      control, date, rows: lines.count - 1,
      ["amount_fen": totals[0], "debit_fen": totals[1], "credit_fen": totals[2]])
  }

  private func judgedTransaction(_ line: [UInt8], on date: String) -> RawRow {
    var row = Sheet.transaction.separated(line)
    guard row.rule == nil else { return row }
    if row.fields[3] > date { row.rule = "DQ-07" }
    if !passesLuhn(row.fields[1]) { row.rule = "CRD-02" }
    if let amount = fen(row.fields[5]), amount <= 0 { row.rule = "TXN-01" }
    return row
  }

  private mutating func expectOriginal(of row: [String], _ date: String) {
    expect(cards[row[1]].map { $0[3] == row[2] && $0[11] <= row[3] } ?? false, "the card of a transaction of \(date)")
    guard !row[11].isEmpty else { return }
    let original = transactions[row[11]]
    expect(
      original.map { $0[1] == row[1] && (fen($0[5]) ?? 0) >= (fen(row[5]) ?? 0) && $0[3] <= row[3] } ?? false,
      "the original of a reversal of \(date)")
  }

  private mutating func expectControl(
    _ control: [String: String], _ date: String, rows: Int, _ totals: [String: String]
  ) {
    var expected = ["rows": String(rows), "sequence": "1"]
    expected["business_date"] = BusinessDate(compact: date)?.description
    for (name, value) in totals { expected["total." + name] = value }
    expect(control == expected, "control of \(date): \(control) instead of \(expected)")
  }
}

private func decimal(_ fen: Int) -> String {
  let digits = String(1_000 + fen.magnitude % 100).suffix(2)
  return "\(fen < 0 ? "-" : "")\(fen.magnitude / 100).\(digits)"
}

/// The check of Luhn, from the right, by doubling.
func passesLuhn(_ number: String) -> Bool {
  let sum = number.reversed().enumerated().reduce(0) { sum, item in
    let digit = (item.element.wholeNumberValue ?? 0) * (item.offset % 2 == 1 ? 2 : 1)
    return sum + (digit > 9 ? digit - 9 : digit)
  }
  return sum % 10 == 0
}
