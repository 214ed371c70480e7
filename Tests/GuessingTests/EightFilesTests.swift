import Contracts
import Foundation
import MartTesting
import Testing

/// What python3 counted in a file that it made.
private struct Expected: Decodable {
  var rows: Int
  var sums: [String: Int]
  var vaulted: [String]
  var secrets: [String]
}

@Suite("eight files of eight systems") struct EightFilesTests {
  private let bank: Bank
  private let folder: String
  private let expected: [String: Expected]

  init() throws {
    bank = try Bank()
    folder = bank.home.file("files")
    let made = try Program.system("python3", ["Tests/Oracles/guessing.py", folder])
    #expect(made.status == 0, "\(made.errors)")
    let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/expected.json"))
    expected = try JSONDecoder().decode([String: Expected].self, from: data)
  }

  @Test("guessed contracts run unedited to a published mart with the rows, sums and classes that were counted apart")
  func unedited() throws {
    #expect(expected.count == 8)
    var feeds: [String: Feed] = [:]
    for file in expected.keys.sorted() {
      let guessed = try bank.guess("\(folder)/\(file)")
      #expect(guessed.status == 0, "\(file): \(guessed.errors)")
      #expect(!guessed.errors.contains("WRONG"), "\(file): \(guessed.errors)")
      let name = try #require(guessed.output.firstMatch(of: /feeds\/(\w+)\.yaml/)).1
      let contract = try bank.text("feeds/\(name).yaml")
      feeds[file] = try Feed.read(contract, file: "\(name).yaml")
      // What is said at the terminal stands in the contract too.
      let comments = contract.split(separator: "\n").filter { $0.contains("# ") }.joined().filter(\.isLetter)
      for line in guessed.errors.split(separator: "\n") where line.hasPrefix("? ") {
        let said = (line.split(separator: ": ", maxSplits: 1).last ?? line).filter(\.isLetter)
        #expect(comments.contains(said.suffix(40)), "\(file): \(line)")
      }
      // Personal data is shown nowhere.
      let shown = try guessed.output + guessed.errors + contract + bank.text("reference/codes.csv")
      for secret in expected[file]?.secrets ?? [] { #expect(!shown.contains(secret), "\(file) shows personal data") }
    }
    let checked = try bank.mart(["check", "--pipeline", bank.pipeline])
    #expect(checked.output.contains("8 feeds, 8 models"), "\(checked.errors)")
    let ran = try bank.run()
    #expect(ran.status == 0, "\(ran.errors)")
    for (file, feed) in feeds { try compare(file, feed) }
    #expect(try bank.cell("SELECT COUNT(*) FROM meta_conservation WHERE difference <> 0") == "0")
    // Nor does anything of it stand in the mart or its report.
    for published in ["mart.sqlite", "report.html"] {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: bank.data + "/current/" + published))
      for secret in expected.values.flatMap(\.secrets) {
        #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(published) holds personal data")
      }
    }
  }

  private func compare(_ file: String, _ feed: Feed) throws {
    let expected = try #require(expected[file])
    let table = (feed.delivery == .events ? "fact_" : "dim_") + feed.name
    #expect(try bank.cell("SELECT COUNT(*) FROM \(table)") == "\(expected.rows)", "\(file)")
    func column(_ source: String) throws -> Column {
      try #require(
        feed.columns.first { $0.source == source || $0.name.contains("_\(source)_") || $0.name == source },
        "\(file): \(source)")
    }
    for (source, sum) in expected.sums {
      let column = try column(source)
      #expect(column.type == .money, "\(file): \(source)")
      #expect(try bank.cell("SELECT SUM(\(column.name)) FROM \(table)") == "\(sum)", "\(file): \(source)")
    }
    for source in expected.vaulted { #expect(try column(source).dataClass.isVaulted, "\(file): \(source)") }
  }

  @Test("formats, keys and roles are what their makers meant")
  func forms() throws {
    func feed(_ file: String) throws -> Feed {
      let guessed = try bank.mart(["guess", "\(folder)/\(file)"])
      #expect(guessed.status == 0, "\(file): \(guessed.errors)")
      let name = try #require(guessed.output.firstMatch(of: /feed: (\w+)/)).1
      return try Feed.read(guessed.output, file: "\(name).yaml")
    }
    let customers = try feed("customers_20240930.csv")
    #expect(
      customers.delivery == .snapshot && customers.key == ["cust_no"]
        && customers.column("cust_no")?.token == "customer")
    #expect(customers.column("id_no")?.dataClass == .sensitive && customers.column("gender")?.dataClass == .personal)
    let balances = try feed("zhye_20240930.txt")
    #expect(balances.format.encoding == .gb18030 && balances.format.separator == Array("|+|".utf8))
    #expect(balances.delivery == .snapshot && balances.key == ["account_no"])
    let moves = try feed("card_moves_20240930.dat")
    #expect(moves.format.separator == [1] && moves.format.header == .none && moves.businessDateColumn?.name == "c3")
    #expect(moves.column("c2")?.check == "luhn" && moves.column("c2")?.token == "card")
    let complaints = try feed("complaints_20240930.csv")
    #expect(complaints.format.quoted && complaints.key == ["complaint_id"])
    let events = try feed("events_20240930.jsonl")
    #expect(events.format.kind == .jsonLines && events.column("is_new")?.type == .flag)
    let positions = try feed("positions_20240930.psv.gz")
    #expect(positions.file.isGzip && positions.key == ["position_no", "ccy"] && positions.format.dates == .dotted)
    #expect(positions.column("market_value_minor")?.currencyColumn == "ccy")
    let loans = try feed("loans_20240930.tsv")
    #expect(loans.format.separator == [9] && loans.delivery == .delta && loans.format.money == .minor)
  }
}
