import Contracts
import Foundation
import MartTesting
import Testing

/// The examples of Documentation/Time.md are run, so that the page cannot lie.
@Suite("the page about time") struct TimePageTests {
  private struct Example {
    var place: Int
    var stream = RandomStream()
    var expected: [String] = []
  }

  private static let page: [String] =
    (try? String(contentsOfFile: Program.repository + "/Documentation/Time.md", encoding: .utf8))?
    .components(separatedBy: "\n") ?? []

  private func examples() throws -> [Example] {
    var found: [Example] = []
    var isInside = false
    for (number, line) in Self.page.enumerated() {
      if line.hasPrefix("```") {
        isInside = line == "```time"
        if isInside { found.append(Example(place: number + 1)) }
        continue
      }
      guard isInside else { continue }
      let last = found.count - 1
      if line.hasPrefix("→ ") {
        found[last].expected.append(line.dropFirst(2).split(separator: " ").joined(separator: "|"))
      } else {
        found[last].stream.arrivals.append(try delivery(line))
        found[last].stream.batches.append(1)
      }
    }
    return found
  }

  /// `2024-09-01.2  account  I a=z, U b=y`
  private func delivery(_ line: String) throws -> RandomStream.Delivery {
    let match = try #require(line.wholeMatch(of: /(\d{4}-\d\d-\d\d)(?:\.(\d))? +(\w+) +(.+)/), "\(line)")
    let rows = match.4 == "nothing" ? [] : match.4.components(separatedBy: ", ")
    let lines = try rows.map { row -> RandomStream.Line in
      let parts = try #require(row.wholeMatch(of: /(?:([IUD]) )?(\w)=(\w)(?: of (.+))?/), "\(line)")
      return RandomStream.Line(
        key: String(parts.2), op: parts.1.map(String.init) ?? "I", value: String(parts.3),
        on: parts.4.map(String.init) ?? "")
    }
    return RandomStream.Delivery(
      feed: String(match.3), date: String(match.1), sequence: match.2.flatMap { Int($0) } ?? 1, lines: lines)
  }

  @Test("every example gives the history that it shows, and so does the plain count")
  func examplesHold() throws {
    let examples = try examples()
    #expect(examples.count >= 12)
    for example in examples {
      let told = try JournalFixture.history(of: example.stream).flatMap { $0 }.map(Self.short)
      #expect(told == example.expected, "Documentation/Time.md:\(example.place)")
      #expect(StreamOracle(stream: example.stream).answers.flatMap { $0 }.map(Self.short) == example.expected)
    }
  }

  /// Without `is_current`.
  private static func short(_ row: String) -> String { row.split(separator: "|").prefix(4).joined(separator: "|") }

  @Test("the share of models that are made by key is what the pipeline says")
  func share() throws {
    let models = try Pipeline.load(folder: Program.repository + "/Pipelines/retail").models
    let byKey = models.count { if case .by = $0.refresh { true } else { false } }
    let views = models.count { $0.refresh == .view }
    let text = Self.page.joined(separator: "\n")
    #expect(text.contains("| of \(models.count) models |"), "\(models.count) models")
    #expect(text.contains("| by key | \(byKey) |") && text.contains("| views | \(views) |"), "\(byKey), \(views)")
    #expect(text.contains("| in full | \(models.count - byKey - views) |"), "\(models.count - byKey - views)")
  }
}
