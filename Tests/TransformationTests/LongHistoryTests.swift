import MartStore
import Testing
import Transformation

private typealias Row = JournalFixture.Row

/// Forty years of a personal test: one snapshot a year, with years left out, people who come back, and slow changes.
@Suite("forty years of yearly snapshots") struct LongHistoryTests {
  @Test(
    "have as many versions as a count of changes finds, whatever the order in which the years arrive",
    arguments: [1, 2, 3] as [UInt64])
  func versions(seed: UInt64) throws {
    var random = Seeded(state: seed)
    var years: [(date: String, rows: [Int64: String])] = []
    var state: [Int64: String] = [:]
    for year in 1985..<2025 where Int.random(in: 0..<10, using: &random) > 0 {
      for person in Int64(1)...60 {
        switch Int.random(in: 0..<20, using: &random) {
        case 0: state[person] = nil
        case 1...3: state[person] = ["A", "B", "C", "D"].randomElement(using: &random)
        default: break
        }
      }
      years.append(("\(year)-12-31", state))
    }
    var changes = 0
    for (before, after) in zip([[:]] + years.map(\.rows), years.map(\.rows)) {
      changes += after.count { before[$0.key] != $0.value }
    }
    let bank = try JournalFixture()
    for (index, year) in years.shuffled(using: &random).enumerated() {
      let rows = year.rows.keys.sorted().map {
        Row(["cust_no": .integer($0), "name": "n", "grade": .text(year.rows[$0] ?? ""), "limit_fen": 1])
      }
      try bank.append([try bank.stage("person", year.date, rows)], generation: Int64(index + 1))
    }
    let told = try bank.rows("SELECT COUNT(*), SUM(is_current), COUNT(DISTINCT cust_no) FROM stg_person")
    #expect(told == ["\(changes)|\(state.count)|\(Set(years.flatMap(\.rows.keys)).count)"], "seed \(seed)")
    #expect(try bank.rows("SELECT * FROM stg_person WHERE valid_from >= valid_to").isEmpty)
  }
}
