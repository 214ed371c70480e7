import Foundation
import MartTesting
import Testing

/// The whole road on real processes; what the mart says is read back by Python and grep, not by our own code.
@Suite("the first nights of a bank") struct FirstNightsTests {
  /// A bank at 1:20,000; with `make truth` at 1:10,000 (decision 0068).
  private static let customers = ProcessInfo.processInfo.environment["TRUTH"].flatMap(Int.init) ?? 37_750

  @Test("every number of truth.json is the mart's, and every figure; rows lead to lines, nothing personal leaves")
  func fullBank() throws {
    let bank = try BankHome(customers: Self.customers)
    // All that came until the last day but one in one night, and a usual night after it.
    let ran = try bank.mart(["run", "--from", "2024-09-29", "--to", "2024-09-30"])
    #expect(ran.status == 0 && ran.output.isEmpty && ran.errors.isEmpty, "silent under a scheduler: \(ran.errors)")
    #expect(bank.current == "2024-09-30.1")

    let truth = try Program.system("python3", ["Tests/Oracles/truth.py", bank.path])
    #expect(truth.status == 0, "\(truth.output)\(truth.errors)")
    // What was said of the bank was said at 1:10,000.
    let figures = try FiguresTests.hold(bank, headlines: Self.customers == 75_500)
    #expect(figures.status == 0 && figures.output.contains(" 0 wrong"), "\(figures.output)\(figures.errors)")

    let mart = Program.folder + "/mart"
    let trace = try Program.system("python3", ["Tests/Oracles/trace.py", mart, bank.path, bank.pipeline, "40"])
    #expect(trace.status == 0 && trace.output.contains("40 rows traced, 0 wrong"), "\(trace.output)\(trace.errors)")

    let log = bank.path + "/run.log"
    let again = try bank.mart(["run", "--verbose"])
    try Data((ran.errors + again.errors).utf8).write(to: URL(fileURLWithPath: log))
    #expect(again.errors.contains("nothing to do"), "\(again.errors)")
    let leaks = try Program.system("sh", ["Tests/Oracles/leaks.sh", bank.path, log])
    #expect(leaks.status == 0, "\(leaks.output)\(leaks.errors)")
  }

  @Test("the committed small bank is what the generator makes today")
  func committedBank() throws {
    let folder = try ScratchHome()
    let made = try Program("sample-bank").run([
      "--customers", "755", "--history", "short", "--out", folder.path + "/bank",
    ])
    #expect(made.status == 0, "\(made.errors)")
    let same = try Program.system(
      "diff", ["-rq", "--exclude=README.md", Program.repository + "/SampleData", folder.path + "/bank"])
    #expect(same.status == 0 && same.output.isEmpty, "\(same.output)")
  }

  @Test("two runs into two homes give equal bytes of mart, outbox and quarantine")
  func equalBytes() throws {
    let first = try BankHome(customers: 3020)
    let second = try BankHome(landingOf: first)
    #expect(try first.mart(["run"]).status == 0)
    #expect(try second.mart(["run", "--jobs", "1"]).status == 0)
    let bytes = try first.bytes()
    #expect(bytes.contains("./mart.sqlite") && bytes.contains("./outbox/management/E07_KPI_BOARD_v1_20240930.csv.gz"))
    #expect(try bytes == second.bytes())
  }

  @Test("killed at twenty points and run again, the mart is the same to the byte; what readers saw was always whole")
  func killed() throws {
    let calm = try BankHome(customers: 755)
    let took = try calm.mart(["run"])
    #expect(took.status == 0, "\(took.errors)")
    let shaken = try BankHome(landingOf: calm)
    for point in 1...20 {
      _ = try shaken.mart(["run"], killedAfter: took.seconds * Double(point) / 21)
      if !shaken.current.isEmpty {
        let seen = try shaken.mart(["query", "SELECT COUNT(*) FROM meta_table", "--format", "csv"])
        #expect(seen.status == 0 && seen.output.hasPrefix("COUNT(*)\n"), "after kill \(point): \(seen.errors)")
      }
      // Each point strikes a home that is not yet finished.
      if shaken.current == calm.current { try shaken.forget() }
    }
    let last = try shaken.mart(["run"])
    #expect(last.status == 0, "\(last.errors)")
    #expect(try shaken.bytes() == calm.bytes())
  }
}
