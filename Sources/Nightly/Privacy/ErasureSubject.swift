import Contracts
import Extraction
import MartCore
import MartStore

/// What of a home belongs to some persons alone: their numbers, the tokens that only their rows bear, and the values
/// that the vault keeps of them.
///
/// Works in TEMP tables of the state's session: `era(kind, token)`, `era_row_<feed>` (places of rows) and
/// `era_value(value)`.
struct ErasureSubject {
  let session: Session
  let shapes: [FeedShape]
  /// The kind of tokens that stand for source numbers.
  let numberKind: String

  /// - numbers: tokens of the persons' source numbers.
  init(_ numbers: [Int64], _ pipeline: Pipeline, _ state: State, _ session: Session) throws {
    self.session = session
    shapes = pipeline.feeds.compactMap { state.shapes[$0.name] }.filter { !$0.tokens.isEmpty }
    let source = pipeline.identity?.sources.first
    let shape = source.flatMap { state.shapes[$0.feed] }
    numberKind = shape?.tokens.first { $0.column == source?.number }?.kind ?? ""
    try session.execute(
      """
      CREATE TEMP TABLE era(kind TEXT, token INTEGER, PRIMARY KEY(kind, token)) WITHOUT ROWID;
      CREATE TEMP TABLE era_maybe(kind TEXT, token INTEGER, PRIMARY KEY(kind, token)) WITHOUT ROWID;
      CREATE TEMP TABLE era_value(value TEXT PRIMARY KEY) WITHOUT ROWID;
      """)
    for number in numbers {
      try session.executeCached("INSERT OR IGNORE INTO temp.era VALUES (?, ?)", [.text(numberKind), .integer(number)])
    }
    try gatherTokens()
    try listRows()
    try gatherValues()
  }

  func forget() throws {
    let rows = shapes.map { "DROP TABLE IF EXISTS temp.\(rowTable($0));" }.joined()
    try session.execute(
      "DROP TABLE IF EXISTS temp.era; DROP TABLE IF EXISTS temp.era_maybe; DROP TABLE IF EXISTS temp.era_value; \(rows)"
    )
  }

  func rowTable(_ shape: FeedShape) -> String { sqlName("era_row_\(shape.feed.name)") }

  private func numberColumns(_ shape: FeedShape) -> [String] {
    shape.tokens.filter { $0.kind == numberKind }.map { sqlName($0.column) }
  }

  private func isTheirs(_ column: String, _ kind: String) -> String {
    "j.\(sqlName(column)) IN (SELECT token FROM temp.era WHERE kind = \(sqlText(kind)))"
  }

  /// True of rows that name somebody else as well.
  private func isForeign(_ shape: FeedShape) -> String {
    let parts = numberColumns(shape).map {
      "(j.\($0) IS NOT NULL AND j.\($0) NOT IN (SELECT token FROM temp.era WHERE kind = \(sqlText(numberKind))))"
    }
    return parts.isEmpty ? "0" : parts.joined(separator: " OR ")
  }

  /// Accounts, cards and whatever else rows of the persons name and nobody else's do; then what those name.
  private func gatherTokens() throws {
    var before: Int64 = -1
    while try count() != before {
      before = try count()
      for shape in shapes {
        let theirs = shape.tokens.map { isTheirs($0.column, $0.kind) }.joined(separator: " OR ")
        for token in shape.tokens where token.kind != numberKind {
          let name = "j.\(sqlName(token.column))"
          try session.execute(
            """
            INSERT OR IGNORE INTO temp.era_maybe SELECT \(sqlText(token.kind)), \(name) FROM main.\(shape.journalTable) j
            WHERE (\(theirs)) AND \(name) IS NOT NULL AND NOT (\(isForeign(shape)))
            """)
        }
      }
      for shape in shapes where !numberColumns(shape).isEmpty {
        for token in shape.tokens where token.kind != numberKind {
          let (name, kind) = ("j.\(sqlName(token.column))", sqlText(token.kind))
          try session.execute(
            """
            DELETE FROM temp.era_maybe WHERE kind = \(kind) AND token IN (SELECT \(name) FROM main.\(shape.journalTable) j
              WHERE \(name) IN (SELECT token FROM temp.era_maybe WHERE kind = \(kind)) AND (\(isForeign(shape))))
            """)
        }
      }
      try session.execute("INSERT OR IGNORE INTO temp.era SELECT kind, token FROM temp.era_maybe")
    }
  }

