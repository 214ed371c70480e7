import Foundation
import MartTesting
import Testing

@Suite("pages that are done as they are read") struct ReplayTests {
  @Test(
    "doing what the page says prints what the page shows; RECORD=1 writes it anew",
    arguments: ["Tutorial.md", "NewBank.md"])
  func replay(_ name: String) throws {
    let home = try ScratchHome()
    try BankHome.writeTestKey(to: home.file("keys"), name: "retail.key")
    try FileManager.default.createSymbolicLink(
      atPath: home.file("Pipelines"), withDestinationPath: Program.repository + "/Pipelines")
    let page = try #require(try Page.all().first { $0.path == "Documentation/\(name)" })
    let replayed = try Replay(home: home).page(page.lines)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      let path = Program.repository + "/" + page.path
      try Data(replayed.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
      Issue.record("\(page.path) was written; look at the change and run again")
    } else {
      for (index, (shown, printed)) in zip(page.lines, replayed).enumerated() where shown != printed {
        Issue.record("\(page.path):\(index + 1) shows '\(shown)', and it is '\(printed)'")
        return
      }
      #expect(replayed.count == page.lines.count)
    }
  }
}
