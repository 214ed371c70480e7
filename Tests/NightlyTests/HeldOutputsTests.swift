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
}
