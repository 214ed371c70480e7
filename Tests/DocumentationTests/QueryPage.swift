import Foundation
import MartTesting

/// `Documentation/Queries.md`: what stands above its first section is written by hand, the rest is made from the
/// queries of the pipeline and what a mart answers to them.
struct QueryPage {
  static let path = "Documentation/Queries.md"
  static let folder = "Pipelines/retail/queries"

  let bank: BankHome

  /// The files of the folder, by name.
  static func queries() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: Program.repository + "/" + folder)
      .filter { $0.hasSuffix(".sql") }.sorted()
  }

  /// - lines: the page as it is, of which the head is kept.
  func lines(_ lines: [String]) throws -> [String] {
    let head = lines.prefix { !$0.hasPrefix("## ") }
    return Array(head) + (try Self.queries().flatMap(section)).dropLast() + [""]
  }

  /// The question as a heading, the query, and its answer, each by a blank line from the next.
  private func section(_ name: String) throws -> [String] {
    let file = "\(Self.folder)/\(name)"
    let text = try String(contentsOfFile: Program.repository + "/" + file, encoding: .utf8)
    let written = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let question = written.prefix { $0.hasPrefix("-- ") }.map { $0.dropFirst(3) }.joined(separator: " ")
    let sql = written.drop { $0.hasPrefix("-- ") }.filter { !$0.isEmpty }
    let answer = try bank.mart(["query", "--file", file])
    let rows = (answer.output + answer.errors).split(separator: "\n").map(String.init)
    return ["## \(question)", "```sql"] + sql + ["```", "```console", "$ mart query --file \(file)"] + rows
      + ["```", ""]
  }
}
