import Foundation
import MartTesting
import Testing

/// Case U03 at the small bank: balances of one day are wrong, and corrected a night later.
@Suite("a bank's balances corrected after they were sent") struct RetailRestatementTests {
  private static let day = "20240929"

  @Test("each output that left, with its restatement, is what it had been if right at first; nothing else leaves")
  func balances() throws {
    let (right, bank) = (try BankHome(), try BankHome())
    // Neither home has the last day yet, so that both say the same of what is due.
    for home in [right, bank] {
      for name in try FileManager.default.contentsOfDirectory(atPath: home.path + "/landing")
      where name.contains("20240930") || name.contains("2024-09-30") {
        try FileManager.default.moveItem(atPath: home.landing(name), toPath: "\(home.path)/\(name)")
      }
    }
    #expect(try right.mart(["run"]).status == 0)
    let data = "DPBAL_\(Self.day).dat.gz"
    let aside = bank.path + "/corrected.gz"
    let made = try Program.system(
      "python3", ["Tests/Oracles/wrong_balances.py", right.landing(data), bank.landing(data), aside])
    #expect(made.status == 0, "\(made.errors)")
    #expect(try bank.mart(["run"]).status == 0)
    try FileManager.default.moveItem(atPath: aside, toPath: bank.landing("DPBAL_\(Self.day).2.dat.gz"))
    try Data().write(to: URL(fileURLWithPath: bank.landing("DPBAL_\(Self.day).2.ok")))
    for name in try FileManager.default.contentsOfDirectory(atPath: bank.path)
    where name.contains("20240930") || name.contains("2024-09-30") {
      try FileManager.default.moveItem(atPath: "\(bank.path)/\(name)", toPath: bank.landing(name))
    }
    let ended = try bank.mart(["run"])
    #expect(ended.status == 0, "\(ended.errors)")
    let folders = [
      bank.path + "/generations/2024-09-29.1", bank.path + "/current", right.path + "/generations/2024-09-29.1",
    ]
    let judged = try Program.system("python3", ["Tests/Oracles/restated.py"] + folders.map { $0 + "/outbox" })
    #expect(judged.status == 0, "\(judged.output)\(judged.errors)")
    #expect(judged.output.split(separator: " ").count >= 3, "assets, advice and branches change: \(judged.output)")
  }
}
