import Contracts
import MartCore
import MartStore

extension Journal {
  /// Keeps, for the keys that `generation` touched, what the generic rules say of their rows.
  ///
  /// The verdicts on a key are a function of its journal rows alone. They are logged as changes: a verdict that a
  /// late row overturns is followed by another of a newer generation, so that a cut takes it back.
  func judge(_ feeds: Set<String>, generation: Int64, _ session: Session) throws {
    for feed in feeds.sorted() {
      let shape = try state.shape(of: feed)
      let effective = try Effective(feed: feed, shape: shape, schema: "main", session)
      try GenericRules(shape: shape, effective: effective, session: session).judge(generation)
    }
  }
}

/// Runs the generic rules of one feed over the keys that a generation touched.
private struct GenericRules {
  let shape: FeedShape
  let effective: Effective
  let session: Session

  private typealias Log = [Verdict.Subject: Verdict.Effect?]

  func judge(_ generation: Int64) throws {
    try gatherCandidates(generation)
    defer { try? session.execute("DROP TABLE temp.candidate") }
    guard try session.int("SELECT 1 FROM temp.candidate LIMIT 1") != nil else { return }
    let known = try knownVerdicts()
    var found: Log = [:]
    try eachKey { rows in
      let verdicts =
        switch shape.feed.delivery {
        case .events: Repeats.verdicts(rows)
        case .delta: Operations.verdicts(rows)
        case .snapshot: Versions.verdicts(rows)
        }
      for verdict in verdicts { found[verdict.subject] = verdict.effect }
    }
    try log(found, against: known, generation)
  }

  /// Keys with something to judge: several rows, an operation other than I, or an earlier verdict.
  private func gatherCandidates(_ generation: Int64) throws {
    let odd = shape.feed.delivery == .delta ? " OR max(j.op) <> 'I' OR min(j.op) <> 'I'" : ""
    let keys = shape.keys.map { "\($0.sql) \($0.storage.rawValue)" }.joined(separator: ", ")
    let names = shape.keys.map(\.sql).joined(separator: ", ")
    try session.execute(
      """
      CREATE TEMP TABLE candidate(\(keys), PRIMARY KEY(\(names))) WITHOUT ROWID;
      INSERT INTO temp.candidate
        SELECT \(shape.keys(of: "t")) FROM main.\(shape.touchedTable) t
        CROSS JOIN main.\(shape.journalTable) j ON \(shape.sameKey("j", "t"))
        WHERE t.generation = \(generation)\(effective.and("j"))
        GROUP BY \(shape.keys(of: "t")) HAVING count(*) > 1\(odd);
      INSERT OR IGNORE INTO temp.candidate
        SELECT \(shape.keys(of: "o")) FROM main.\(shape.outcomeTable) o
        WHERE EXISTS (SELECT 1 FROM main.\(shape.touchedTable) t
          WHERE t.generation = \(generation) AND \(shape.sameKey("t", "o")));
      """)
  }

  /// Calls `body` with the effective rows of each candidate, in order of place.
  private func eachKey(_ body: ([JournalRow]) -> Void) throws {
    let extra = shape.isEvents ? ", j.delivered_on" : ", j.content"
    let cells = shape.isEvents ? shape.others.map { ", j.\($0.sql)" }.joined() : ""
    let sql = """
      SELECT \(shape.place(of: "j")), j.op\(extra)\(cells) FROM temp.candidate c
      CROSS JOIN main.\(shape.journalTable) j ON \(shape.sameKey("j", "c")) WHERE 1\(effective.and("j"))
      ORDER BY \(shape.place(of: "j"))
      """
    var group: [JournalRow] = []
    try session.each(sql) { values in
      guard let row = JournalRow(values, keys: shape.keys.count) else { return }
      if let first = group.first, first.key != row.key {
        body(group)
        group.removeAll(keepingCapacity: true)
      }
      group.append(row)
    }
    if !group.isEmpty { body(group) }
  }

  private func knownVerdicts() throws -> Log {
    let own = shape.feed.journalRules.map { sqlText($0.id) }.joined(separator: ", ")
    let generic = own.isEmpty ? "" : " AND o.rule NOT IN (\(own))"
    let sql = """
      SELECT \(shape.place(of: "o")), o.rule, o.effect FROM temp.candidate c
      CROSS JOIN main.\(shape.outcomeTable) o ON \(shape.sameKey("o", "c")) WHERE 1\(generic)
      ORDER BY \(shape.place(of: "o")), o.rule, o.generation
      """
    var log: Log = [:]
    let width = shape.place.count
    try session.each(sql) { values in
      guard let rule = values[width].string, let text = values[width + 1].string else { return }
      log.updateValue(
        Verdict.Effect(rawValue: text), forKey: Verdict.Subject(place: Array(values[..<width]), rule: rule))
    }
    return log
  }

  /// Appends the verdicts that changed; one that fell away becomes `none`.
  private func log(_ found: Log, against known: Log, _ generation: Int64) throws {
    let marks = Array(repeating: "?", count: shape.place.count + 3).joined(separator: ", ")
    let names = (shape.place + ["rule", "effect", "generation"]).joined(separator: ", ")
    let sql = "INSERT OR REPLACE INTO main.\(shape.outcomeTable)(\(names)) VALUES (\(marks))"
    func write(_ subject: Verdict.Subject, _ effect: String) throws {
      let tail: [SQLValue] = [.text(subject.rule), .text(effect), .integer(generation)]
      try session.executeCached(sql, subject.place + tail)
    }
    for (subject, effect) in found where known[subject] != .some(effect) {
      try write(subject, effect?.rawValue ?? "none")
    }
    for (subject, effect) in known where found[subject] == nil && effect != nil { try write(subject, "none") }
  }
}
