import Foundation
import MartTesting
import Testing

@Suite("queries for analysts") struct QueriesTests {
  let bank: BankHome

  init() throws {
    bank = try BankHome(after: .all)
  }

  @Test("each begins with its question, and its answer has at most twenty rows under plain names")
  func manners() throws {
    for name in try QueryPage.queries() {
      let file = "\(QueryPage.folder)/\(name)"
      let text = try String(contentsOfFile: Program.repository + "/" + file, encoding: .utf8)
      #expect(text.hasPrefix("-- ") && text.split(separator: "\n")[0].hasSuffix("?"), "\(file) asks a question")
      let answer = try bank.mart(["query", "--file", file, "--format", "csv"])
      #expect(answer.status == 0, "\(file): \(answer.errors)")
      let lines = answer.output.split(separator: "\n")
      #expect(lines.count <= 21, "\(file) answers with \(lines.count - 1) rows")
      #expect(lines[0].wholeMatch(of: /[a-z_,]+/) != nil, "\(file): \(lines[0])")
    }
  }
}
