import Contracts
import Foundation
import MartCore
import MartTesting
import Testing

/// A bank of one customer, written by hand: what is delivered before its owner is in the mart without one, and gets
/// it by itself (ORP-01).
@Suite("an owner that arrives later") struct OwnerArrivesTests {
  let bank: BankHome
  let pipeline: Pipeline

  init() throws {
    bank = try BankHome()
    pipeline = try Pipeline.load(folder: bank.pipeline)
    let landing = bank.landing("")
    try FileManager.default.removeItem(atPath: landing)
    try FileManager.default.createDirectory(atPath: landing, withIntermediateDirectories: true)
  }

  /// Lands every feed: snapshots with their one row, the named feeds with theirs, where one is written down for them; the
  /// others empty.
  private func land(_ date: String, with feeds: Set<String>) throws {
    let day = try #require(BusinessDate(iso: date))
    for feed in pipeline.feeds {
      let row = RetailRows.good(feed.name, on: date)
      let isThere = !row.isEmpty && (feed.delivery == .snapshot || feeds.contains(feed.name))
      try FeedFile(feed, of: pipeline).write(isThere ? [row] : [], on: day, into: bank.landing(""))
    }
  }

  private func ask(_ sql: String) throws -> String {
    try Program.system("sqlite3", ["-readonly", bank.path + "/current/mart.sqlite", sql]).output
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private let spend = """
    SELECT COUNT(*), SUM(amount_fen), COUNT(t.account_id), COUNT(b.party_id) FROM fact_card_txn t
    LEFT JOIN bridge_account_party b ON b.account_id = t.account_id AND b.valid_from <= t.posted_on AND b.valid_to > t.posted_on
    """

  @Test("rows of an unknown card and holder are kept and sum up; the night of their owner names them")
  func cardAndHolder() throws {
    let others = Set(pipeline.feeds.map(\.name)).subtracting(["card_account", "cif_wealth"])
    try land("2024-09-28", with: others)
    let first = try bank.mart(["run", "--verbose"])
    #expect(first.status == 0 && bank.current == "2024-09-28.1", "\(first.errors)")
    #expect(try ask(spend) == "1|10000|0|0")
    #expect(try ask("SELECT SUM(difference) FROM meta_conservation") == "0")
    #expect(try ask("SELECT COUNT(*) FROM meta_quarantine") == "0")
    #expect(first.errors.contains("card_txn"), "the report warns of cards that nobody knows: \(first.errors)")

    try land("2024-09-29", with: ["card_account"])
    let second = try bank.mart(["run", "--verbose"])
    #expect(second.status == 0, "\(second.errors)")
    #expect(try ask(spend) == "1|10000|1|1")

    try land("2024-09-30", with: ["cif_wealth"])
    #expect(try bank.mart(["run"]).status == 0)
    let tables = "SELECT table_name, rows, row_hash FROM meta_table ORDER BY table_name"
    let grown = try ask(tables)
    try bank.forget()
    let full = try bank.mart(["run", "--full"])
    #expect(full.status == 0, "\(full.errors)")
    #expect(try ask(tables) == grown && grown.contains("fact_card_txn"), "as if all nights had been made in full")
  }
}
