import Contracts
import Foundation
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

  // MARK: Streams of everything

  /// 500 streams; in a soak 10,000, or as many as `SOAK` says where these are more.
  private static let streams =
    ProcessInfo.processInfo.environment["SOAK"].map { max(Int($0) ?? 0, 10_000) } ?? 500
  private static let parts = 8

  @Test(
    "any stream of deliveries, in any order and batching, tells what one rebuild in order tells, and what it means",
    arguments: 0..<parts)
  func anyStream(part: Int) throws {
    for seed in stride(from: part, to: Self.streams, by: Self.parts) {
      let stream = RandomStream(seed: UInt64(seed))
      guard try differs(stream) else { continue }
      let smallest = try stream.shrunk { try differs($0) }
      let told = try answers(of: smallest)
      Issue.record(
        """
        seed \(seed): a stream of \(stream.arrivals.count) deliveries tells something else; the smallest is
        \(smallest)
        it tells \(told)
        in order \(try answers(of: smallest.inOrder))
        it means \(StreamOracle(stream: smallest).answers)
        """)
      return
    }
  }

  @Test("a stream that differs is made as small as it can be")
  func shrinking() throws {
    func deletes(_ stream: RandomStream) -> Bool {
      stream.arrivals.flatMap(\.lines).contains { $0.op == "D" } && stream.arrivals.count > 1
    }
    let stream = try #require(
      (0..<100).lazy.map { RandomStream(seed: $0) }.first { deletes($0) && !$0.crashes.isEmpty })
    let smallest = stream.shrunk(while: deletes)
    #expect(smallest.arrivals.count == 2 && smallest.arrivals.flatMap(\.lines).map(\.op) == ["D"], "\(smallest)")
    #expect(smallest.batches == [1, 1] && smallest.crashes.isEmpty)
  }

  private func differs(_ stream: RandomStream) throws -> Bool {
    let (told, inOrder) = (try answers(of: stream), try answers(of: stream.inOrder))
    return told != inOrder || Array(told.prefix(3)) != StreamOracle(stream: stream).answers
  }

  /// History, then what became of rows, and the account.
  private func answers(of stream: RandomStream) throws -> [[String]] {
    let account = """
      SELECT delivery_id, measure, announced, accepted, quarantined, repeated, staged FROM restated_total
       WHERE delivery_id NOT IN (SELECT d.delivery_id FROM journal.delivery AS d WHERE d.feed = 'person') ORDER BY 1, 2
      """
    let outcomes = "SELECT delivery_id, line_no, effect, rule FROM j_outcome ORDER BY 1, 2, 4"
    return try JournalFixture.history(of: stream, and: [outcomes, account])
  }
}

extension JournalFixture {
  /// Takes a stream in, and asks for the history of its three feeds, and more.
  static func history(of stream: RandomStream, and more: [String] = []) throws -> [[String]] {
    let bank = try JournalFixture(Pipeline(feeds: [person, account, payment]), isBrief: true)
    for (number, batch) in stream.generations.enumerated() {
      let paths = try batch.map { delivery in
        let rows = delivery.lines.map { row($0, of: delivery.feed) }
        return try bank.stage(delivery.feed, delivery.date, sequence: delivery.sequence, rows)
      }
      try bank.append(paths, generation: Int64(number + 1))
      guard stream.crashes.contains(number) else { continue }
      try bank.state.cut(above: Int64(number))
      try bank.append(paths, generation: Int64(number + 1))
    }
    return try (StreamOracle.queries + more).map { try bank.rows($0) }
  }

  private static func row(_ line: RandomStream.Line, of feed: String) -> Row {
    switch feed {
    case "person":
      Row(["cust_no": .integer(Int64(line.key) ?? 0), "name": "n", "grade": .text(line.value), "limit_fen": 1])
    case "account":
      Row(["op": .text(line.op), "account_no": .text(line.key), "owner": .text(line.value), "limit_fen": 1])
    default:
      Row([
        "id": .text(line.key), "account_no": "a", "paid_on": .text(line.on),
        "amount_fen": .integer(Int64(line.value) ?? 0),
      ])
    }
  }
}
