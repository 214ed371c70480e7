import Foundation
import MartTesting
import Testing

@Suite("feeds extracted in parts, by processes of their own") struct FeedPartsTests {
  private func extract(_ bank: BankHome, _ arguments: [String], killedAfter limit: Double? = nil) throws
    -> Program.Ended
  {
    try Program("mart-extract").run(
      arguments + ["--home", bank.path, "--pipeline", bank.pipeline], killedAfter: limit)
  }

  /// Names of what lies in the folder of parts.
  private func parts(_ bank: BankHome) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: bank.path + "/staging/parts")) ?? []).sorted()
  }

  @Test("parts side by side, then mart run: mart, outbox and quarantine are those of a plain run, and no part stays")
  func sideBySide() async throws {
    let whole = try BankHome()
    #expect(try whole.mart(["run", "--to", "2024-08-31", "--from", "2023-12-31"]).status == 0)
    let bank = try BankHome(landingOf: whole)
    #expect(try bank.mart(["run", "--date", "2023-12-31"]).status == 0)
    let asked = [
      ["--feed", "channel_event", "--part", "2/2"], ["--feed", "channel_event", "--part", "1/2"],
      ["--feed", "card_account"],
    ]
    try await withThrowingTaskGroup(of: Program.Ended.self) { group in
      for arguments in asked {
        let all = arguments + ["--home", bank.path, "--pipeline", bank.pipeline]
        group.addTask { try Program("mart-extract").run(all) }
      }
      for try await ended in group { #expect(ended.status == 0 && ended.errors == "", "\(ended.errors)") }
    }
    #expect(parts(bank).count == 3)
    let ended = try bank.mart(["run", "--date", "2024-08-31", "--verbose"])
    #expect(ended.status == 0 && !ended.errors.contains("parts.unused"), "\(ended.errors)")
    #expect(try bank.bytes() == whole.bytes())
    #expect(!FileManager.default.fileExists(atPath: bank.path + "/staging/parts"))
  }

  @Test(
    "where a part is missing, or was killed, or is of other content, the delivery is extracted in whole, and it is said"
  )
  func missing() throws {
    let bank = try BankHome()
    _ = try extract(bank, ["--feed", "card_txn", "--part", "1/3"], killedAfter: 0.05)
    #expect(try extract(bank, ["--feed", "card_txn", "--part", "3/3"]).status == 0)
    #expect(try extract(bank, ["--feed", "card_account", "--part", "1/1"]).status == 0)
    let feed = bank.pipeline + "/feeds/card/card_account.yaml"
    let text = try String(contentsOfFile: feed, encoding: .utf8)
    try (text + "\n# another day\n").write(toFile: feed, atomically: true, encoding: .utf8)
    let ended = try extract(bank, [])
    #expect(ended.status == 0, "\(ended.errors)")
    let said = ended.errors.split(separator: "\n")
    #expect(said.count == 2 && said.allSatisfy { $0.contains("extracted in whole") }, "\(ended.errors)")
    #expect(said.contains { $0.contains("'card_account'") && $0.contains("1/1 is of another file, pipeline") })
    #expect(parts(bank) == [])
    for stage in ["transform", "emit", "load"] {
      #expect(try Program("mart-\(stage)").run(["--home", bank.path, "--pipeline", bank.pipeline]).status == 0)
    }
    #expect(bank.current == "2023-12-31.1")
  }

  @Test("what is asked wrongly, or has not landed, ends with its exit code and names the way on")
  func wrong() throws {
    let bank = try BankHome()
    for part in ["3/2", "0/4", "x"] {
      let ended = try extract(bank, ["--feed", "card_txn", "--part", part])
      #expect(ended.status == 64 && ended.errors.contains("'\(part)' is no part: write I/N"), "\(ended.errors)")
    }
    #expect(try extract(bank, ["--part", "1/2"]).status == 64)
    #expect(try extract(bank, ["--feed", "card_txn", "--accept-drop", "card_txn"]).status == 64)
    let unknown = try extract(bank, ["--feed", "card_tx", "--part", "1/2"])
    #expect(unknown.status == 64 && unknown.errors.contains("did you mean 'card_txn'?"), "\(unknown.errors)")
    let future = try extract(bank, ["--feed", "card_txn", "--date", "2031-01-01"])
    #expect(future.status == 66 && future.errors.contains("DL-01"), "\(future.errors)")
    for name in try FileManager.default.contentsOfDirectory(atPath: bank.landing(""))
    where name.hasPrefix("CARD_TXN_20231231") {
      try FileManager.default.removeItem(atPath: bank.landing(name))
    }
    let absent = try extract(bank, ["--feed", "card_txn", "--part", "1/2"])
    #expect(absent.status == 66 && absent.errors.contains("'card_txn' of 2023-12-31 is missing"), "\(absent.errors)")
    #expect(parts(bank) == [])
  }
}
