import Foundation
import MartTesting
import Testing

/// A short form of `make bench-rivals`: that all come to the same sums, not how fast anyone is.
@Suite("nights beside those of rivals") struct RivalTests {
  /// With DuckDB, where `make analysts` has put it.
  private static let python: String = {
    let own = Program.repository + "/.build/analysts/bin/python"
    return FileManager.default.isExecutableFile(atPath: own) ? own : "python3"
  }()

  @Test("agree with ours in every sum, on each of three nights; who is missing is named")
  func sums() throws {
    let bank = try BankHome()
    let ended = try Program.system(
      "python3",
      [
        "Benchmarks/peers/run.py", Program.folder + "/mart", bank.path, bank.path + "/rivals", "--rounds", "1",
        "--pipeline",
        bank.pipeline, "--python", Self.python,
      ])
    #expect(ended.status == 0, "\(ended.errors)")
    let compared = try #require(ended.output.firstMatch(of: /Sums: ([0-9]+) figures compared, ([0-9]+) differ/))
    #expect(try #require(Int(compared.1)) > 150 && compared.2 == "0", "\(ended.errors)")
    for rival in ["DuckDB", "sqlite3", "Python"] {
      #expect(ended.output.contains("| \(rival) |") || ended.errors.contains("skipped: \(rival)"), "\(rival)")
    }
    #expect(ended.output.contains("| next night, with a day of rows | CustomerMart |"))
  }

  @Test("a sum that one of them has otherwise is told, and ends with 1")
  func difference() throws {
    let asked = """
      import sys; sys.path.insert(0, 'Benchmarks/peers'); import agreement
      print(agreement.differences({'ours': {'a': 1}, 'x': {'a': 1, 'b': 2}, 'y': {'a': 3, 'b': 2, 'c': 4}}))
      """
    let told = try Program.system("python3", ["-c", asked])
    #expect(told.output == "['a: ours 1, x 1, y 3', 'c: told by y alone']\n", "\(told.errors)")
  }
}
