import Foundation
import MartTesting
import Testing

/// A bank at which much goes wrong, run as its files arrive; judged by Python, not by our own code.
@Suite("a bank at which much goes wrong") struct UglyBankTests {
  @Test(
    "every drop ends as truth.json says, every case is found where it stands, and the last night's figures are exact")
  func drops() throws {
    let bank = try BankHome(customers: 7550, nightsFrom: "2024-09-01", isUgly: true)
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
}
