import Foundation
import MartCore
import MartTesting
import Testing

/// The committed bank's first night, with two rows added to its loan customers: one bears another's valid document under a
/// name that does not fit, the other the name and phone of a customer and a mistyped document.
private struct StewardBank {
  let bank: BankHome

  init() throws {
    bank = try BankHome()
    let removed = try Program.system(
      "sh", ["-c", "cd '\(bank.path)/landing' && ls | grep -v -e 20231231 -e 2023-12-31 | xargs rm"])
    guard removed.status == 0 else { throw Failure(.internal, removed.errors, remedy: "look at the test") }
    let file = bank.landing("cif_loan_2023-12-31.csv")
    var lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
    var (alias, mistyped) = (cells(lines[1]), cells(lines[2]))
    (alias[1], alias[2]) = ("LC9000000001", "欧阳测")
    mistyped[1] = "LC9000000002"
    let last = mistyped[6].last == "0" ? "1" : "0"
    mistyped[6] = mistyped[6].dropLast() + last
    lines += [alias.joined(separator: ","), mistyped.joined(separator: ",")]
    try (lines.joined(separator: "\n") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
    let control = bank.landing("cif_loan_2023-12-31.ctl")
    let text = try String(contentsOfFile: control, encoding: .utf8)
    try text.replacing("=60", with: "=62").write(toFile: control, atomically: true, encoding: .utf8)
  }

  private func cells(_ line: String) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// One value of a query on a file of the home, by the sqlite3 shell.
  func value(_ file: String, _ sql: String) throws -> String {
    let asked = try Program.system("sqlite3", ["-readonly", bank.path + "/" + file, sql])
    #expect(asked.status == 0, "\(asked.errors)")
    return asked.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

@Suite("a steward at work") struct StewardTests {
  @Test("a question is listed, shown, answered, taken in by the next night, kept by later ones, and taken back")
  func answers() throws {
    let desk = try StewardBank()
    let bank = desk.bank
    let first = try bank.mart(["run"])
    #expect(first.status == 0, "\(first.errors)")
    let page = try String(contentsOfFile: bank.path + "/current/report.html", encoding: .utf8)
    #expect(
      page.contains("<td>D2 one document, names that do not fit 同证异名</td><td>not weighed</td><td class=\"n\">1</td>"))
    #expect(!page.contains("欧阳测"))
    let list = try bank.mart(["review", "--json"])
    let question = try #require(list.output.firstMatch(of: /"question": "([0-9A-Z]{6})", "rule": "D2"/)).1
    #expect(list.output.components(separatedBy: "\"question\"").count == 2, "\(list.output)")
    // The two share phone and address, so they may be a family (H1); nobody is joined for that.
    let families = try bank.mart(["review", "households", "--json"])
    #expect(
      families.output.contains(/"persons": 2, "share": "phone address", "parties": "\d+ \d+"/), "\(families.output)")
    #expect(try bank.mart(["review", "households", "--most", "1"]).status == 64)
    let shown = try bank.mart(["review", "show", String(question)])
    #expect(shown.output.contains("asks: one valid document under names that do not fit"), "\(shown.errors)")
    #expect(!shown.output.contains("欧阳测") && shown.output.contains("•••"))
    let refused = try bank.mart(["review", "show", String(question), "--show-values"])
    #expect(refused.status == 65 && refused.errors.contains("terminal"), "\(refused.errors)")

    let persons = "SELECT COUNT(DISTINCT party_id) FROM id_xref WHERE valid_to = '9999-12-31'"
    let before = try desk.value("current/mart.sqlite", persons)
    #expect(try bank.mart(["review", "decide", String(question), "same"]).status == 0)
    #expect(try bank.mart(["review"]).output.contains("same, from the next night on"))
    let second = try bank.mart(["run"])
    #expect(second.status == 0 && bank.current == "2023-12-31.2", "\(second.errors)")
    #expect(try bank.mart(["review"]).output == "no questions wait\n")
    #expect(try Int(desk.value("current/mart.sqlite", persons)) == (Int(before) ?? 0) - 1)
    #expect(
      try !bank.mart(["review", "households", "--json"]).output.contains("phone address"), "one human shares with none")
    let party = try desk.value("current/mart.sqlite", "SELECT new_party_id FROM id_event WHERE rule = 'S1'")
    let told = try bank.mart(["explain", party])
    #expect(told.output.contains("S1") && told.output.contains("MERGE") && told.output.contains("founder"))
    #expect(!told.output.contains("欧阳测"))
    #expect(try bank.mart(["run", "--verbose"]).errors.contains("nothing to do"), "I7: nothing waits")

    let numbers = try #require(told.output.firstMatch(of: /S1 +(\w+:\d+) +(\w+:\d+)/))
    let undone = try bank.mart(["review", "undo", "\(numbers.1),\(numbers.2)"])
    #expect(undone.status == 0, "\(undone.errors)")
    #expect(try bank.mart(["run"]).status == 0 && bank.current == "2023-12-31.3")
    #expect(try desk.value("current/mart.sqlite", persons) == before)
    #expect(try bank.mart(["review"]).output.contains("D2"))
  }

