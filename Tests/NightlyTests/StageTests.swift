import Foundation
import MartTesting
import Testing

@Suite("the four stages as programs of their own") struct StageTests {
  private static let nights = ["2023-12-31", "2024-08-31", "2024-09-29", "2024-09-30"]

  private func stage(_ name: String, _ bank: BankHome, _ arguments: [String] = [], killedAfter limit: Double? = nil)
    throws -> Program.Ended
  {
    try Program("mart-\(name)").run(
      arguments + ["--home", bank.path, "--pipeline", bank.pipeline], killedAfter: limit)
  }

  /// Names the files in which two homes differ.
  private func expectEqualBytes(_ one: BankHome, _ other: BankHome) throws {
    let (left, right) = (try one.bytes().split(separator: "\n"), try other.bytes().split(separator: "\n"))
    #expect(Set(left).symmetricDifference(right).sorted() == [])
  }

  /// Runs stages that must end well, in silence.
  private func stages(_ names: [String], _ bank: BankHome) throws {
    for name in names {
      let ended = try stage(name, bank)
      #expect(ended.status == 0 && ended.output == "" && ended.errors == "", "\(name): \(ended.errors)")
    }
  }

  @Test("stage by stage, each run once more, gives the bytes of mart run; the ledger has one line a night")
  func sameBytes() throws {
    let whole = try BankHome(after: .all)
    let apart = try BankHome(landingOf: whole)
    for night in Self.nights {
      try stages(["extract", "extract", "transform", "transform", "emit", "emit", "load"], apart)
      #expect(apart.current == night + ".1")
    }
    try expectEqualBytes(apart, whole)
    try stages(["extract", "transform", "emit", "load"], apart)
    let history = try apart.mart(["history"]).output
    #expect(history.matches(of: /\bpublished/).count == Self.nights.count, "\(history)")
    let left = try FileManager.default.contentsOfDirectory(atPath: apart.path + "/staging")
    #expect(left == [], "staging has served")
  }

  @Test("a stage goes on from what its forerunner left, whoever ran it: mart run afterwards gives the same bytes")
  func mixed() throws {
    let whole = try BankHome()
    #expect(try whole.mart(["run", "--to", "2024-08-31", "--from", "2023-12-31"]).status == 0)
    let mixed = try BankHome(landingOf: whole)
    try stages(["extract", "transform"], mixed)
    #expect(mixed.current == "")
    #expect(try mixed.mart(["run", "--date", "2023-12-31"]).status == 0)
    try stages(["extract", "transform", "emit"], mixed)
    #expect(mixed.current == "2023-12-31.1")
    try stages(["load"], mixed)
    try expectEqualBytes(mixed, whole)
  }

  @Test("a stage whose forerunner has not ended says which program to run, and changes nothing")
  func order() throws {
    let bank = try BankHome()
    let early = try stage("transform", bank, ["--date", "2023-12-31"])
    #expect(early.status == 65 && early.errors.contains("run mart-extract --date 2023-12-31"), "\(early.errors)")
    try stages(["emit", "load"], bank)
    try stages(["extract"], bank)
    let skipped = try stage("emit", bank)
    #expect(
      skipped.status == 65 && skipped.errors.contains("run mart-transform --date 2023-12-31"), "\(skipped.errors)")
    try stages(["transform"], bank)
    let bare = try stage("load", bank)
    #expect(bare.status == 65 && bare.errors.contains("run mart-emit --date 2023-12-31"), "\(bare.errors)")
    let other = try stage("emit", bank, ["--date", "2024-09-30"])
    #expect(other.status == 65 && other.errors.contains("the night under way is 2023-12-31"), "\(other.errors)")
    #expect(try stage("emit", bank, ["--date", "30.9.2024"]).status == 64)
    #expect(bank.current == "")
  }

  @Test("staging that is gone, and a pipeline that changed in between, send back to extract")
  func gone() throws {
    let bank = try BankHome()
    try stages(["extract"], bank)
    try FileManager.default.removeItem(atPath: bank.path + "/staging/2023-12-31/card_txn.sqlite")
    let gone = try stage("transform", bank)
    #expect(gone.status == 65 && gone.errors.contains("card_txn of 2023-12-31 is gone"), "\(gone.errors)")
    try stages(["extract", "transform"], bank)
    let feed = bank.pipeline + "/feeds/card/card_txn.yaml"
    let text = try String(contentsOfFile: feed, encoding: .utf8)
    try (text + "\n# another day\n").write(toFile: feed, atomically: true, encoding: .utf8)
    let changed = try stage("emit", bank)
    #expect(changed.status == 65 && changed.errors.contains("the pipeline has changed since"), "\(changed.errors)")
    try stages(["extract", "transform", "emit", "load"], bank)
    #expect(bank.current == "2023-12-31.1")
  }

  @Test("a gate that fails leaves the candidate as it was: load alone publishes it once the cause is mended")
  func gate() throws {
    let whole = try BankHome(after: .opening)
    let bank = try BankHome(landingOf: whole)
    try stages(["extract", "transform", "emit"], bank)
    let check = bank.pipeline + "/checks/never.sql"
    let text = """
      /*---
      check: never
      title: No party at all
      severity: stop
      owner: data office
      ---*/
      SELECT party_id FROM dim_party
      """
    try text.write(toFile: check, atomically: true, encoding: .utf8)
    let refused = try stage("load", bank)
    #expect(refused.status == 65 && refused.errors.contains("check never"), "\(refused.errors)")
    #expect(bank.current == "")
    try FileManager.default.removeItem(atPath: check)
    try stages(["load"], bank)
    try expectEqualBytes(bank, whole)
  }

  @Test(
    "a stage killed anywhere is run again, or sends back to transform; the bytes are the same",
    arguments: [
      ("extract", 0.05), ("transform", 0.1), ("transform", 0.5), ("emit", 0.05), ("load", 0.06), ("load", 0.12),
    ])
  func killed(_ name: String, _ seconds: Double) throws {
    let whole = try BankHome(after: .opening)
    let bank = try BankHome(landingOf: whole)
    let order = ["extract", "transform", "emit", "load"]
    let place = try #require(order.firstIndex(of: name))
    try stages(Array(order[..<place]), bank)
    _ = try stage(name, bank, killedAfter: seconds)
    #expect(["", "2023-12-31.1"].contains(bank.current))
    if bank.current == "" {
      let again = try stage(name, bank)
      if again.status == 0 {
        try stages(Array(order[(place + 1)...]), bank)
      } else {
        #expect(again.status == 65 && again.errors.contains("run mart-"), "\(again.errors)")
        try stages(order, bank)
      }
    }
    try expectEqualBytes(bank, whole)
  }
}
