import CSQLite
import Contracts
import MartCore
import MartStore

/// Writes records into the tables of a staging file, or of a part of one, in the order of the file, as pages of its own
/// (decision 0051).
final class RowWriter {
  let parser: RowParser
  let tokens: RowTokens
  private(set) var pass = FirstPass()

  private let database: OpaquePointer
  private let pages: PageFile

  private let origins: [StagingSchema.Origin]
  private let secrets: [Int]
  private let derived: DerivedCells
  private let reasons: Reasons
  private let row: TableWriter
  private let secret: TableWriter?
  private let quarantine: TableWriter
  private let token: TableWriter
  /// Tokens of a cache that was full stand in the table: others go among them by SQL.
  private var hasTokens = false
  private lazy var tokenStatement = Result { try Statement(database, Self.insertToken) }
  /// Where keys that stand twice are looked for, never among deltas, of which the last one wins: among the rows of a whole
  /// file, or, of a part, once all parts are there.
  private let keys: KeySet?
  private let keyHashes: TableWriter?
  private let keyOrigins: [StagingSchema.Origin]
  private let windowDay: Int32
  private let isSnapshot: Bool
  private let forbidden: ForbiddenData?

  /// - database: its tables are those of `schema`, with `PartFile.statements` for a part, and empty; no transaction is open.
  init(
    _ database: OpaquePointer, _ pages: PageFile, _ parser: RowParser, _ schema: StagingSchema,
    _ context: ExtractionContext, file: String, isPart: Bool
  ) throws {
    self.database = database
    self.pages = pages
    self.parser = parser
    forbidden = ForbiddenData(parser.feed, file: file)
    origins = schema.row.map(\.origin)
    secrets = schema.secret
    tokens = RowTokens(parser, context.tokenizer)
    derived = DerivedCells(parser)
    reasons = Reasons(feed: parser.feed, recordLength: parser.recordLength)
    let tables = try StagedTables(database, pages)
    row = try tables.writer(
      "row", columns: [("rule", .text), ("late", .integer)] + schema.row.map { ($0.name, $0.storage) })
    secret = schema.secret.isEmpty ? nil : try tables.writer("secret", columns: schema.secretNames.map { ($0, .text) })
    quarantine = try tables.writer(
      "quarantine", columns: [("column_name", .text), ("rule", .text), ("reason", .text), ("raw", .text)])
    token = try tables.writer("token", .index, columns: [("kind", .text), ("token", .integer), ("value", .text)])
    let looksForKeys = parser.feed.delivery != .delta
    keys = looksForKeys && !isPart ? KeySet() : nil
    keyHashes = looksForKeys && isPart ? try tables.writer(PartFile.keyTable, columns: [("hash", .integer)]) : nil
    let origins = parser.feed.key.compactMap { name in schema.row.first { $0.name == name }?.origin }
    keyOrigins = origins
    windowDay = context.windowFrom?.dayNumber ?? Int32.min
    isSnapshot = parser.feed.delivery == .snapshot
  }

  /// A value again is nothing new; another value of the same token breaks NOT NULL, and so the run.
  private static let insertToken =
    "INSERT INTO token VALUES (?, ?, ?) ON CONFLICT(kind, token) DO UPDATE SET value = NULL WHERE value <> excluded.value"

  /// Takes in one record: staged, or quarantined with its reason.
  ///
  /// - Throws: the refusal of the whole delivery for a record with what its contract forbids.
  func take(_ record: Record) throws {
    if tokens.isFull { try spillTokens() }
    let fault = parser.parse(record)
    pass.rows += 1
    if fault.trouble.spoilsRecord { try forbidden?.check(record) }
    if fault.trouble == .none { try keep(record) } else { try setAside(record, fault) }
  }

  private func keep(_ record: Record) throws {
    try tokens.make()
    tokens.want()
    try writeRow(record.line, nil)
    try writeSecret(record.line)
    if isLate { pass.late += 1 }
    if parser.hasRemarks { for remark in parser.remarks { note(remark, record.line) } }
    if let keys, let hash = keyHash() { try keys.insert(hash, line: record.line) }
    if let keyHashes, let hash = keyHash() {
      try keyHashes.append(.of(Int64(Int32(truncatingIfNeeded: hash >> 32))))
      try keyHashes.endRow(number: Int64(record.line))
    }
  }

