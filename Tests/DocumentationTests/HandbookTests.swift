import Foundation
import MartTesting
import Testing

/// What the pages for operators, stewards, analysts and officers tell readers to type is typed, page by page, at a home of
/// the small bank under a key of its own. Pages that show what is printed are done by ReplayTests.
@Suite("commands of the handbook") struct HandbookTests {
  /// What a reader would put in, and where his home lies.
  private struct Reader {
    let folder: ScratchHome
    let replacements: [(String, String)]

    init() throws {
      folder = try ScratchHome()
      try FileManager.default.createSymbolicLink(
        atPath: folder.file("Pipelines"), withDestinationPath: Program.repository + "/Pipelines")
      let made = try Self.shell(
        """
        umask 077; mkdir keys; head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \\n' > keys/retail.key
        cp -R '\(Program.repository)/SampleData' home; cp home/truth.json numbers.json; mart run --home home
        """, in: folder.path)
      #expect(made.status == 0, "\(made.errors)")
      func one(_ sql: String, _ folder: ScratchHome) throws -> String {
        try Self.shell("mart query --home home --format csv \"\(sql)\" | tail -1", in: folder.path).output
          .trimmingCharacters(in: .whitespacesAndNewlines)
      }
      let party = try one("SELECT MIN(party_id) FROM dim_party WHERE status = 'A'", folder)
      let core = try one("SELECT MIN(src_cust_id) FROM id_xref WHERE src = 'CORE'", folder)
      let card = try one("SELECT MAX(src_cust_id) FROM id_xref WHERE src = 'CARD'", folder)
      _ = try Self.shell("echo \(party) > persons.txt", in: folder.path)
      replacements = [
        ("/srv/mart/", ""), ("/backup/mart", "backup"), ("/tmp/", ""), ("/var/log/mart/", ""),
        ("KEY", try one("SELECT MIN(txn_id) FROM fact_card_txn", folder)), ("1234567", party),
        ("--number-token 173941915529444178", "--number-token \(core)"), ("173941915529444178", party),
        ("CORE:12,CARD:34", "CORE:\(core),CARD:\(card)"),
        // Nobody is to be written to.
        ("mail -s \"customer mart\" oncall", "cat"),
      ]
    }

    func type(_ line: String) throws -> Program.Ended {
      try Self.shell(replacements.reduce(line) { $0.replacing($1.0, with: $1.1) }, in: folder.path)
    }

    private static func shell(_ command: String, in folder: String) throws -> Program.Ended {
      try Program.system("sh", ["-c", "cd '\(folder)' && PATH='\(Program.folder)':\"$PATH\"; \(command)"])
    }
  }

  /// Lines that end otherwise than with 0 at a bank at which nothing is wrong, and why.
  private static let otherEnds: [(part: String, status: Int32, why: String)] = [
    ("--candidate", 64, "no night was stopped"),
    ("--strict", 65, "after a rollback the figures are those of the day before"),
  ]

  /// Lines that are not typed here, and where they are run.
  private static let elsewhere: [(part: String, at: String)] = [
    ("/tmp/ugly", "UglyBankTests and `make ugly`"), ("--engine spark", "SparkTests, where Spark is"),
  ]

  @Test(
    "each does what it says at a bank of its own",
    arguments: ["Operations.md", "Analysts.md", "Identity.md", "Privacy.md", "Time.md", "Spark.md"])
  func commands(_ name: String) throws {
    let page = try #require(try Page.all().first { $0.path == "Documentation/\(name)" })
    let reader = try Reader()
    var count = 0
    for (place, line) in lines(page) where !Self.elsewhere.contains(where: { line.contains($0.part) }) {
      let ended = try reader.type(line)
      let expected = Self.otherEnds.first { line.contains($0.part) }
      #expect(ended.status == expected?.status ?? 0, "\(place): \(line)\n\(ended.errors)")
      count += 1
    }
    #expect(count > 0)
  }

  /// Lines of `sh` fences that start one of our programs, or ask the ledger.
  private func lines(_ page: Page) -> [(place: String, line: String)] {
    var isShell = false
    return page.lines.enumerated().compactMap { index, line in
      if line.hasPrefix("```") { isShell = line == "```sh" }
      guard isShell, line.hasPrefix("mart") || line.hasPrefix("sqlite3") else { return nil }
      return ("\(page.path):\(index + 1)", line)
    }
  }
}
