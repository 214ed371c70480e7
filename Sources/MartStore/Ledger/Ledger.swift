import MartCore

/// `ledger.sqlite`: what was run, what arrived, what was refused and what operators decided, with clock times.
///
/// Nothing that is published depends on it. Every instant is given by the caller as RFC 3339 text.
package struct Ledger: Sendable {
  /// `staged`: a stage has ended, and the next one has not begun. `stopped`: by a signal; `killed`: without a word.
  package enum Status: String, Sendable, CaseIterable {
    case running, staged, published, nothing, failed, stopped, killed
  }

  private let store: Store

  /// Opens the ledger of a home, making it where it is absent.
  package init(home: String) throws {
    try Files.makeFolder(home, mode: 0o750)
    let path = "\(home)/ledger.sqlite"
    store = try Store(path, .durable)
    try Files.setMode(path, 0o600)
    try store.transaction {
      try $0.execute(
        Self.schema + Self.landedSchema + Self.sealSchema + Self.nightSchema + Self.refreshSchema
          + Self.reconciledSchema + Self.figureSchema + Self.punctualitySchema + Self.warningSchema)
    }
  }

  /// Opens what there is, for readers: nothing is made, and no lock is taken that keeps a run waiting.
  package init(reading home: String) throws { store = try Store("\(home)/ledger.sqlite", .readOnly) }

  /// True where the ledger has such a table: one that an earlier version made may lack it.
  package func knows(_ table: String) throws -> Bool {
    try read { try $0.int("SELECT 1 FROM sqlite_schema WHERE name = ?", [.text(table)]) != nil }
  }

  /// Enters a night that begins. A run that was still `running` was killed, and is marked so.
  /// - Returns: its run_id.
  package func begin(businessDate: BusinessDate, at instant: String) throws -> Int64 {
    try store.transaction { session in
      try session.execute("UPDATE run SET status = 'killed' WHERE status = 'running'")
      try session.execute(
        "INSERT INTO run (business_date, generation, started_at, seconds, status) VALUES (?, '', ?, 0, 'running')",
        [.text(businessDate.description), .text(instant)])
      return try session.int("SELECT last_insert_rowid()") ?? 0
    }
  }

  /// Takes up a night of which one stage ran in a process of its own, or enters it where the ledger knows nothing of it.
  /// - Returns: its run_id, and the seconds that its stages took so far.
  package func resume(_ run: Int64, businessDate: BusinessDate, at instant: String) throws -> (run: Int64, Double) {
    let known = try read {
      try $0.rows(
        "SELECT seconds FROM run WHERE run_id = ? AND business_date = ?",
        [.integer(run), .text(businessDate.description)])
    }
    guard let row = known.first else { return (try begin(businessDate: businessDate, at: instant), 0) }
    try store.transaction {
      try $0.execute("UPDATE run SET status = 'killed' WHERE status = 'running'")
      try $0.execute("UPDATE run SET status = 'running' WHERE run_id = ?", [.integer(run)])
    }
    guard case .real(let seconds) = row[0] else { return (run, 0) }
    return (run, seconds)
  }

  /// Enters how it ended; `generation` is empty where nothing was published.
  package func finish(_ run: Int64, _ status: Status, generation: String = "", seconds: Double) throws {
    try store.transaction {
      try $0.execute(
        "UPDATE run SET status = ?, generation = ?, seconds = ? WHERE run_id = ?",
        [.text(status.rawValue), .text(generation), .real(seconds), .integer(run)])
    }
  }

  /// Keeps the message of what stopped a night.
  package func failed(_ run: Int64, _ failure: Failure) throws {
    try store.transaction {
      try $0.execute(
        "INSERT INTO failure (run_id, exit, rule, place, message, remedy) VALUES (?, ?, ?, ?, ?, ?)",
        [
          .integer(run), .integer(Int64(failure.exit.rawValue)), .text(failure.rule),
          .text(failure.location?.description ?? ""), .text(failure.what), .text(failure.remedy),
        ])
    }
  }

  package func stage(_ run: Int64, _ name: String, seconds: Double, rows: Int64) throws {
    try store.transaction {
      try $0.execute(
        "INSERT OR REPLACE INTO stage (run_id, stage, seconds, rows) VALUES (?, ?, ?, ?)",
        [.integer(run), .text(name), .real(seconds), .integer(rows)])
    }
  }

  /// Seconds of the stages of a night that have ended, in their order.
  package func stages(of run: Int64) throws -> [(name: String, seconds: Double)] {
    let sql = """
      SELECT stage, seconds FROM stage WHERE run_id = ? AND stage NOT LIKE '%:%'
       ORDER BY CASE stage WHEN 'extract' THEN 1 WHEN 'transform' THEN 2 WHEN 'emit' THEN 3 ELSE 4 END
      """
    return try read { session in
      try session.rows(sql, [.integer(run)]).map { row in
        guard case .real(let seconds) = row[1] else { return (row[0].display, 0) }
        return (row[0].display, seconds)
      }
    }
  }

  /// Seconds of the stages of the last runs that had any, oldest first, stages in their order. A date's second run is called
  /// `2024-09-30 #2`.
  package func stageTimes(nights: Int) throws -> [(night: String, stage: String, seconds: Double)] {
    let sql = """
      WITH known AS (
        SELECT run_id, business_date, ROW_NUMBER() OVER (PARTITION BY business_date ORDER BY run_id) AS place FROM run
         WHERE EXISTS (SELECT 1 FROM stage AS t WHERE t.run_id = run.run_id)
      ), last AS (SELECT * FROM known ORDER BY run_id DESC LIMIT ?)
      SELECT l.business_date || CASE WHEN l.place > 1 THEN ' #' || l.place ELSE '' END, s.stage, s.seconds
        FROM last AS l JOIN stage AS s ON s.run_id = l.run_id
       WHERE s.stage NOT LIKE '%:%'
       ORDER BY l.run_id, CASE s.stage WHEN 'extract' THEN 1 WHEN 'transform' THEN 2 WHEN 'emit' THEN 3 ELSE 4 END
      """
    return try read { session in
      try session.rows(sql, [.integer(Int64(nights))]).map { ($0[0].display, $0[1].display, $0[2].real ?? 0) }
    }
  }

  /// Seconds of the stages of the last run that was published, by name; empty before the first.
  package func lastStageTimes() throws -> [String: Double] {
    let sql = """
      SELECT stage, seconds FROM stage WHERE stage NOT LIKE '%:%'
         AND run_id = (SELECT MAX(run_id) FROM run WHERE status = 'published')
      """
    return try read { session in
      Dictionary(try session.rows(sql).map { ($0[0].display, $0[1].real ?? 0) }) { first, _ in first }
    }
  }

  /// How long each part of a stage took in the last published night, in seconds; empty before the first.
  package func lastPartTimes(of stage: String) throws -> [String: Double] {
    let sql = """
      SELECT substr(stage, length(?) + 3), seconds FROM stage WHERE stage LIKE ? || ': %'
         AND run_id = (SELECT MAX(run_id) FROM run WHERE status = 'published')
      """
    return try read { session in
      let rows = try session.rows(sql, [.text(stage), .text(stage)])
      return Dictionary(rows.map { ($0[0].display, $0[1].real ?? 0) }) { first, _ in first }
    }
  }

  /// Parts of a stage, all in one write.
  package func parts(_ run: Int64, of stage: String, _ parts: [(name: String, seconds: Double, rows: Int64)]) throws {
    try store.transaction { session in
      for part in parts {
        try session.executeCached(
          "INSERT OR REPLACE INTO stage (run_id, stage, seconds, rows) VALUES (?, ?, ?, ?)",
          [.integer(run), .text("\(stage): \(part.name)"), .real(part.seconds), .integer(part.rows)])
      }
    }
  }

  package func arrivals(_ run: Int64, _ arrivals: [Arrival]) throws {
    try store.transaction { session in
      for arrival in arrivals { try session.executeCached(Arrival.insert, arrival.values(run)) }
    }
  }

  package func decision(_ run: Int64, kind: String, feed: String, by person: String, at instant: String) throws {
    try store.transaction {
      try $0.execute(
        "INSERT INTO decision (run_id, kind, feed, by, at) VALUES (?, ?, ?, ?, ?)",
        [.integer(run), .text(kind), .text(feed), .text(person), .text(instant)])
    }
  }

  /// Reads through the ledger's own connection.
  package func read<Result>(_ body: (Session) throws -> Result) throws -> Result { try store.use(body) }

  func write(_ body: (Session) throws -> Void) throws { try store.transaction(body) }

  package func close() throws { try store.close() }
}
