import Foundation
import MartCore
import MartStore
import MartTesting
import Nightly
import Testing

@Suite("a night with tokens by SM3") struct SM3NightTests {
  private func set(_ algorithm: String, _ bank: BankHome) throws {
    let path = bank.pipeline + "/pipeline.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let changed = text.replacing(/token_algorithm: [a-z0-9-]+/, with: "token_algorithm: \(algorithm)")
    #expect(changed.contains("token_algorithm: \(algorithm)"))
    try changed.write(toFile: path, atomically: true, encoding: .utf8)
  }

  private func ask(_ bank: BankHome, _ sql: String) throws -> String {
    try Program.system("sqlite3", ["-readonly", bank.path + "/current/mart.sqlite", sql]).output
  }

  @Test("is the same night under other tokens, each as Python makes it; a home keeps to one way of making them")
  func night() throws {
    let (bank, plain) = (try BankHome(), try BankHome())
    try set("hmac-sm3", bank)
    #expect(try bank.mart(["doctor"]).output.contains("ok    tokens       hmac-sm3, by OpenSSL's libcrypto\n"))
    for home in [bank, plain] {
      let ran = try home.mart(["run", "--date", "2023-12-31"])
      #expect(ran.status == 0, "\(ran.errors)")
    }
    let outbox = bank.path + "/current/outbox/"
    let judged = try Program.system(
      "python3",
      [
        "Tests/Oracles/sm3.py", "home", bank.path, Program.repository + "/Tests/Fixtures/test.key",
        "party_token=risk:\(outbox)risk/E01_RISK_VIEW_v1_20231231.csv.gz",
        "party_token=marketing:\(outbox)marketing/E05_TOUCH_LIST_v1_20231231.csv.gz",
      ])
    #expect(judged.status == 0 && judged.output.contains("tokens of marketing"), "\(judged.output)\(judged.errors)")
    #expect(try ask(bank, "SELECT token_algorithm FROM meta_build") == "hmac-sm3\n")
    for sql in [
      "SELECT table_name, rows FROM meta_table ORDER BY 1", "SELECT kpi_id, num, den FROM mgt_kpi ORDER BY 1, 2, 3",
      "SELECT path_id, step_no, reported_as, table_name, measure, amount, difference FROM meta_path ORDER BY 1, 2, 3, 4, 5",
    ] {
      let (answer, other) = try (ask(bank, sql), ask(plain, sql))
      #expect(!answer.isEmpty && answer == other, "\(sql)")
    }
    #expect(
      try ask(
        plain,
        "ATTACH '\(bank.path)/current/mart.sqlite' AS sm3; SELECT COUNT(*) FROM dim_party JOIN sm3.dim_party USING (party_id)"
      )
        == "0\n")
    #expect(try bank.mart(["verify"]).status == 0)

    try set("hmac-sha256", bank)
    for command in [["run"], ["check"], ["erase", "--party", "1"]] {
      let refused = try bank.mart(command)
      #expect(refused.status == 78 && refused.errors.contains("are made by hmac-sm3"), "\(refused.errors)")
    }
    try set("hmac-sm4", bank)
    #expect(try bank.mart(["check"]).errors.contains("hmac-sm3"))
  }

  @Test("doctor says what to install where libcrypto is absent")
  func doctor() {
    let verdict = sm3(Result { try SM3(["libno-such-crypto.so.9"]) })
    #expect(verdict.verdict == .fail && verdict.words.contains("apt-get install libssl3"))
  }
}
