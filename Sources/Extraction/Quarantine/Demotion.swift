import Contracts
import MartCore
import MartStore

/// A staged row that does not stay: rules of SQL find it when the file is complete.
struct Demotion: Sendable {
  var line: Int64
  /// Index into `causes`.
  var cause: Int
}

/// Why rows are demoted. `REPEAT` is no quarantine: the row is counted as a repeat.
struct Cause: Hashable, Sendable {
  static let repetition = Cause(rule: "REPEAT", column: "", reason: "")

  var rule: String
  var column: String
  var reason: String
}

/// Takes rows out of the accepted ones: their rule is set, their secrets and unshared tokens go, and quarantined
/// ones get their raw bytes by a second look at the file.
struct Demoter {
  let session: Session
  let feed: Feed
  let schema: StagingSchema
  let open: () throws -> Envelope

  /// - demotions: each line once, ascending.
  func apply(_ demotions: [Demotion], _ causes: [Cause]) throws {
    guard !demotions.isEmpty else { return }
    try session.execute("CREATE TEMP TABLE IF NOT EXISTS gone(line_no INTEGER PRIMARY KEY)")
    for demotion in demotions {
      let line = SQLValue.integer(demotion.line)
      try session.executeCached(
        "UPDATE row SET rule = ? WHERE line_no = ?", [.text(causes[demotion.cause].rule), line])
      if !schema.secret.isEmpty { try session.executeCached("DELETE FROM secret WHERE line_no = ?", [line]) }
      if causes[demotion.cause] != .repetition {
        try session.executeCached("INSERT INTO gone VALUES (?)", [line])
      }
    }
    // Of a repeat, the first row has the same tokens, and stays.
    let quarantined = demotions.filter { causes[$0.cause] != .repetition }
    guard !quarantined.isEmpty else { return }
    try writeRaw(quarantined, causes)
    try dropTokens()
    try session.execute("DELETE FROM gone")
  }

  private func writeRaw(_ demotions: [Demotion], _ causes: [Cause]) throws {
    guard let database = session.handle else { return }
    let statement = try Statement(database, "INSERT INTO quarantine VALUES (?, ?, ?, ?, ?)")
    let records = try open()
    try records.readHeader()
    var next = 0
    while next < demotions.count, let record = try records.next() {
      guard Int64(record.line) == demotions[next].line else { continue }
      let cause = causes[demotions[next].cause]
      statement.bind(1, Int64(record.line))
      for (index, text) in [cause.column, cause.rule, cause.reason].enumerated() {
        statement.bind(Int32(index) + 2, copying: text)
      }
      statement.bind(5, blob: record.bytes)
      try statement.run()
      next += 1
    }
  }

  /// Tokens stay only where an accepted row has them.
  private func dropTokens() throws {
    let columns = schema.row.compactMap { cell -> (name: String, kind: String)? in
      guard case .token(let index) = cell.origin, let kind = feed.columns[index].token else { return nil }
      return (sqlName(cell.name), sqlText(kind))
    }
    guard !columns.isEmpty else { return }
    try session.execute(
      "CREATE TEMP TABLE IF NOT EXISTS loose(kind TEXT, token INTEGER, PRIMARY KEY(kind, token)) WITHOUT ROWID")
    for (name, kind) in columns {
      try session.execute(
        """
        INSERT OR IGNORE INTO loose SELECT \(kind), \(name) FROM row
         WHERE line_no IN (SELECT line_no FROM gone) AND \(name) IS NOT NULL
        """)
    }
    guard try session.int("SELECT 1 FROM loose LIMIT 1") != nil else { return }
    for (name, kind) in columns {
      try session.execute(
        """
        DELETE FROM loose WHERE kind = \(kind) AND token IN
         (SELECT \(name) FROM row WHERE rule IS NULL AND \(name) IN (SELECT token FROM loose WHERE kind = \(kind)))
        """)
    }
    try session.execute("DELETE FROM token WHERE (kind, token) IN (SELECT kind, token FROM loose); DELETE FROM loose")
  }
}
