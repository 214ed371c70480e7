import Contracts
import MartCore
import MartStore
import Testing
import Transformation

private typealias Row = JournalFixture.Row

/// A small generator with a seed that a failing test prints.
struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}

private let days = (1...7).map { "2024-09-0\($0)" }

@Suite("history is a function of what was delivered, not of when it came") struct HistoryPropertyTests {
  private struct Delivery {
    var feed: String
    var date: String
    var sequence = 1
    var rows: [Row]
  }

  /// Appends deliveries one a generation, in this order, and returns what `query` shows then.
  private func play(_ deliveries: [Delivery], _ queries: [String]) throws -> [[String]] {
    let bank = try JournalFixture()
    for (index, delivery) in deliveries.enumerated() {
      let path = try bank.stage(delivery.feed, delivery.date, sequence: delivery.sequence, delivery.rows)
      try bank.append([path], generation: Int64(index + 1))
    }
    return try queries.map { try bank.rows($0) }
  }

  @Test("deltas and events in any order of arrival give the same history", arguments: 1...12)
  func anyOrder(seed: UInt64) throws {
    var random = Seeded(state: seed)
    let deliveries = days.flatMap { day in
      let accounts = (0..<Int.random(in: 0...5, using: &random)).map { _ in
        Row([
          "op": .text(["I", "U", "D"].randomElement(using: &random) ?? "U"),
          "account_no": .text(["a", "b", "c"].randomElement(using: &random) ?? "a"),
          "owner": .text(["x", "y"].randomElement(using: &random) ?? "x"), "limit_fen": 1,
        ])
      }
      let payments = (0..<3).map { index in
        Row([
          "id": .text("\(index)\(Int.random(in: 0...3, using: &random))"), "account_no": "a", "paid_on": .text(days[0]),
          "amount_fen": .integer(Int64.random(in: 1...2, using: &random)),
        ])
      }
      return [
        Delivery(feed: "account", date: day, rows: accounts), Delivery(feed: "payment", date: day, rows: payments),
      ]
    }
    let queries = [
      "SELECT * FROM stg_account ORDER BY account_no, valid_from", "SELECT * FROM stg_payment ORDER BY id",
      "SELECT * FROM j_outcome ORDER BY delivery_id, line_no, rule",
      "SELECT * FROM restated_total WHERE generation > 0",
    ].map {
      $0.split(separator: "* FROM restated_total").joined(separator: "delivery_id, accepted FROM restated_total")
    }
    let timely = try play(deliveries, queries)
    #expect(try play(deliveries.shuffled(using: &random), queries) == timely, "seed \(seed)")
    #expect(timely[0] == oracle(deliveries.filter { $0.feed == "account" }), "seed \(seed)")
  }

  /// What a delta means, the plain way: day by day over a dictionary.
  private func oracle(_ deliveries: [Delivery]) -> [String] {
    struct Version: Equatable {
      var owner: String
      var from: String
      var line: Int
    }
    var closed: [String] = []
    var open: [String: Version] = [:]
    func close(_ key: String, _ version: Version, _ to: String, current: Int) {
      let id = JournalFixture.deliveryID("account", version.from, 1)
      closed.append("\(key)|\(version.owner)|1|\(version.from)|\(to)|\(current)|\(id)|\(version.line)")
    }
    for delivery in deliveries {
      var today: [String: Version?] = [:]
      for (index, row) in delivery.rows.enumerated() {
        guard let key = row.cells["account_no"]?.string, let owner = row.cells["owner"]?.string else { continue }
        let known = (today[key] ?? open[key]) != nil
        if row.cells["op"] == "D" {
          if known { today.updateValue(nil, forKey: key) }
        } else {
          today.updateValue(Version(owner: owner, from: delivery.date, line: index + 1), forKey: key)
        }
      }
      for (key, version) in today where version?.owner != open[key]?.owner {
        if let old = open[key] { close(key, old, delivery.date, current: 0) }
        open[key] = version
      }
    }
    for (key, version) in open { close(key, version, "9999-12-31", current: 1) }
    return closed.sorted { $0.split(separator: "|")[0...3].joined() < $1.split(separator: "|")[0...3].joined() }
      .sorted { left, right in
        let (a, b) = (left.split(separator: "|"), right.split(separator: "|"))
        return (a[0], a[3]) < (b[0], b[3])
      }
  }

  @Test(
    "snapshots in any order, some of them corrected, tell of each day what its last delivery listed", arguments: 1...16)
  func snapshots(seed: UInt64) throws {
    var random = Seeded(state: seed)
    var deliveries: [Delivery] = []
    var listed: [String: [Int64: String]] = [:]
    for day in days {
      for sequence in 1...(Int.random(in: 0...3, using: &random) == 0 ? 2 : 1) {
        var rows: [Int64: String] = [:]
        for number in 1...4 where Int.random(in: 0...3, using: &random) > 0 {
          rows[Int64(number)] = ["A", "B"].randomElement(using: &random) ?? "A"
        }
        listed[day] = rows
        let staged = rows.keys.sorted().map {
          Row(["cust_no": .integer($0), "name": "n", "grade": .text(rows[$0] ?? ""), "limit_fen": 1])
        }
        deliveries.append(Delivery(feed: "person", date: day, sequence: sequence, rows: staged))
      }
    }
    let arrivals = deliveries.shuffled(using: &random)
    // A correction never comes before what it corrects (DL-04).
    let ordered = arrivals.map { delivery -> Delivery in
      let same = arrivals.filter { $0.date == delivery.date }
      let place = same.firstIndex { $0.sequence == delivery.sequence } ?? 0
      return same.sorted { $0.sequence < $1.sequence }[place]
    }
    let query = "SELECT cust_no, grade, valid_from, valid_to FROM stg_person ORDER BY 1, 3"
    var expected: [String] = []
    for number in Int64(1)...4 {
      var open: (grade: String, from: String)?
      for day in days where listed[day]?[number] != open?.grade {
        if let open { expected.append("\(number)|\(open.grade)|\(open.from)|\(day)") }
        open = listed[day]?[number].map { ($0, day) }
      }
      if let open { expected.append("\(number)|\(open.grade)|\(open.from)|9999-12-31") }
    }
    #expect(try play(ordered, [query])[0] == expected, "seed \(seed)")
  }
}
