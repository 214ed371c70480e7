import Contracts
import MartCore
import MartStore

/// Events and spans as the journal keeps them.
struct PartyStore {
  let plan: IdentityPlan
  let session: Session

  private func src(_ number: Number) -> SQLValue { .text(plan.sources[number.trust].src) }

  /// True before the opening night.
  func isEmpty() throws -> Bool { try session.int("SELECT 1 FROM main.id_event LIMIT 1") == nil }

  func spans(_ number: Number) throws -> [PartySpan] {
    let sql = """
      SELECT party_id, valid_from, valid_to FROM main.id_span s WHERE src = ?1 AND src_cust_id = ?2
        AND valid_from < valid_to AND generation = (SELECT max(generation) FROM main.id_span m
          WHERE m.src = ?1 AND m.src_cust_id = ?2) ORDER BY valid_from
      """
    var spans: [PartySpan] = []
    try session.scanCached(sql, [src(number), .integer(number.token)]) { row in
      spans.append(PartySpan(party: row.int(0), from: row.string(1), to: row.string(2)))
    }
    return spans
  }

  /// Every number that has ever been under the party and still has a span there.
  func numbers(of party: Int64) throws -> [Number] {
    let trust = Dictionary(plan.sources.enumerated().map { ($1.src, $0) }) { first, _ in first }
    let sql = """
      SELECT DISTINCT s.src, s.src_cust_id FROM main.id_span s WHERE s.party_id = ? AND s.valid_from < s.valid_to
        AND s.generation = (SELECT max(m.generation) FROM main.id_span m
          WHERE m.src = s.src AND m.src_cust_id = s.src_cust_id)
      """
    var numbers: [Number] = []
    try session.scanCached(sql, [.integer(party)]) { row in
      if let place = trust[row.string(0)] { numbers.append(Number(trust: place, token: row.int(1))) }
    }
    return numbers.sorted()
  }

  /// The day on which a party first appeared; nil for a key never used.
  func founded(_ party: Int64) throws -> String? {
    var day: String?
    // A party's own founder is found by its number, so that the index by party need not hold it.
    let sql = """
      SELECT min(event_date) FROM (
        SELECT event_date FROM main.id_event WHERE src_cust_id = ?1 AND new_party_id = ?1 UNION ALL
        SELECT event_date FROM main.id_event WHERE new_party_id = ?1 AND new_party_id <> src_cust_id)
      """
    try session.scanCached(sql, [.integer(party)]) {
      if !$0.isNull(0) { day = $0.string(0) }
    }
    return day
  }

  /// Parties with a number today.
  func liveCount() throws -> Int64 {
    let sql = """
      SELECT count(DISTINCT s.party_id) FROM main.id_span s WHERE s.valid_to = '\(Spans.forever)'
        AND s.generation = (SELECT max(m.generation) FROM main.id_span m
          WHERE m.src = s.src AND m.src_cust_id = s.src_cust_id)
      """
    return try session.int(sql) ?? 0
  }

  func write(_ spans: [PartySpan], of number: Number, _ generation: Int64) throws {
    // A number without a person leaves an empty span, so that older ones hold no more.
    let rows = spans.isEmpty ? [PartySpan(party: 0, from: "", to: "")] : spans
    for span in rows {
      try session.executeCached(
        "INSERT INTO main.id_span VALUES (?, ?, ?, ?, ?, ?)",
        [
          src(number), .integer(number.token), .integer(generation), .text(span.from), .text(span.to),
          .integer(span.party),
        ])
    }
  }

  /// Appends the night's events after those that the date has already.
  func write(_ events: [IdentityEvent], _ date: BusinessDate, _ generation: Int64) throws {
    let last = try session.rows(
      "SELECT event_date, seq_in_day FROM main.id_event ORDER BY generation DESC, seq DESC LIMIT 1"
    ).first
    let before = last?[0].string == date.description ? (last?[1].int ?? 0) : 0
    // In the order in which the indexes lie: one walk over each.
    let walk = events.indices.sorted { (events[$0].number, $0) < (events[$1].number, $1) }
    for index in walk {
      let event = events[index]
      try session.executeCached(
        "INSERT INTO main.id_event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
          .text(event.date), .integer(before + Int64(index + 1)), .text(event.kind.rawValue), .text(event.src),
          .integer(event.number),
          event.old.map(SQLValue.integer) ?? .null, event.new.map(SQLValue.integer) ?? .null, .text(event.rule),
          .integer(generation), .integer(Int64(index + 1)),
        ])
    }
  }
}
