import Foundation
import MartTesting
import Testing

/// A file that is hard to tell, and the words that must be said of it.
private struct Hard: CustomTestStringConvertible, Sendable {
  var name: String
  var bytes: [UInt8]
  var said: [String]
  var isRefused = false
  var testDescription: String { name }

  init(_ name: String, _ text: String, _ said: String..., isRefused: Bool = false) {
    (self.name, bytes, self.said, self.isRefused) = (name, Array(text.utf8), said, isRefused)
  }

  static func lines(_ head: String, _ count: Int = 100, _ line: (Int) -> String) -> String {
    head + (1...count).map { line($0) + "\n" }.joined()
  }

  /// Digits of a phone that no person has.
  static func phone(_ number: Int) -> String { "1380000" + "\(number + 1000)" }

  static let all = [
    Hard(
      "pay_20240930.jsonl", lines("") { "{\"id\": \($0), \"amount\": \($0).5}" },
      "WRONG: amount: JSON numbers with a point", "0 sound"),
    Hard(
      "tot_20240930.csv", lines("id,amount\n") { "\($0),\($0).00" } + "TOTAL,100,5050.00\n",
      "the last line has 3 fields instead of 2", "in line 102"),
    Hard("sum_20240930.csv", lines("id,amount\n") { "\($0),\($0)00" }, "amounts without a point", "CNY was assumed"),
    Hard(
      "euro_20240930.csv", lines("id;betrag;datum\n") { "\($0);1.\(100 + $0),50;0\($0 % 9 + 1)/09/2024" },
      "betrag: numbers with marks for people", "datum: dates in a form that contracts do not read"),
    Hard(
      "stamp_20240930.csv", lines("id,stamp\n") { "\($0),2024-09-30 10:00:\(10 + $0 % 50)" },
      "stamp: times without an offset"),
    Hard(
      "null_20240930.csv", lines("id,points\n") { "\($0),\($0 % 3 == 0 ? "NULL" : "\($0)")" },
      "points: most values are numbers, but 33 of 100 are not"),
    Hard(
      "rate_20240930.csv", lines("id,rate\n") { "R\($0),0.0\($0)" }, "rate: numbers with decimals that are no money"),
    Hard("key_20240930.csv", lines("a,b\n") { "\($0 % 3),\($0 % 2)" }, "WRONG: no key was found"),
    Hard(
      "text_20240930.csv", lines("note_id,words\n") { "N\($0),please call \(phone($0)) now" },
      "words: 100 texts hold what looks like a phone"),
    Hard(
      "mix_20240930.csv", lines("id,via\n") { "\($0),\($0 % 2 == 0 ? phone($0) : "counter")" },
      "via: 50 of 100 values look like phones"),
    Hard(
      "undated.csv", lines("id,txn_date\n") { "\($0),2024-09-0\($0 % 9 + 1)" }, "name holds no date",
      "2024-09-09 was taken from the last day in txn_date"),
    Hard("quote_20240930.csv", lines("id;w\n", 3_000) { "\($0);w\($0)" } + "3001;\"a;b\"\n", "3001 sound, 0 not"),
    Hard(
      "bad_20240930.csv", lines("id,day_opened\n", 300) { "\($0),\($0 == 7 ? "2024-02-30" : "2024-02-11")" },
      "day_opened: not a date", "in line 8", "day_opened: 1 of 300 values are no such dates"),
    Hard(
      "ends_20240930.txt", lines("acct_no|amt|\n") { "A\($0)|\($0).10|" }, "c3: it is empty in all rows",
      "100 sound, 0 not"),
    Hard("few_20240930.csv", "a,b,c\n1,2,3\n", "1 row is too few"),
    Hard(
      "twin_20240930.csv", lines("a,b,a\n") { "\($0),\($0),x" }, "columns 1 and 3 have the same name", isRefused: true),
    Hard("fixed_20240930.txt", lines("") { "A\(10_000_000 + $0)    NORTH     " }, "fixed width", isRefused: true),
    Hard("empty_20240930.csv", "", "the file is empty", isRefused: true),
    Hard("head_20240930.csv", "a,b,c\n", "no row that can be read", isRefused: true),
    Hard("wide_20240930.csv", "a\0,\0b\0\n\0", "bytes 0", isRefused: true),
    Hard("pack_20240930.csv", "PK\u{3}\u{4}....", "compressed by zip", isRefused: true),
  ]
}

@Suite("what a guess is not sure of") struct DoubtTests {
  @Test("is said at the terminal, with counts and lines and without a value", arguments: Hard.all)
  private func said(_ hard: Hard) throws {
    let bank = try Bank()
    let guessed = try bank.mart(["guess", try bank.file(hard.name, hard.bytes)])
    #expect(guessed.status == (hard.isRefused ? 65 : 0), "\(guessed.errors)")
    for words in hard.said { #expect(guessed.errors.contains(words), "\(guessed.errors)\n\(guessed.output)") }
    #expect(!(guessed.errors + guessed.output).contains("1380000"), "a phone is shown")
  }

  @Test("letters of Latin-1 are neither UTF-8 nor GB18030, and it is said how to go on")
  func latin() throws {
    let bank = try Bank()
    let line = Array("1,Caf".utf8) + [0xE9, 0x0A]
    let guessed = try bank.mart(["guess", try bank.file("latin_20240930.csv", (0..<40).flatMap { _ in line })])
    #expect(guessed.status == 65 && guessed.errors.contains("iconv -f"), "\(guessed.errors)")
  }

  @Test("wishes overrule judgement: header, delivery, currency, date and the feed's name")
  func wishes() throws {
    let bank = try Bank()
    let path = try bank.file("x.csv", Hard.lines("one,two\n") { "\($0),\($0).25" }.utf8)
    let guessed = try bank.mart([
      "guess", path, "--header", "no", "--delivery", "events", "--currency", "EUR", "--date", "2024-05-06", "--feed",
      "mine",
    ])
    #expect(
      guessed.errors.contains("101 rows of 2024-05-06") && !guessed.errors.contains("was assumed"), "\(guessed.errors)")
    for line in ["feed: mine", "delivery: events", "business_date: control", "currency: EUR"] {
      #expect(guessed.output.contains(line), "\(guessed.output)")
    }
    #expect(!guessed.output.contains("header:"))
    #expect(try bank.mart(["guess", path, "--currency", "euro"]).status == 64)
    #expect(try bank.mart(["guess", path, "--model"]).status == 64)
  }

  @Test("a header and a trailer inside the file become an envelope, its total the sum that it is of")
  func envelope() throws {
    let bank = try Bank()
    let rows = (1...60).map { "K\(1000 + $0)|\($0).25\n" }.joined()
    let text = "HDR|20240930|1\n" + rows + "TRL|60|1845.00\n"
    let guessed = try bank.guess(try bank.file("env_20240930.dat", text.utf8))
    #expect(guessed.status == 0 && !guessed.errors.contains("WRONG"), "\(guessed.errors)")
    #expect(
      try bank.text("feeds/env.yaml").contains(
        "control: { form: envelope, rows: count, amount_c2_fen: SUM(amount_c2_fen) }"))
    let ran = try bank.run()
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(try bank.cell("SELECT SUM(amount_c2_fen) FROM dim_env") == "184500")
    let other = try bank.guess(try bank.file("odd_20240930.dat", text.replacing("1845.00", with: "1845.01").utf8))
    #expect(other.errors.contains("WRONG: 1 of the trailer's totals is the sum of no column"), "\(other.errors)")
  }
}
