import Foundation
import MartTesting
import Testing

/// A bank at which much goes wrong, run as its files arrive; judged by Python, not by our own code.
@Suite("a bank at which much goes wrong") struct UglyBankTests {
  @Test(
    "every drop ends as truth.json says, every case is found where it stands, and the last night's figures are exact")
  func drops() throws {
    // Of this seed and size, the least bank that has rows for every case: each night costs half of one at 7,550 customers.
    let bank = try BankHome(customers: 3020, nightsFrom: "2024-09-01", isUgly: true, seed: 16)
    let judged = try Program.system(
      "python3", ["Tests/Oracles/ugly.py", Program.folder + "/mart", bank.path, bank.pipeline])
    #expect(judged.status == 0, "\(judged.output)\(judged.errors)")
    let leaks = try Program.system("python3", ["Tests/Oracles/leaks.py", bank.path])
    #expect(leaks.status == 0, "\(leaks.output)\(leaks.errors)")
    let drops = try FileManager.default.contentsOfDirectory(atPath: bank.path + "/drops")
    #expect(Set(drops) == Set((2...14).map(String.init) + ["right"]))
    for id in 1...54 {
      #expect(judged.output.contains("\nU" + (id < 10 ? "0\(id)" : "\(id)") + " "), "case \(id)")
    }
  }

  @Test("a bank too small for a case does not say that it has it")
  func tooSmall() throws {
    let folder = try ScratchHome()
    let made = try Program("sample-bank").run([
      "--customers", "755", "--history", "short", "--from", "2024-09-01", "--ugly", "--out", folder.file("bank"),
    ])
    #expect(made.status == 0, "\(made.errors)")
    let truth = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: folder.file("bank/truth.json"))))
    let cases = try #require((truth as? [String: Any])?["ugly"] as? [[String: Any]])
    let refused = cases.filter { $0["rule"] as? String == "CRD-01" && $0["rows"] as? Int == 0 }
    #expect(cases.count > 90 && refused.isEmpty, "\(refused)")
  }
}
