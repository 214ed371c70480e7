import Foundation
import MartTesting
import Testing

@Suite("the page of rules") struct RulesTests {
  @Test("every rule has a test that names it, and says what stands in sources or contracts")
  func complete() throws {
    let sources = try FileManager.default.subpathsOfDirectory(atPath: Program.repository + "/Sources")
      .filter { $0.hasSuffix(".swift") && !$0.hasPrefix("SampleBank") }
      .map { try String(contentsOfFile: Program.repository + "/Sources/" + $0, encoding: .utf8) }.joined()
    let lines = try RulesPage.lines()
    #expect(lines.count == 52 && Set(lines.map(\.id)).count == lines.count)
    for line in lines {
      #expect(!line.tests.isEmpty, "no test names \(line.id)")
      #expect(!line.what.isEmpty, "what is \(line.id)?")
    }
    for rule in EngineRules.all {
      #expect(
        sources.contains(rule.message) || rule.message.isEmpty, "\(rule.id): '\(rule.message)' is not said any more")
    }
    for line in lines.suffix(EngineRules.contracts.count) { #expect(!line.message.isEmpty, "\(line.id) says nothing") }
  }

  @Test("the committed page is what sources, contracts and tests say; RECORD=1 writes it anew")
  func fresh() throws {
    let made = RulesPage.page(try RulesPage.lines())
    let path = Program.repository + "/" + RulesPage.path
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data(made.utf8).write(to: URL(fileURLWithPath: path))
      Issue.record("\(RulesPage.path) was written; look at the change and run again")
    } else {
      #expect(try String(contentsOfFile: path, encoding: .utf8) == made, "run the tests once with RECORD=1")
    }
  }
}
