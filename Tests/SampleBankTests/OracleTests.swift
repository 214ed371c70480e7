import Foundation
import MartCore
import MartTesting
import SampleBank
import Testing

/// What a program in another language finds in the raw files; it shares nothing with the one that wrote them.
struct Oracle: Sendable {
  /// One JSON object.
  private let output: Data

  /// - Throws: when python3 is missing or the program fails.
  init(_ folder: String) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Oracles/sample_bank.py")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", script.path(), folder]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
  }

  func section(_ name: String) throws -> [String: Any] {
    let findings = try #require(try JSONSerialization.jsonObject(with: output) as? [String: Any])
    return try #require(findings[name] as? [String: Any])
  }
}

@Suite("the feeds, read by another program") struct OracleTests {
  let bank: RawBank
  static let oracle = Result { try Oracle(try RawBank.small.get().folder) }

  init() throws {
    bank = try RawBank.small.get()
  }

  @Test("controls and equations hold, keys are where they must be, and sources prove one another")
  func agreement() throws {
    let complaints = try Self.oracle.get().section("complaints")
    #expect(complaints.isEmpty, "\(complaints)")
  }

  @Test("every feed holds the rows that the truth says, by rule")
  func counts() throws {
    let counts = try Self.oracle.get().section("counts")
    #expect(counts.count == 23)
    for (feed, found) in counts {
      let found = try #require(found as? [String: Any])
      for name in ["announced", "accepted", "repeated", "late"] {
        #expect(try bank.truth("feeds", feed, name) as? Int == found[name] as? Int, "\(feed) \(name)")
      }
      #expect(
        try bank.truth("feeds", feed, "quarantined") as? [String: Int] == found["quarantined"] as? [String: Int],
        "\(feed)")
    }
  }

  @Test("figures of assets, loans, cards, reach, channels, tiers and the ledger can be counted from the files")
  func figures() throws {
    let found = try Self.oracle.get().section("figures")
    let truth = try #require(try bank.truth("metrics") as? [String: Any])
    var unseen: [String] = []
    for (id, value) in truth {
      if let own = found[id] { #expect(own as? Int == value as? Int, "\(id)") } else { unseen.append(id) }
    }
    // Counted by debts.py, by the mart's own tests, or (K07) not at all from files.
    let others = ["K07", "K21", "K22", "K37", "K38", "K41", "K46"]
    #expect(unseen.allSatisfy { id in others.contains { id.hasPrefix($0) } }, "\(unseen)")
  }

  @Test("card debt, risk events, consents, households and the ledger can be counted from the files")
  func debts() throws {
    let counted = try Program.system("python3", ["Tests/Oracles/debts.py", bank.folder])
    #expect(counted.status == 0 && counted.output.contains(" 0 wrong"), "\(counted.output)\(counted.errors)")
  }

  @Test(
    "rows and sums of tables can be counted from the files",
    arguments: [
      "instalment", "touch", "channel_event", "payment_service", "assistant", "community", "complaint", "loan_stage",
      "order", "pension", "allocation",
    ])
  func tables(name: String) throws {
    let found = try #require(try Self.oracle.get().section("tables")["fact_" + name] as? [String: Int])
    for (measure, value) in found {
      let path = measure == "rows" ? try bank.truth("tables", "fact_" + name, "rows") : nil
      #expect(try (path ?? bank.truth("tables", "fact_" + name, "sum", measure)) as? Int == value, "\(measure)")
    }
  }

  @Test("what later feeds and figures need is planted already, at a tenth of its size")
  func plans() throws {
    let found = try Self.oracle.get().section("figures")
    let planted = [
      "K33": 426, "K33.COUNTER": 131, "K33.SELF": 182, "K33.REMOTE": 113, "K34.den": 6_200, "K34.num": 2_077,
      "K35.num": 3_999, "K46": 131, "joint": 190, "K49.C": 102, "K49.D": 15, "K51.den": 240, "K51.num": 96,
      "K36": 620, "K37.BOOK": 240, "K37.ARRIVE": 204, "K24.base_LOAN_CONS_CREDIT": 224_001_130,
      "K24.base_LOAN_CONS_SECURED": 97_500_000, "untouched": 5_450, "base.DEMAND": 5_710_233_412,
      "base.TIME": 12_024_077_190, "base.PENSION_CASH": 6_120_400, "base.WMP": 1_293_011_845,
      "base.MMF": 312_045_062, "base.FUND": 348_099_206, "base.BOND": 269_040_000, "base.METAL": 98_161_890,
      "base.INSURANCE": 651_033_000,
    ]
    for (id, value) in planted { #expect(found[id] as? Int == value, "\(id)") }
    #expect((found["v9"] as? Int ?? 0) > 0 && (found["v10"] as? Int ?? 0) > 0)
  }
}
