import Contracts
import Foundation
import Testing

@Suite("the reference of contracts") struct ReferenceTests {
  @Test("the committed page is what the declarations say; RECORD=1 writes it anew")
  func fresh() throws {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let page = URL(fileURLWithPath: "/\(root)/Documentation/ContractReference.md")
    let expected = contractReference()
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try FileManager.default.createDirectory(at: page.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(expected.utf8).write(to: page)
      Issue.record("Documentation/ContractReference.md was written; look at the change and run again")
      return
    }
    let committed = try? String(contentsOf: page, encoding: .utf8)
    #expect(committed == expected, "run the tests once with RECORD=1")
  }

  @Test("every key has a sentence and an example")
  func complete() {
    let rows = contractReference().split(separator: "\n").filter { $0.hasPrefix("| `") }
    #expect(rows.count > 120)
    for row in rows { #expect(!row.contains("|  |"), "\(row)") }
  }
}
