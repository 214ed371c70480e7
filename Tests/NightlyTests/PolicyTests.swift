import Foundation
import Glibc
import MartTesting
import Testing

/// Acts for which policy.yaml wants two persons. Only root can let a file have another owner, as a second user of the
/// machine would; elsewhere what needs one is left out.
@Suite("acts that need a second person") struct PolicyTests {
  private static let isRoot = geteuid() == 0
  private static let reason: Comment = "only root can give a file to another user, as a second person would own it"

  private func market(_ acts: String) throws -> Market {
    let market = try Market(nights: 2)
    #expect(try market.mart("run").status == 0)
    try market.write("second_person: [\(acts)]\n", to: "policy.yaml")
    return market
  }

  /// - Returns: the id of a request for which another user is seen to have asked.
  private func asked(_ market: Market, _ arguments: String...) throws -> String {
    let asked = try market.shell("", "request \(arguments.joined(separator: " ")) --because 'ticket 4711'")
    #expect(asked.status == 0, "\(asked.errors)")
    let id = String(asked.output.prefix(8))
    #expect(asked.output.hasPrefix("\(id): another user of this machine approves it with `mart approve \(id)`"))
    return id
  }

  private func giveAway(_ market: Market, _ id: String) {
    #expect(chown("\(market.home)/approvals/\(id).request.json", 65_534, gid_t.max) == 0)
  }

  @Test("are refused until somebody else approved them; whoever asked cannot, and says so")
  func refused() throws {
    let market = try market("rollback, waiver")
    let first = try market.mart("rollback")
    #expect(first.status == 65 && market.current == "2024-09-02.1")
    #expect(
      first.errors.contains("rollback 2024-09-01.1 needs a second person, who has not approved it [policy]")
        && first.errors.contains("mart request rollback '2024-09-01.1' --because"), "\(first.errors)")
    let id = try asked(market, "rollback", "2024-09-01.1")
    let second = try market.mart("rollback")
    #expect(second.status == 65 && second.errors.contains("have another user run `mart approve \(id)`"))
    let own = try market.mart("approve", id)
    #expect(own.status == 64 && own.errors.contains("you asked for \(id) yourself"), "\(own.errors)")
    #expect(try market.mart("approve").output.contains("ticket 4711"))
    #expect(try market.mart("approve", "ffffffff").status == 64)
    // What needs nobody else cannot be asked for, and works alone.
    let replay = try market.mart("request", "replay", "sale *", "--because", "x")
    #expect(replay.status == 64 && replay.errors.contains("replay needs no second person"))
    #expect(try market.mart("replay").status == 0)
  }

  @Test("happen once when two were behind them, and the ledger names both", .enabled(if: isRoot, reason))
  func approved() throws {
    let market = try market("rollback")
    let id = try asked(market, "rollback", "2024-09-01.1")
    giveAway(market, id)
    let approved = try market.mart("approve", id)
    #expect(approved.status == 0 && approved.output.contains("approved by root"), "\(approved.errors)")
    #expect(try market.mart("rollback", "2024-09-02.1").status == 65, "another generation was not asked for")
    #expect(try market.mart("rollback").output == "2024-09-01.1 is current\n")
    let by = try market.ask("SELECT by FROM decision WHERE kind = 'rollback'", of: "ledger.sqlite")
    #expect(by.hasSuffix(", asked by nobody, approved by root"), "\(by)")
    #expect(try market.mart("approve").output.contains("spent"))
    #expect(try market.mart("rollback", "2024-09-02.1").status == 65)
    #expect(try market.mart("rollback", "2024-09-01.1").status == 65, "an approval serves once")
  }

  @Test("are refused where the request was changed after the approval, or is a link", .enabled(if: isRoot, reason))
  func changed() throws {
    let market = try market("rollback")
    let id = try asked(market, "rollback", "2024-09-01.1")
    giveAway(market, id)
    #expect(try market.mart("approve", id).status == 0)
    let file = "\(market.home)/approvals/\(id).request.json"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try Data(text.replacing("ticket 4711", with: "ticket 4712").utf8).write(to: URL(fileURLWithPath: file))
    giveAway(market, id)
    #expect(try market.mart("rollback").status == 65)
    try FileManager.default.moveItem(atPath: file, toPath: market.home + "/elsewhere.json")
    try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: market.home + "/elsewhere.json")
    #expect(try market.mart("rollback").status == 65)
  }

  @Test("let a waiver count only as it was approved", .enabled(if: isRoot, reason))
  func waiver() throws {
    let market = try market("waiver")
    try market.python(
      """
      rows = market.rows_of(2)
      rows['sale'][0]['stall_no'] = 'S999'
      for feed in rows: market.deliver(landing, feed, market.day(2), rows[feed])
      """)
    func written(_ by: String) throws {
      try market.write(
        "check: sale_stalls\nuntil: \"2024-09-03\"\nreason: S999 opens on Monday\nby: \(by)\n", to: "waivers/one.yaml")
    }
    try written("anna")
    let first = try market.mart("run")
    let said =
      "its waiver (anna, until 2024-09-03: S999 opens on Monday) does not count yet, for want of a second person"
    #expect(
      first.status == 65
        && first.errors.contains("\(said): ask for one with `mart request waiver sale_stalls --because"),
      "\(first.errors)")
    #expect(try market.mart("request", "waiver", "no_check", "--because", "x").status == 64)
    let id = try asked(market, "waiver", "sale_stalls")
    giveAway(market, id)
    let second = try market.mart("run")
    #expect(
      second.status == 65
        && second.errors.contains(
          "\(said): nobody asked (ticket 4711), and another user approves it with `mart approve \(id)`"),
      "\(second.errors)")
    #expect(try market.ask("SELECT message FROM failure ORDER BY rowid DESC LIMIT 1", of: "ledger.sqlite").contains(id))
    #expect(try market.mart("approve", id).status == 0)
    try written("bert")
    #expect(try market.mart("run").status == 65, "these are other words than those that were approved")
    try written("anna")
    let ran = try market.mart("run")
    #expect(ran.status == 0 && market.current == "2024-09-03.1", "\(ran.errors)")
  }

  @Test("policy.yaml is checked with the pipeline")
  func check() throws {
    let market = try market("rollback, accept_drop")
    let checked = try market.mart("check")
    #expect(checked.status == 78 && checked.errors.contains("did you mean 'accept-drop'?"), "\(checked.errors)")
  }
}
