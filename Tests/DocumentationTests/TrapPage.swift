import Foundation
import MartTesting

/// `Documentation/Traps.md`: what stands above its first section is written by hand, the rest is made from pairs of
/// queries, one that looks right and one that is, and what a mart answers to them.
struct TrapPage {
  static let path = "Documentation/Traps.md"
  static let folder = QueryPage.folder + "/traps"

  let bank: BankHome

  /// The names of the pairs, without `_naive.sql` and `_right.sql`, in order.
  static func traps() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: Program.repository + "/" + folder)
      .filter { $0.hasSuffix("_naive.sql") }.map { String($0.dropLast("_naive.sql".count)) }.sorted()
  }

  /// - lines: the page as it is, of which the head is kept.
  func lines(_ lines: [String]) throws -> [String] {
    let head = lines.prefix { !$0.hasPrefix("## ") }
    return Array(head)
      + (try Self.traps().flatMap { try part("\($0)_naive.sql") + part("\($0)_right.sql") }).dropLast() + [""]
  }

  /// The comment as prose, its line of `#` as a heading, then the query and its answer.
  private func part(_ name: String) throws -> [String] {
    let file = "\(Self.folder)/\(name)"
    let text = try String(contentsOfFile: Program.repository + "/" + file, encoding: .utf8)
    let written = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let prose = written.prefix { $0.hasPrefix("-- ") }.map { String($0.dropFirst(3)) }
    let title = prose.first.flatMap { $0.hasPrefix("# ") ? ["#\($0)", ""] : nil } ?? []
    let sql = written.drop { $0.hasPrefix("-- ") }.filter { !$0.isEmpty }
    let answer = try bank.mart(["query", "--file", file])
    let rows = (answer.output + answer.errors).split(separator: "\n").map(String.init)
    return title + prose.dropFirst(title.isEmpty ? 0 : 1) + ["", "```sql"] + sql
      + ["```", "```console", "$ mart query --file \(file)"] + rows + ["```", ""]
  }
}
