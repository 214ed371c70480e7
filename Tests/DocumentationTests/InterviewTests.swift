import Foundation
import MartTesting
import Testing

@Suite("the table of the interview") struct InterviewTests {
  /// A line of the page: its number, and the names in backquotes of its columns.
  private struct Line {
    var number: String
    var feeds: [String]
    var tables: [String]
    var figures: [String]
    var outputs: [String]
  }

  private func lines() throws -> [Line] {
    let page = try #require(try Page.all().first { $0.path == "Documentation/Interview.md" })
    return page.lines.filter { $0.contains(/^\| [SF]\d\d \|/) }.map { text in
      let cells = text.components(separatedBy: " | ").map { cell in cell.matches(of: /`(\w+)`/).map { String($0.1) } }
      let number = String(text.dropFirst(2).prefix(3))
      let isSystem = number.hasPrefix("S")
      return Line(
        number: number, feeds: cells[isSystem ? 2 : 3], tables: cells[isSystem ? 3 : 4],
        figures: cells[isSystem ? 4 : 5], outputs: isSystem ? cells[5] : [])
    }
  }

  @Test("every system and figure has its line, and every name in it is there and not empty")
  func complete() throws {
    let lines = try lines()
    let numbers = (0...36).map { "S\($0 < 10 ? "0" : "")\($0)" } + (1...45).map { "F\($0 < 10 ? "0" : "")\($0)" }
    #expect(lines.map(\.number) == numbers)
    let bank = try BankHome(after: .all)
    func count(_ sql: String) throws -> Int {
      let answer = try Program.system("sqlite3", ["-readonly", bank.path + "/current/mart.sqlite", sql])
      #expect(answer.status == 0, "\(answer.errors)")
      return Int(answer.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }
    for feed in Set(lines.flatMap(\.feeds)).sorted() {
      #expect(try count("SELECT SUM(accepted) FROM meta_delivery WHERE feed = '\(feed)'") > 0, "feed \(feed)")
    }
    for table in Set(lines.flatMap(\.tables)).sorted() {
      #expect(try count("SELECT COUNT(*) FROM \(table)") > 0, "table \(table)")
    }
    for figure in Set(lines.flatMap(\.figures)).sorted() {
      #expect(try count("SELECT COUNT(*) FROM mgt_kpi WHERE kpi_id = '\(figure)'") > 0, "figure \(figure)")
      #expect(try count("SELECT COUNT(*) FROM meta_metric WHERE kpi_id = '\(figure)'") == 1, "meaning of \(figure)")
    }
    let left = try FileManager.default.subpathsOfDirectory(atPath: bank.path + "/current/outbox")
    for output in Set(lines.flatMap(\.outputs)).sorted() {
      #expect(left.contains { $0.contains("/\(output)_") && $0.hasSuffix(".csv.gz") }, "output \(output)")
    }
    for line in lines where line.number.hasPrefix("S") { #expect(!line.feeds.isEmpty, "\(line.number) has a feed") }
  }
}
