import Foundation
import MartCore
import SampleBank
import Testing

@Suite("the raw files of a sample bank", .serialized) struct RawFilesTests {
  let bank: RawBank
  static let ledger = Result { Ledger(try RawBank.small.get()) }

  init() throws {
    bank = try RawBank.small.get()
  }

  @Test("headers, trailers and controls agree with the rows, and rows with one another")
  func agreement() throws { #expect(try Self.ledger.get().complaints == []) }

  @Test(
    "every feed holds the dirt that the truth says, by rule",
    arguments: [
      "cif_core", "cif_card", "card_account", "card_txn",
    ])
  func dirt(feed: String) throws {
    let count = try #require(try Self.ledger.get().counts[feed])
    #expect(try bank.truth("feeds", feed, "announced") as? Int == count.announced)
    #expect(try bank.truth("feeds", feed, "accepted") as? Int == count.accepted)
    #expect(try bank.truth("feeds", feed, "repeated") as? Int == count.repeated)
    #expect(try bank.truth("feeds", feed, "late") as? Int == count.late)
    #expect(try bank.truth("feeds", feed, "quarantined") as? [String: Int] == count.quarantined)
    #expect(count.announced == count.accepted + count.repeated + count.quarantined.values.reduce(0, +))
  }

  @Test("customers can be counted from the files and the list of persons")
  func customers() throws {
    let ledger = try Self.ledger.get()
    let persons = try personsByNumber()
    #expect(Set(persons.keys.filter { $0.hasPrefix("CORE") || $0.hasPrefix("CARD") }) == Set(ledger.customers.keys))
    let now = Set(ledger.active.compactMap { persons[$0] })
    let base = Set(ledger.onBase.compactMap { persons[$0] })
    let found = [
      "K01": now.count, "K01.CORE": ledger.active.count { $0.hasPrefix("CORE") },
      "K01.CARD": ledger.active.count { $0.hasPrefix("CARD") }, "K02": now.count - base.count, "K02.base": base.count,
      "K02.joined": now.subtracting(base).count, "K02.left": base.subtracting(now).count,
    ]
    for (id, value) in found { #expect(try bank.truth("metrics", id) as? Int == value, "\(id)") }
    #expect(try bank.truth("parties") as? Int == now.count)
  }

  @Test("card spend and the tables behind it can be summed from the files")
  func spend() throws {
    let ledger = try Self.ledger.get()
    let persons = try personsByNumber()
    var (gross, reversed, campaigns) = (0, 0, 0)
    for row in ledger.transactions.values {
      let sign = ["PURCHASE": 1, "INSTAL_PURCHASE": 1, "PURCHASE_REV": -1, "REFUND": -1][row[4]] ?? 0
      guard sign != 0, let amount = fen(row[5]), ledger.cards[row[1]] != nil else { continue }
      if sign > 0 { gross += amount } else { reversed += amount }
      if !row[9].isEmpty { campaigns += sign * amount }
    }
    #expect(try bank.truth("metrics", "K21") as? Int == gross - reversed)
    #expect(try bank.truth("metrics", "K21.gross") as? Int == gross)
    #expect(try bank.truth("metrics", "K21.reversed") as? Int == reversed)
    #expect(try bank.truth("metrics", "K22") as? Int == campaigns)
    #expect(try bank.truth("tables", "customer_month", "sum", "spend_fen") as? Int == gross - reversed)
    #expect(try bank.truth("tables", "fact_card_txn", "rows") as? Int == ledger.transactions.count)
    #expect(try bank.truth("tables", "dim_card", "rows") as? Int == ledger.cardVersions)
    #expect(try bank.truth("tables", "id_xref", "rows_open") as? Int == persons.count)
  }

  @Test("a person shows one valid document under every number, and no one else shows it")
  func documents() throws {
    let persons = try personsByNumber()
    var (documents, holders) = ([String: [String]](), [String: String]())
    for (number, row) in try Self.ledger.get().customers {
      let person = try #require(persons[number])
      #expect(documents.updateValue(Array(row[2...7]), forKey: person) ?? Array(row[2...7]) == Array(row[2...7]))
      #expect(holders.updateValue(person, forKey: row[4] + row[5]) ?? person == person)
      guard row[4] == "ID18" else { continue }
      #expect(CheckDigits.mod11(String(row[5].prefix(17))) == row[5].last && row[5].dropFirst(6).prefix(8) == row[3])
      #expect(((row[5].dropFirst(16).first?.wholeNumberValue ?? 0) % 2 == 1) == (row[2] == "M"))
    }
  }

  private func personsByNumber() throws -> [String: String] {
    let lines = try bank.text("persons.csv").split(separator: "\n").dropFirst()
    let cells = lines.map { $0.split(separator: ",").map(String.init) }
    return Dictionary(cells.map { ($0[0] + "," + $0[1], $0[2]) }, uniquingKeysWith: { $1 })
  }
}
