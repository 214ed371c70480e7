import Contracts
import Foundation
import MartCore
import MartStore
import Transformation

/// A small bank of three feeds, with staging files made by hand and a state folder of its own.
final class JournalFixture {
  /// A row of a staging file: its cells by column name, and the rule that took it out, if any.
  struct Row {
    var cells: [String: SQLValue]
    var rule: String?
    init(_ cells: [String: SQLValue], rule: String? = nil) {
      self.cells = cells
      self.rule = rule
    }
  }

  let folder: String
  var pipeline: Pipeline
  private(set) var state: State
  private var files = 0

  convenience init(_ feeds: [Feed] = [JournalFixture.person, JournalFixture.account, JournalFixture.payment]) throws {
    try self.init(Pipeline(feeds: feeds))
  }

  /// - isBrief: in memory where the system can, for tests that make many.
  init(_ pipeline: Pipeline, isBrief: Bool = false) throws {
    let memory = "/dev/shm/"
    let base = isBrief && access(memory, W_OK) == 0 ? memory : NSTemporaryDirectory()
    folder = base + "journal-" + UUID().uuidString
    self.pipeline = pipeline
    state = try State.open(folder + "/state", pipeline: pipeline)
  }

  deinit {
    try? state.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  func reopen(_ feeds: [Feed]) throws {
    try state.close()
    pipeline = Pipeline(feeds: feeds)
    state = try State.open(folder + "/state", pipeline: pipeline)
  }

  /// A snapshot with a vaulted name.
  static var person: Feed {
    var number = Column("cust_no", .text, max: 20, required: true)
    number.dataClass = .identifying
    number.token = "customer"
    var name = Column("name", .text, max: 60)
    name.dataClass = .identifying
    return feed(
      "person", .snapshot, key: ["cust_no"], [number, name, Column("grade", .code), Column("limit_fen", .money)])
  }

  static var account: Feed {
    var op = Column("op", .code)
    op.role = .op
    var feed = feed(
      "account", .delta, key: ["account_no"],
      [op, Column("account_no", .text, max: 9), Column("owner", .text, max: 9), Column("limit_fen", .money)])
    feed.control.totals = [Total("limit_fen", "SUM(limit_fen)", isMoney: true)]
    return feed
  }

  static var payment: Feed {
    var date = Column("paid_on", .date)
    date.role = .businessDate
    var feed = feed(
      "payment", .events, key: ["id"],
      [Column("id", .text, max: 9), Column("account_no", .text, max: 9), date, Column("amount_fen", .money)])
    feed.control.totals = [Total("amount_fen", "SUM(amount_fen)", isMoney: true)]
    return feed
  }

  private static func feed(_ name: String, _ mode: DeliveryMode, key: [String], _ columns: [Column]) -> Feed {
    let file = FilePattern(stem: name, dateForm: .compact, suffix: ".csv")
    return Feed(name, mode, file: file, format: Format(.separated, separator: ","), key: key, columns: columns)
  }

  static func deliveryID(_ feed: String, _ date: String, _ sequence: Int) -> Int64 {
    "\(feed)|\(date)|\(sequence)".utf8.reduce(17) { ($0 &* 1_000_003 &+ Int64($1)) & 0x0fff_ffff_ffff_ffff }
  }

  /// Writes a staging file as extraction would; lines count from 1.
  func stage(_ name: String, _ date: String, sequence: Int = 1, _ rows: [Row]) throws -> String {
    let shape = try state.shape(of: name)
    let op = shape.feed.opColumn.map { [$0.name] } ?? []
    let columns = op + shape.row.map(\.name)
    files += 1
    let path = "\(folder)/staging-\(files).sqlite"
    let store = try Store(path, .scratch)
    defer { try? store.close() }
    try store.transaction { session in
      try session.execute(Self.tables(columns, shape.secrets))
      for (index, row) in rows.enumerated() {
        let marks = Array(repeating: "?", count: columns.count + 3).joined(separator: ", ")
        let head: [SQLValue] = [.integer(Int64(index + 1)), row.rule.map(SQLValue.text) ?? .null, 0]
        try session.execute("INSERT INTO row VALUES (\(marks))", head + columns.map { row.cells[$0] ?? .null })
        if row.rule == nil, shape.hasSecrets {
          let marks = Array(repeating: "?", count: shape.secrets.count + 1).joined(separator: ", ")
          try session.execute(
            "INSERT INTO secret VALUES (\(marks))", head.prefix(1) + shape.secrets.map { row.cells[$0] ?? .null })
        }
        if let rule = row.rule, rule != "REPEAT" {
          try session.execute("INSERT INTO quarantine VALUES (?, '', ?, 'because', x'00')", [head[0], .text(rule)])
        }
        for (column, kind) in shape.tokens where row.rule == nil {
          guard let token = row.cells[column]?.int else { continue }
          try session.execute(
            "INSERT OR IGNORE INTO token VALUES (?, ?, ?)",
            [.text(kind), .integer(token), row.cells["value of \(column)"] ?? .text("CORE|\(token)")])
        }
      }
      try session.execute(
        "INSERT INTO delivery VALUES (?, ?, ?, 'file', ?, 'sha', 1, ?, '')",
        [
          .integer(Self.deliveryID(name, date, sequence)), .text(name), .text(date), .integer(Int64(sequence)),
          .integer(Int64(rows.count)),
        ])
      try writeTotals(shape, rows, session)
    }
    return path
  }

  private func writeTotals(_ shape: FeedShape, _ rows: [Row], _ session: Session) throws {
    func sum(_ name: String, _ chosen: (String?) -> Bool) -> Int64 {
      rows.filter { chosen($0.rule) && (name == "rows" || $0.cells["op"] != "D") }
        .reduce(0) { $0 + (name == "rows" ? 1 : $1.cells[name]?.int ?? 0) }
    }
    for name in ["rows"] + shape.feed.control.totals.map(\.name) {
      let sums = [
        sum(name) { _ in true }, sum(name) { $0 == nil }, sum(name) { $0 != nil && $0 != "REPEAT" },
        sum(name) { $0 == "REPEAT" },
      ]
      try session.execute(
        "INSERT INTO total VALUES (?, ?, ?, ?, ?, ?)",
        [.text(name), .text(name == "rows" ? "rows" : "fen")] + sums.map(SQLValue.integer))
    }
  }

  private static func tables(_ columns: [String], _ secrets: [String]) -> String {
    """
    CREATE TABLE delivery(delivery_id INTEGER, feed, business_date, file, sequence INTEGER, sha256, bytes INTEGER,
      rows INTEGER, window_from TEXT);
    CREATE TABLE row(line_no INTEGER PRIMARY KEY, rule TEXT, late INTEGER NOT NULL, \(columns.joined(separator: ", ")));
    CREATE TABLE token(kind TEXT, token INTEGER, value TEXT, PRIMARY KEY(kind, token)) WITHOUT ROWID;
    CREATE TABLE quarantine(line_no INTEGER, column_name TEXT, rule TEXT, reason TEXT, raw BLOB, PRIMARY KEY(line_no));
    CREATE TABLE finding(rule TEXT, column_name TEXT, reason TEXT, count INTEGER, first_line INTEGER,
      PRIMARY KEY(rule, column_name, reason));
    CREATE TABLE total(measure TEXT, unit TEXT, announced INTEGER, accepted INTEGER, quarantined INTEGER, repeated INTEGER);
    """
      + (secrets.isEmpty ? "" : "CREATE TABLE secret(line_no INTEGER PRIMARY KEY, \(secrets.joined(separator: ", ")));")
  }

  @discardableResult
  func append(_ files: [String], generation: Int64) throws -> [Journal.Appended] {
    try Journal(state).append(files, generation: generation)
  }

  /// Opens the history beside an empty candidate and hands it to `body`.
  func history<Result>(_ body: (History, Session) throws -> Result) throws -> Result {
    let mart = try Store()
    defer { try? mart.close() }
    return try mart.use { session in
      try session.attach(state.journalPath, as: "journal")
      try session.execute(
        """
        CREATE TABLE meta_delivery(delivery_id INTEGER, feed, business_date, file, sequence, sha256, status, rows,
          accepted, quarantined, repeated);
        CREATE TABLE meta_quarantine(delivery_id INTEGER, line, column_name, rule, reason);
        """)
      return try body(try History.open(session, pipeline), session)
    }
  }

  /// Rows of a query over the history, as the sqlite3 shell prints them.
  func rows(_ sql: String) throws -> [String] {
    try history { _, session in try session.rows(sql).map { $0.map(\.display).joined(separator: "|") } }
  }
}