  private func count() throws -> Int64 { try session.int("SELECT COUNT(*) FROM temp.era") ?? 0 }

  private func listRows() throws {
    for shape in shapes {
      let theirs = shape.tokens.map { isTheirs($0.column, $0.kind) }.joined(separator: " OR ")
      try session.execute(
        """
        CREATE TEMP TABLE \(rowTable(shape)) AS SELECT \(shape.place(of: "j")) FROM main.\(shape.journalTable) j
        WHERE (\(theirs)) AND NOT (\(isForeign(shape)))
        """)
    }
  }

  // MARK: Values

  /// Vaulted columns of a feed whose values tell of one person: texts, not dates.
  static func telling(_ shape: FeedShape) -> [String] {
    shape.secrets.filter { shape.feed.column($0)?.type == .text }.map(sqlName)
  }

  /// What stands behind the source and bar of a number.
  private static let bare = "CASE WHEN instr(value, '|') > 0 THEN substr(value, instr(value, '|') + 1) ELSE value END"

  private func gatherValues() throws {
    try session.execute(
      """
      INSERT OR IGNORE INTO temp.era_value SELECT \(Self.bare) FROM vault.vault_token
      WHERE (kind, token) IN (SELECT kind, token FROM temp.era)
      """)
    for shape in shapes where shape.hasSecrets {
      for name in Self.telling(shape) {
        try session.execute(
          """
          INSERT OR IGNORE INTO temp.era_value SELECT v.\(name) FROM temp.\(rowTable(shape)) r
          CROSS JOIN vault.\(shape.vaultTable) v ON \(shape.samePlace("v", "r")) WHERE v.\(name) IS NOT NULL
          """)
      }
    }
  }

  /// Once the vault has let the persons go: the values that nobody else has, long enough not to occur by chance.
  func lonelyValues(besides known: ByteTexts) throws -> [String] {
    var sources = ["SELECT \(Self.bare) AS value FROM vault.vault_token"]
    for shape in shapes where shape.hasSecrets {
      sources += Self.telling(shape).map { "SELECT \($0) AS value FROM vault.\(shape.vaultTable)" }
    }
    try session.execute("CREATE TEMP TABLE era_shared(value TEXT PRIMARY KEY) WITHOUT ROWID")
    for source in sources {
      try session.execute(
        "INSERT OR IGNORE INTO temp.era_shared SELECT value FROM (\(source)) WHERE value IN (SELECT value FROM temp.era_value)"
      )
    }
    let rows = try session.rows(
      "SELECT value FROM temp.era_value WHERE value NOT IN (SELECT value FROM temp.era_shared) ORDER BY value")
    try session.execute("DROP TABLE temp.era_shared")
    return rows.compactMap { $0[0].string }.filter { Self.isTelling($0) && !known.contain($0) }
  }

  private static func isTelling(_ value: String) -> Bool {
    let bytes = value.utf8
    return bytes.count >= 8 && (bytes.count >= 11 || bytes.contains { !(0x30...0x39).contains($0) })
  }

  /// By kind.
  func tokens() throws -> [String: Set<Int64>] {
    let rows = try session.rows("SELECT kind, token FROM temp.era")
    return rows.reduce(into: [:]) { found, row in
      if let kind = row[0].string, let token = row[1].int { found[kind, default: []].insert(token) }
    }
  }
}

/// The texts of a pipeline's reference tables, in which a person's name may stand by chance.
struct ByteTexts {
  private let text: String

  init(_ pipeline: Pipeline) {
    text = pipeline.references.flatMap { $0.rows.flatMap { $0.compactMap(\.self) } }.joined(separator: "\n")
  }

  func contain(_ value: String) -> Bool { text.contains(value) }
}
