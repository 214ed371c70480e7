import Foundation
import MartTesting
import Testing

/// The table of all figures, `mart metric --all`, which `make kpi` prints.
@Suite("all figures side by side") struct FiguresTests {
  /// What the table says as JSON, held by Python against truth.json, the mart and (at 1:10,000) the interview.
  static func hold(_ bank: BankHome, headlines: Bool) throws -> Program.Ended {
    let board = try bank.mart(["metric", "--all", "--expect", bank.path + "/truth.json", "--strict", "--json"])
    #expect(board.status == 0, "\(board.errors)")
    let file = bank.path + "/board.json"
    try Data(board.output.utf8).write(to: URL(fileURLWithPath: file))
    let words = headlines ? " headlines" : ""
    return try Program.system("sh", ["-c", "python3 Tests/Oracles/figures.py '\(bank.path)'\(words) < '\(file)'"])
  }

  private func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  @Test("make kpi shows every figure of the small bank beside the planted one, and none differs")
  func smallBank() throws {
    let (empty, bank) = (try BankHome(), try BankHome(after: .all))
    func kpi(_ home: BankHome) throws -> Program.Ended {
      let options = ["HOME_DIR=\(home.path)", "BIN=\(Program.folder)"]
      return try Program.system("make", ["-s", "-C", Program.repository, "kpi"] + options)
    }
    let early = try kpi(empty)
    #expect(early.status != 0 && early.errors.contains("there is no mart in '\(empty.path)' yet"), "\(early.errors)")
    let unpublished = try empty.mart(["metric", "--all"])
    #expect(unpublished.status == 64 && unpublished.errors.contains("run `mart run"), "\(unpublished.errors)")

    let held = try Self.hold(bank, headlines: false)
    #expect(held.status == 0 && held.output.contains(" 0 wrong"), "\(held.output)\(held.errors)")
    let orgs = try Program.system("python3", ["Tests/Oracles/orgs.py", bank.path])
    #expect(orgs.status == 0 && orgs.output.contains(" 0 wrong"), "\(orgs.output)\(orgs.errors)")
    let one = try bank.mart(["metric", "K01", "--org", "11"])
    #expect(one.status == 0 && one.output.split(separator: "\n").filter { $0.hasPrefix("K01 ") }.count == 1, "\(one)")
    #expect(try bank.mart(["metric", "K01", "--org", "all", "--json"]).output.split(separator: "\n").count > 30)
    let board = try kpi(bank)
    #expect(board.status == 0, "\(board.errors)")
    let lines = board.output.split(separator: "\n").map(String.init)
    let last = try #require(lines.last?.wholeMatch(of: /(\d+) figures, 0 differ/))
    let ids = lines.filter { $0.hasPrefix("K") }.map { String($0.prefix { $0 != " " }) }
    #expect(String(ids.count) == last.1 && Set(ids).count == ids.count && ids == ids.sorted())
    #expect(
      lines.contains { $0.contains(#/^K01 +Customers +个人客户数 +persons += 7\.55亿户 +755 +755 +0 +\d+ +\d+$/#) }, "\(lines)"
    )
  }

  @Test(
    "a figure that is not as expected is counted, and with --strict refused; a file that says nothing is the asker's")
  func differing() throws {
    let bank = try BankHome(after: .all)
    let file = bank.path + "/expected.json"
    func ask(_ text: String, _ flags: String...) throws -> Program.Ended {
      try write(text, to: file)
      return try bank.mart(["metric", "--all", "--expect", file] + flags)
    }
    let expected = #"{"as_of": "2024-06-30", "metrics": {"K01": 750, "K24.yoy_bp": null, "K31": null, "K99": 1}}"#
    let board = try ask(expected)
    #expect(board.status == 0 && board.output.hasSuffix(" figures, 3 differ\n"), "\(board.output.suffix(99))")
    #expect(board.output.contains(#/\nK01 .* 750 +755 +5 /#), "\(board.output.prefix(400))")
    #expect(board.output.contains(#/\nK99 .* 1 +- +- +- +-\n/#), "\(board.output)")
    #expect(
      board.errors.contains("the mart is of 2024-09-30, the expected numbers are of 2024-06-30"), "\(board.errors)")
    #expect(try ask(expected, "--strict").status == 65)
    #expect(try ask(#"{"metrics": {"K01": 755}}"#, "--strict").output.hasSuffix(" figures, 0 differ\n"))
    let plain = try bank.mart(["metric", "--all"])
    #expect(plain.status == 0 && plain.output.hasSuffix(" figures\n"), "\(plain.output.suffix(99))")
    for text in ["", "{}", #"{"metrics": {"K01": 7.5}}"#, #"{"metrics": [1]}"#] {
      let wrong = try ask(text)
      #expect(wrong.status == 64 && wrong.errors.contains("expected.json: error: "), "\(text): \(wrong.errors)")
    }
    #expect(try bank.mart(["metric"]).status == 64 && bank.mart(["metric", "K01", "--all"]).status == 64)
    #expect(try bank.mart(["metric", "K01", "--expect", file]).status == 64)
    #expect(try bank.mart(["metric", "--all", "--strict"]).status == 64)
  }
}
