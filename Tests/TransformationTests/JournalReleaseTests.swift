import MartStore
import Testing
import Transformation

private typealias Row = JournalFixture.Row

/// What a snapshot says of a key when rows that were put aside are accepted later.
@Suite("released rows of the journal") struct JournalReleaseTests {
  private static let history = "SELECT cust_no, grade, valid_from, valid_to FROM stg_person ORDER BY 1, 3"

  private func person(_ number: Int64, _ grade: String, rule: String? = nil) -> Row {
    Row(["cust_no": .integer(number), "name": "n", "grade": .text(grade), "limit_fen": 1], rule: rule)
  }

  /// Days of a snapshot of two keys, of which the second is put aside on some; then those days released together.
  private func history(_ days: [(date: String, grade: String, aside: Bool)], releasing: [String]) throws -> [String] {
    let bank = try JournalFixture()
    for (index, day) in days.enumerated() {
      let rows = [person(1, "A"), person(2, day.grade, rule: day.aside ? "DQ-12" : nil)]
      try bank.append([try bank.stage("person", day.date, rows)], generation: Int64(index + 1))
    }
    let again = try days.filter { releasing.contains($0.date) }.map { day in
      let path = try bank.stage("person", day.date, [person(1, "A"), person(2, day.grade)])
      let store = try Store(path, .scratch)
      try store.use { try $0.execute("DELETE FROM row WHERE line_no = 1; DELETE FROM secret WHERE line_no = 1") }
      try store.close()
      return path
    }
    try Journal(bank.state).release(again, generation: Int64(days.count + 1))
    return try bank.rows(Self.history)
  }

  @Test("put aside on all days and released on all: as if they had been accepted")
  func allDays() throws {
    let days = [("2024-09-01", "B", true), ("2024-09-02", "B", true), ("2024-09-03", "C", true)]
    #expect(
      try history(days, releasing: days.map(\.0)) == [
        "1|A|2024-09-01|9999-12-31", "2|B|2024-09-01|2024-09-03", "2|C|2024-09-03|9999-12-31",
      ])
  }

  @Test("put aside for a while: the days before and after are as they were told")
  func forAWhile() throws {
    let days = [
      ("2024-09-01", "B", false), ("2024-09-02", "X", true), ("2024-09-03", "X", true), ("2024-09-04", "B", false),
    ]
    #expect(
      try history(days, releasing: ["2024-09-02", "2024-09-03"]) == [
        "1|A|2024-09-01|9999-12-31", "2|B|2024-09-01|2024-09-02", "2|X|2024-09-02|2024-09-04",
        "2|B|2024-09-04|9999-12-31",
      ])
  }

  @Test("released on one of two days: on the other the older state stays")
  func oneOfTwo() throws {
    let days = [("2024-09-01", "B", false), ("2024-09-02", "X", true), ("2024-09-03", "X", true)]
    #expect(
      try history(days, releasing: ["2024-09-02"]) == [
        "1|A|2024-09-01|9999-12-31", "2|B|2024-09-01|2024-09-02", "2|X|2024-09-02|2024-09-03",
        "2|B|2024-09-03|9999-12-31",
      ])
  }

  @Test("a delta's row takes its place among later changes")
  func delta() throws {
    let bank = try JournalFixture()
    func account(_ op: String, _ owner: String, rule: String? = nil) -> Row {
      Row(["op": .text(op), "account_no": "a", "owner": .text(owner), "limit_fen": 5], rule: rule)
    }
    try bank.append([try bank.stage("account", "2024-09-01", [account("I", "x")])], generation: 1)
    try bank.append([try bank.stage("account", "2024-09-02", [account("U", "y", rule: "DQ-12")])], generation: 2)
    try bank.append([try bank.stage("account", "2024-09-03", [account("U", "z")])], generation: 3)
    try Journal(bank.state).release(
      [try bank.stage("account", "2024-09-02", [account("U", "y")])], generation: 4)
    #expect(
      try bank.rows("SELECT owner, valid_from, valid_to FROM stg_account ORDER BY 2") == [
        "x|2024-09-01|2024-09-02", "y|2024-09-02|2024-09-03", "z|2024-09-03|9999-12-31",
      ])
    #expect(
      try bank.rows(
        "SELECT announced, accepted, quarantined, staged FROM restated_total WHERE measure = 'limit_fen' ORDER BY generation"
      ) == ["5|5|0|5", "5|5|0|5", "5|5|0|5"])
    try bank.state.cut(above: 3)
    #expect(try bank.rows("SELECT owner FROM stg_account ORDER BY valid_from") == ["x", "z"])
  }
}
