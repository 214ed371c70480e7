import Foundation
import MartTesting
import Testing

/// What the pages tell readers to type is typed, page by page, by a reader who has a home of the small bank and a key of his
/// own. Fences that show what is printed (`console`) are done by ReplayTests.
@Suite("commands of the handbook") struct HandbookTests {
  /// Lines that end otherwise than with 0 at a bank at which nothing is wrong, and why.
  private static let otherEnds: [(part: String, status: Int32, why: String)] = [
    ("--candidate", 64, "no night was stopped"),
    ("--strict", 65, "after a rollback the figures are those of the day before"),
    ("--home /tmp/ugly", 66, "a file of the first drops is late, and its night waits"),
    ("make explore", 124, "it serves until it is stopped"),
  ]

  /// Targets that take hours or minutes, or need the network.
  private static let elsewhere: [(part: String, why: String)] = [
    ("make bench ", "lines of its page run it"),
    ("make bench-identity", "two libraries and four data sets come from the network"),
    ("make bench-rivals", "DuckDB comes from the network, and nights take minutes; RivalTests run its script"),
    ("make kernels", "the programs are built anew; KernelTests run its script"),
    ("make profile", "callgrind takes minutes"),
    ("make bench-town", "a million records take minutes; BenchmarkTests run its script, with 2,000"),
    ("make scale-study", "four million customers take hours"),
    ("make faults-spark", "twenty nights on Spark take minutes; SparkTests run its script, for three"),
    ("make ugly", "UglyBankTests run its script, at 3,020 customers"),
    ("make fuzz", "FuzzingTests feed the same entry points"), ("make analysts", "the programs come from the network"),
    ("make tools", "the programs come from the network"),
    ("make quiet", "BenchmarkTests run its script"),
    ("make alarms", "a year of days takes minutes"), ("make year", "a year of nights takes an hour"),
    ("make sixty", "NightlyTests run its script, for six nights"),
    ("make detect", "NightlyTests run its script, for two nights"),
  ]

  /// Lines whose programs BenchmarkTests run: nights beyond those of a shorter line of the same page.
  private static let long = ["make quiet", "make bench SCALE=1000000 ROUNDS=5"]

  private static let withCommands = ((try? Page.all()) ?? []).filter { !commandLines($0).isEmpty }.map(\.path)

  @Test("each line does what it says at a bank of its own", arguments: withCommands)
  func lines(_ path: String) throws {
    let page = try #require(try Page.all().first { $0.path == path })
    // Where Spark is, it has a night to make.
    let reader = try Reader(lastNight: !page.path.hasSuffix("Spark.md") || Reader.sparkFolder == nil)
    for (place, line) in Self.commandLines(page) where !Self.long.contains(line) {
      try expect(line, at: place, by: reader)
    }
  }

  @Test("each make target that a text names does what it says")
  func targets() throws {
    let reader = try Reader()
    let named = try Page.all().filter { !$0.path.contains("/Decisions/") && $0.path != "CHANGELOG.md" }
      .flatMap { page in page.lines.flatMap { $0.matches(of: /`(make [a-z][^`]*)`/).map { String($0.1) } } }
    let targets = Set(named).filter { line in !Self.elsewhere.contains { (line + " ").hasPrefix($0.part) } }
    #expect(targets.count > 10)
    for line in targets.sorted() { try expect(line, at: "`\(line)`", by: reader) }
    let asked = reader.asked(of: "swift")
    let built = "build -c release -debug-info-format none --build-tests"
    #expect(asked.contains("\(built)\ntest -c release --skip-build"), "\(asked)")
    for part in ["--filter", "--skip"] {
      #expect(asked.contains("--ignore-lock \(part) FirstNightsTests|"), "\(asked)")
    }
  }

  private func expect(_ line: String, at place: String, by reader: Reader) throws {
    let ended = try reader.type(line)
    let expected = Self.otherEnds.first { line.contains($0.part) }?.status ?? 0
    // Without Java, what starts Spark says what to install; the rest is as ever.
    let isWithoutJava = ended.errors.contains("Spark needs Java 17") && line.contains("-spark")
    #expect(ended.status == (isWithoutJava ? 2 : expected), "\(place): \(line)\n\(ended.errors)")
  }

  /// What a reader would type: the lines of `sh` fences, without what is said of them.
  private static func commandLines(_ page: Page) -> [(place: String, line: String)] {
    var isShell = false
    return page.lines.enumerated().compactMap { index, line in
      if line.hasPrefix("```") {
        isShell = line == "```sh"
        return nil
      }
      let typed = line.replacing(#/ +#.*/#, with: "")
      return isShell && !typed.isEmpty ? ("\(page.path):\(index + 1)", typed) : nil
    }
  }
}