  private func setAside(_ record: Record, _ fault: Fault) throws {
    if !fault.trouble.spoilsRecord || (isSnapshot && parser.rescueKey(record)) {
      try tokens.make()
      try writeRow(record.line, fault.trouble.rule)
    }
    try writeQuarantine(
      record, column: reasons.columnName(fault), rule: fault.trouble.rule, reason: reasons.sentence(fault))
    pass.quarantined += 1
  }

  private var isLate: Bool { parser.businessColumn >= 0 && parser.rowDay <= windowDay }

  private func note(_ remark: Fault, _ line: Int) {
    pass.findings.note(
      FindingLog.Kind(
        rule: remark.trouble.rule, column: reasons.columnName(remark), reason: reasons.sentence(remark)),
      line: Int64(line))
  }

  // MARK: Rows of the tables

  private func writeRow(_ line: Int, _ rule: String?) throws {
    if let rule { try row.append(copying: rule) } else { try row.append(.null) }
    try row.append(.of(isLate ? 1 : 0))
    for cell in origins {
      switch cell {
      case .column(let column): try row.append(parser.cells[column])
      case .token(let column): try row.append(tokens.token(column).map { .of($0) } ?? .null)
      case .derived(let column): try row.append(derived.cell(column))
      }
    }
    try row.endRow(number: Int64(line))
    pass.staged += 1
  }

  private func writeSecret(_ line: Int) throws {
    guard let secret else { return }
    for column in secrets { try secret.append(parser.cells[column]) }
    try secret.endRow(number: Int64(line))
  }

  private func writeQuarantine(_ record: Record, column: String, rule: String, reason: String) throws {
    for text in [column, rule, reason] { try quarantine.append(copying: text) }
    quarantine.append(blob: record.bytes)
    try quarantine.endRow(number: Int64(record.line))
  }

  // MARK: Tokens

  /// Makes room in the cache in the midst of the file: what kept rows use goes into the table by SQL.
  private func spillTokens() throws {
    try pages.publish()
    try Statement.runAll(database, "BEGIN")
    try insertTokens()
    try Statement.runAll(database, "COMMIT")
    try pages.resume()
    tokens.cache.empty()
    hasTokens = true
  }

  private func insertTokens() throws {
    let statement = try tokenStatement.get()
    try tokens.cache.eachWanted { kind, token, value in
      statement.bind(1, copying: tokens.kinds[kind])
      statement.bind(2, token)
      statement.bind(3, value)
      try statement.run()
    }
  }

  /// Lays the whole table down, where the cache holds all tokens of the file.
  private func layTokens() throws {
    let kinds = tokens.kinds.map { Array($0.utf8) }
    var last: (kind: Int, token: Int64, value: Cell)?
    try tokens.cache.eachWanted { kind, number, value in
      if let last, (last.kind, last.token) == (kind, number) {
        guard last.value.hasText(of: value) else { throw Self.sameToken }
        return
      }
      last = (kind, number, value)
      try kinds[kind].withUnsafeBufferPointer { bytes in
        try token.append(bytes.baseAddress.map { .of($0, bytes.count) } ?? .null)
        try token.append(.of(number))
        try token.append(value)
        try token.endRow()
      }
    }
    try token.finish()
  }

  /// As SQLite says it of `insertToken`.
  static let sameToken = Failure(
    .internal, "the staging file: NOT NULL constraint failed: token.value",
    remedy: "run again; if it stays, report it with this message")

  /// Brings everything into the tables, which may then be read, and their rows changed.
  func finish() throws {
    try row.finish()
    try secret?.finish()
    try quarantine.finish()
    try keyHashes?.finish()
    if !hasTokens { try layTokens() }
    try pages.publish()
    pages.close()
    if hasTokens {
      try Statement.runAll(database, "BEGIN")
      try insertTokens()
      try Statement.runAll(database, "COMMIT")
    }
    if let keys { pass.suspects = keys.finish() }
  }

  /// A hash of the row's key; nil where a part of it is NULL.
  private func keyHash() -> UInt64? {
    var hash: UInt64 = 0
    for origin in keyOrigins {
      switch origin {
      case .token(let column):
        guard let token = tokens.token(column) else { return nil }
        hash = mix(hash ^ UInt64(bitPattern: token))
      case .column(let column):
        let cell = parser.cells[column]
        guard cell.kind != .null else { return nil }
        if let text = cell.text {
          hash = hashBytes(text, Int(cell.count), seed: hash)
        } else {
          hash = mix(hash ^ UInt64(bitPattern: cell.integer))
        }
      case .derived: return nil
      }
    }
    return hash
  }
}
