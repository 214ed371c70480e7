import Foundation
import MartTesting
import Testing

@Suite("pages that are done as they are read") struct ReplayTests {
  @Test(
    "doing what the page says prints what the page shows; RECORD=1 writes it anew",
    arguments: ["Tutorial.md", "NewBank.md", "YourBank.md", "Personas.md"])
  func replay(_ name: String) throws {
    let home = try ScratchHome()
    try BankHome.writeTestKey(to: home.file("keys"), name: "retail.key")
    try FileManager.default.createSymbolicLink(
      atPath: home.file("Pipelines"), withDestinationPath: Program.repository + "/Pipelines")
    let page = try #require(try Page.all().first { $0.path == "Documentation/\(name)" })
    try Recording(page).compare(try Replay(home: home).page(page.lines))
  }

  @Test("every query for analysts stands in its page with what the small bank answers")
  func queries() throws {
    let bank = try BankHome(after: .all)
    let page = try #require(try Page.all().first { $0.path == QueryPage.path })
    try Recording(page).compare(try QueryPage(bank: bank).lines(page.lines))
  }
}
