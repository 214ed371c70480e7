import Foundation
import MartTesting
import Testing

@Suite("the page about changing a pipeline") struct ChangingTests {
  @Test("is done as it is read, and prints what it shows; RECORD=1 writes it anew")
  func replay() throws {
    let home = try ScratchHome()
    try BankHome.writeTestKey(to: home.file("keys"), name: "retail.key")
    try FileManager.default.createSymbolicLink(
      atPath: home.file("Pipelines"), withDestinationPath: Program.repository + "/Pipelines")
    let page = try #require(try Page.all().first { $0.path == "Documentation/Changing.md" })
    try Recording(page).compare(try Replay(home: home).page(page.lines))
  }
}
