import Foundation
import MartTesting

/// A rule of the retail bank's feeds, with what it says and the tests that name it.
struct RuleLine {
  let id: String
  let what: String
  /// What a person reads, or the part of it that never changes.
  let message: String
  /// `file: test`, at least one.
  let tests: [String]
}

/// Rules that the engine brings along, and a part of what each says; it stands verbatim in the sources.
enum EngineRules {
  static let all: [(id: String, what: String, message: String)] = [
    ("DL-01", "data without control, control without data, or neither", "has not landed"),
    (
      "DL-02", "rows, a total or the checksum differ from what is announced", "the file is not what is announced here; "
    ),
    ("DL-03", "the same bytes again for the same feed and date", "which counts; nothing is done twice"),
    ("DL-04", "other content without a higher sequence", "other content for "),
    ("DL-05", "business dates that disagree, or of the future", "the business date here is "),
    ("DL-06", "a gzip file that is cut, corrupt or too large", "the gzip file is truncated after "),
    ("DL-07", "a snapshot with far fewer rows than the last one", "the snapshot holds "),
    ("DL-08", "a header other than the contract's", "the header differs from the contract: "),
    ("DL-09", "too many rows of one delivery are bad", "more than the limits allow"),
    ("DL-10", "a name that no feed promises, a link, a folder", "no feed promises a file of this name"),
    ("DQ-01", "too few or too many fields", " fields instead of "),
    ("DQ-02", "a record of another length", "; a record has "),
    ("DQ-03", "nothing in a column that is required", "empty, but required"),
    ("DQ-04", "bytes that are no text", "not valid "),
    ("DQ-05", "a text that is too long", "longer than "),
    ("DQ-06", "no date or time, or a time without offset", "not a date "),
    ("DQ-07", "a business date after the delivery's", "later than the business date of the delivery"),
    ("DQ-08", "no integer, no amount, too many decimals", "more decimals than the currency has"),
    ("DQ-09", "an amount that is out of range", "out of range"),
    ("DQ-10", "one key twice in a file, with different rows", "the key stands twice in the file, with different rows"),
    (
      "DQ-11", "one key in two deliveries, with different rows",
      "another delivery has brought this key with another content"
    ),
    ("DQ-12", "a code that its list lacks", "not a code of the list "),
    ("DQ-13", "a code outside its time", " that does not hold on the business date"),
    ("DQ-14", "a deletion of a key that is not known", "a deletion of a key that is not known"),
    ("CIF-03", "a placeholder: kept, and binds nobody together", ""),
    (
      "CIF-04", "a document whose form or check character is wrong",
      "the document does not have the form or the check character"
    ),
    (
      "CIF-05", "sex or birth date other than the document's own",
      "differs from what the valid document's own digits tell"
    ),
    ("CRD-02", "a card number that fails the check of Luhn", "the check digit is wrong"),
  ]

  /// Rules of the contracts, of the bank's house.
  static let contracts = [
    "DQ-15", "DQ-16", "CIF-01", "CIF-02", "LNK-01", "TCH-01", "CRD-01", "FAC-01", "ORP-01", "BAL-01", "BAL-02",
    "POS-01", "ALL-01", "LON-01", "LON-02", "TXN-01", "TXN-02", "TXN-03", "DEP-01", "PEN-01", "INS-01", "PEN-02",
    "SUI-01", "GL-01",
  ]
}

/// Reads rules, messages and tests from the repository.
enum RulesPage {
  static let path = "Documentation/Rules.md"

  static func lines() throws -> [RuleLine] {
    let tests = try namedTests()
    let engine = EngineRules.all.map { rule in
      RuleLine(id: rule.id, what: rule.what, message: rule.message, tests: tests[rule.id] ?? [])
    }
    let reasons = try contractReasons()
    let contracts = EngineRules.contracts.map { id in
      RuleLine(id: id, what: reasons[id]?.feeds ?? "", message: reasons[id]?.because ?? "", tests: tests[id] ?? [])
    }
    return engine + contracts
  }

  static func page(_ lines: [RuleLine]) -> String {
    var text = """
      # Rules

      Every rule of the retail pipeline, what it says, and the tests that name it. A rule of the engine holds for every
      feed; one of the contracts for the feeds that are named. What a person reads goes on with numbers, columns and places,
      and never shows a value. This page is written from sources, contracts and tests: run the tests once with `RECORD=1`.

      | rule | what | what it says | tests |
      |---|---|---|---|

      """
    for line in lines {
      let said = line.message.trimmingCharacters(in: .whitespaces)
      text +=
        "| \(line.id) | \(line.what) | \(said.isEmpty ? "nothing" : said) | \(line.tests.joined(separator: ", ")) |\n"
    }
    return text
  }

  /// Names of test files that name a rule, by rule, without their suffix.
  private static func namedTests() throws -> [String: [String]] {
    var found: [String: Set<String>] = [:]
    let folder = Program.repository + "/Tests"
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) where name.hasSuffix("Tests.swift") {
      guard !name.hasPrefix("DocumentationTests") else { continue }
      let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
      for match in text.matches(of: /[A-Z]{2,3}-[0-9]{2}/) {
        let file = name.split(separator: "/").last.map { String($0.dropLast(6)) } ?? name
        found[String(match.output), default: []].insert(file)
      }
    }
    return found.mapValues { $0.sorted() }
  }

  /// The clause of each rule in the contracts, and the feeds, or the check, that have it.
  private static func contractReasons() throws -> [String: (feeds: String, because: String)] {
    var feeds: [String: Set<String>] = [:]
    var because: [String: String] = [:]
    let folder = Program.repository + "/Pipelines/retail"
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() {
      let isFeed = name.hasPrefix("feeds/") && name.hasSuffix(".yaml")
      guard isFeed || name.hasPrefix("checks/") && name.hasSuffix(".sql") else { continue }
      let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
      let file = name.split(separator: "/").last.map { String($0.split(separator: ".")[0]) } ?? name
      if isFeed {
        for match in text.matches(of: /id: ([A-Z]{2,3}-[0-9]{2})\b(?s:.*?)because: "([^"]*)"/) {
          feeds[String(match.output.1), default: []].insert(file)
          because[String(match.output.1)] = because[String(match.output.1)] ?? String(match.output.2)
        }
      } else if let match = text.firstMatch(of: /title: "?(.*?) \(([A-Z]{2,3}-[0-9]{2})\)/) {
        feeds[String(match.output.2), default: []].insert("check " + file)
        because[String(match.output.2)] = String(match.output.1)
      }
    }
    return because.reduce(into: [:]) { result, entry in
      result[entry.key] = ((feeds[entry.key] ?? []).sorted().joined(separator: ", "), entry.value)
    }
  }
}
