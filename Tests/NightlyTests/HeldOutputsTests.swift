import MartTesting
import Testing

@Suite("what a feed that may stay away holds back") struct HeldOutputsTests {
  @Test(
    "the outputs that its rows reach, and no others",
    arguments: [
      ("community_event", "E04 E07"), ("complaint_ticket", "E04 E05 E07 E09"), ("assistant_usage", "E07"),
      ("facility", "E07"), ("gl_balance", "E07"), ("asset_allocation", "E07"), ("card_txn", "all"),
    ])
  func reach(feed: String, outputs: String) throws {
    let planned = try BankHome().mart(["plan"])
    #expect(planned.status == 0, "\(planned.errors)")
    let lines = planned.output.split(separator: "\n").filter { $0.split(separator: " ").dropFirst().first == feed[...] }
    #expect(!lines.isEmpty)
    for line in lines { #expect(line.hasSuffix(" " + outputs), "\(line)") }
  }
}