  @Test("a mistyped document with the same name and phone is one party by D4; what it typed speaks for nobody")
  func mistyped() throws {
    let desk = try StewardBank()
    let bank = desk.bank
    #expect(try bank.mart(["run"]).status == 0)
    let number = try desk.value(
      "state/vault.sqlite", "SELECT src_cust_id FROM id_record WHERE spelled LIKE '%LC9000000002'")
    let party = try desk.value("current/mart.sqlite", "SELECT party_id FROM id_xref WHERE src_cust_id = \(number)")
    let told = try bank.mart(["explain", party])
    #expect(told.output.contains("D4") && told.output.contains("LOAN:\(number)"), "\(told.errors)")
    let golden = try #require(told.output.components(separatedBy: "values that speak for it").last)
    #expect(golden.contains("document") && !golden.contains("LOAN:\(number)"))
    let owner = try Program.system(
      "script",
      [
        "-qec",
        "\(Program.folder)/mart explain \(party) --show-values --home '\(bank.path)' --pipeline '\(bank.pipeline)'",
        "/dev/null",
      ])
    #expect(owner.status == 0 && owner.output.contains("430202195002142085"), "\(owner.output)")
  }

  @Test("answers that documents contradict, and questions that do not exist, are refused with the way out")
  func refusals() throws {
    let desk = try StewardBank()
    let bank = desk.bank
    #expect(try bank.mart(["review"]).status == 64)
    #expect(try bank.mart(["run"]).status == 0)
    let two = try desk.value(
      "state/vault.sqlite",
      "SELECT group_concat(src || ':' || src_cust_id, ',') FROM (SELECT src, src_cust_id FROM id_record WHERE src = 'LOAN' AND document LIKE 'resident|%' ORDER BY document DESC LIMIT 2)"
    )
    let same = try bank.mart(["review", "decide", two, "same"])
    #expect(same.status == 65 && same.errors.contains("two different valid documents"), "\(two) \(same.errors)")
    #expect(try bank.mart(["review", "decide", two, "perhaps"]).status == 64)
    #expect(try bank.mart(["review", "decide", "ZZZZZZ", "same"]).status == 64)
    #expect(try bank.mart(["review", "undo", two]).status == 64)
    #expect(try bank.mart(["explain", "1"]).status == 64)
  }

  @Test("the parties of the committed bank are its persons, and a model can be counted from it")
  func evaluation() throws {
    let bank = try StewardBank().bank
    #expect(try bank.mart(["run"]).status == 0)
    let figures = try bank.mart(["identity", "evaluate", bank.path + "/persons.csv"])
    #expect(figures.output.contains("wrong pairs  0\n"), "\(figures.errors)")
    #expect(figures.output.contains("numbers of which the list says nothing  2\n"))
    let out = bank.path + "/model.json"
    let trained = try bank.mart(["identity", "train", "--version", "t", "--out", out])
    #expect(trained.status == 0 && trained.errors.contains("pairs that a document joins"), "\(trained.errors)")
    let model = try String(contentsOfFile: out, encoding: .utf8)
    #expect(model.contains("\"version\" : \"t\"") && !model.contains("1380") && !model.contains("王"))
    let wrong = bank.pipeline + "/identity/model-1.json"
    try model.replacing("\"phone\"", with: "\"fax\"").write(toFile: wrong, atomically: true, encoding: .utf8)
    let refused = try bank.mart(["check"])
    #expect(refused.status == 78 && refused.errors.contains("made for other fields"), "\(refused.errors)")
  }
}
