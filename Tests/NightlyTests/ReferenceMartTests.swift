import Foundation
import MartCore
import MartTesting
import Testing

/// A second trade is a second folder: four public data sets, as they were published, through the same programs.
@Suite("a second trade with real files") struct ReferenceMartTests {
  let folder: ScratchHome
  let home: String
  let pipeline: String

  init() throws {
    folder = try ScratchHome()
    home = folder.file("home")
    pipeline = folder.file("reference/pipeline")
    let files = FileManager.default
    try files.createDirectory(atPath: folder.file("reference"), withIntermediateDirectories: true)
    try files.createDirectory(atPath: home + "/landing", withIntermediateDirectories: true)
    try files.copyItem(atPath: Self.fixture + "/pipeline", toPath: pipeline)
    try BankHome.writeTestKey(to: folder.file("reference"), name: "reference.key")
  }

  static let fixture = Program.repository + "/Tests/Fixtures/reference-mart"

  /// Copies a published file into landing under a delivery's name, with a control of what its SOURCE.md states.
  private func land(_ file: String, as name: String, _ date: String, rows: Int, _ totals: String = "") throws {
    let stem = "\(home)/landing/\(name)_\(date.replacingOccurrences(of: "-", with: ""))"
    let suffix = "." + (file as NSString).pathExtension
    try FileManager.default.copyItem(atPath: "\(Self.fixture)/files/\(file)", toPath: stem + suffix)
    try Data("business_date=\(date)\nrows=\(rows)\n\(totals)".utf8).write(to: URL(fileURLWithPath: stem + ".ctl"))
  }

  private func landEverything() throws {
    // Days and days off of each year; 678 and 545 in all, as SOURCE.md states.
    let years = try Program.system(
      "python3",
      [
        "-c",
        "import json;[print(y,len(d),sum(x['isOffDay'] for x in d)) for y in range(2007,2028) "
          + "for d in [json.load(open(f'\(Self.fixture)/files/holiday-cn/{y}.json'))['days']]]",
      ])
    for line in years.output.split(separator: "\n") {
      let numbers = line.split(separator: " ").compactMap { Int($0) }
      try land(
        "holiday-cn/\(numbers[0]).json", as: "holiday", "\(numbers[0] - 1)-11-01", rows: numbers[1],
        "total.off=\(numbers[2])\n")
    }
    try land("currency/codes-all.csv", as: "codes-all", "2026-11-01", rows: 449, "total.withdrawn=169\n")
    try land("mcc/mcc_codes.csv", as: "mcc_codes", "2026-11-01", rows: 981)
    try land("china-divisions/provinces.csv", as: "provinces", "2026-11-01", rows: 31)
    try land("china-divisions/cities.csv", as: "cities", "2026-11-01", rows: 342)
    try land("china-divisions/areas.csv", as: "areas", "2026-11-01", rows: 2978)
  }

  private func mart(_ arguments: [String]) throws -> Program.Ended {
    try Program("mart").run(arguments + ["--home", home, "--pipeline", pipeline])
  }

  /// The answer of the sqlite3 shell, as text.
  private func ask(_ sql: String) throws -> String {
    try Program.system("sqlite3", ["-readonly", home + "/current/mart.sqlite", sql]).output
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  @Test(
    "currencies, merchant categories, divisions and holidays become a mart with the counts that their sources state")
  func counts() throws {
    try landEverything()
    let ran = try mart(["run", "--verbose"])
    #expect(ran.status == 0, "\(ran.errors)")
    let expected = [
      "SELECT COUNT(*), SUM(withdrawn) FROM currency_country": "449|169",
      "SELECT COUNT(*), COUNT(DISTINCT alphabetic_code) FROM currency_country WHERE withdrawn = 0 AND alphabetic_code <> '-'":
        "277|178",
      "SELECT COUNT(*), SUM(mcc < '1') FROM merchant_category": "981|3",
      "SELECT group_concat(n) FROM (SELECT COUNT(*) AS n FROM division GROUP BY level ORDER BY level)": "2978,342,31",
      "SELECT COUNT(*), SUM(is_off), MIN(year), MAX(year) FROM holiday_day": "678|545|2006|2026",
      "SELECT COUNT(*) FROM meta_quarantine": "0",
      "SELECT SUM(difference) FROM meta_conservation": "0",
      "SELECT value FROM figure WHERE kpi_id = 'D01'": "2978",
    ]
    for (question, answer) in expected { #expect(try ask(question) == answer, "\(question)") }
  }

  @Test("a name with a quote, a comma or an accent in it arrives as it was published")
  func texts() throws {
    try landEverything()
    #expect(try mart(["run"]).status == 0)
    #expect(try ask("SELECT COUNT(*) FROM currency_country WHERE entity = 'ÅLAND ISLANDS'") == "2")
    #expect(
      try ask("SELECT COUNT(*) FROM currency_country WHERE entity LIKE 'SISTEMA UNITARIO%\"SUCRE\"%'") == "1")
    #expect(try ask("SELECT name FROM division WHERE code = '110101'") == "东城区")
  }

  @Test("a traced holiday is the line of the published JSON in which it stands")
  func trace() throws {
    try landEverything()
    #expect(try mart(["run"]).status == 0)
    let told = try mart(["trace", "holiday_day", "2024-10-01"])
    #expect(told.status == 0, "\(told.errors)")
    let place = told.output.split(separator: "\n").first?.split(separator: ":") ?? []
    let line = try #require(place.last.flatMap { Int($0) })
    let raw = try String(contentsOfFile: "\(home)/landing/\(place[0])", encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(raw[line - 1].contains("{") && raw[line...(line + 2)].contains { $0.contains("2024-10-01") })
  }
}
