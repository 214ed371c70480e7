import Foundation
import MartTesting
import Testing

@Suite("what a feed that may stay away holds back") struct HeldOutputsTests {
  @Test("the outputs that its rows reach, and no others")
  func reach() throws {
    let planned = try BankHome().mart(["plan"])
    #expect(planned.status == 0, "\(planned.errors)")
    let lines = planned.output.split(separator: "\n").map { line in
      line.replacing(#/ {2,}/#, with: "\t").split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    let expected = [
      "community_event": "E04 E07", "complaint_ticket": "E04 E05 E07 E09", "assistant_usage": "E07",
      "facility": "E07", "gl_balance": "E07 E09", "asset_allocation": "E07", "card_txn": "all",
    ]
    for (feed, outputs) in expected {
      // On nights on which a feed holds nothing, the next column stands there: a number of keys.
      let found = Set(lines.filter { $0.count > 5 && $0[1] == feed }.map { $0[5] }.filter { Int($0) == nil })
      #expect(found == [outputs], "\(feed)")
    }
  }

  /// What lies in the outbox: ids of outputs by ending.
  private func outbox(_ bank: BankHome) throws -> [String: Set<String>] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: bank.path + "/current/outbox")
    var found: [String: Set<String>] = [:]
    for name in names.map({ ($0 as NSString).lastPathComponent }) where name.hasPrefix("E") {
      found[(name as NSString).pathExtension, default: []].insert(String(name.prefix(3)))
    }
    return found
  }

  @Test(
    "a night whose complaints are refused delivers E01 to E03, and holds the outputs that read them until they come")
  func complaintsRefused() throws {
    let bank = try BankHome()
    #expect(try bank.mart(["run", "--date", "2024-09-29"]).status == 0)
    let control = bank.landing("TICKET_20240930.ctl")
    let good = try String(contentsOfFile: control, encoding: .utf8)
    try Data(good.replacing("rows=0", with: "rows=1").utf8).write(to: URL(fileURLWithPath: control))
    let ran = try bank.mart(["run", "--verbose"])
    #expect(
      ran.status == 0 && ran.errors.contains("TICKET_20240930.csv") && ran.errors.contains("DL-02"), "\(ran.errors)")
    let night = try outbox(bank)
    #expect(night["held"] == ["E04", "E05", "E07", "E09"])
    #expect(night["ok"]?.isSuperset(of: ["E01", "E02", "E03"]) == true)
    #expect(night["ok"]?.isDisjoint(with: night["held", default: []]) == true)
    let note = try #require(
      FileManager.default.subpathsOfDirectory(atPath: bank.path + "/current/outbox").first { $0.hasSuffix(".held") })
    let text = try String(contentsOfFile: "\(bank.path)/current/outbox/\(note)", encoding: .utf8)
    #expect(text.contains("cause=complaint_ticket brought nothing for 2024-09-30\nowner="), "\(text)")

    try Data(good.utf8).write(to: URL(fileURLWithPath: control))
    let content = bank.landing("TICKET_20240930.csv")
    let resent = try String(contentsOfFile: content, encoding: .utf8) + "\n"
    try Data(resent.utf8).write(to: URL(fileURLWithPath: content))
    let repaired = try bank.mart(["run", "--verbose"])
    #expect(repaired.status == 0, "\(repaired.errors)")
    let after = try outbox(bank)
    #expect(after["held"] == nil && after["ok"]?.isSuperset(of: ["E04", "E05", "E07", "E09"]) == true, "\(after)")
  }
}
