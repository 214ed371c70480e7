import CSQLite
import Contracts
import MartCore
import MartStore

/// Writes records into the tables of a staging file, in the order of the file.
final class RowWriter {
  let parser: RowParser
  let tokens: RowTokens
  let findings = FindingLog()
  private(set) var accepted: Int64 = 0
  private(set) var quarantined: Int64 = 0
  private(set) var late: Int64 = 0
  /// Kept rows whose key may have come before (DQ-10); never of deltas, where the last one wins.
  private(set) var suspects: [Int64] = []

  private let origins: [StagingSchema.Origin]
  private let secrets: [Int]
  private let derived: DerivedCells
  private let reasons: Reasons
  private let row: BatchInsert
  private let secret: BatchInsert?
  private let quarantine: Statement
  private let tokenRow: BatchInsert
  private let keys: KeySet?
  private let keyOrigins: [StagingSchema.Origin]
  private let windowDay: Int32
  private let isSnapshot: Bool
  private let forbidden: ForbiddenData?

  init(
    _ database: OpaquePointer, _ parser: RowParser, _ schema: StagingSchema, _ context: ExtractionContext,
    file: String
  ) throws {
    self.parser = parser
    forbidden = ForbiddenData(parser.feed, file: file)
    origins = schema.row.map(\.origin)
    secrets = schema.secret
    tokens = RowTokens(parser, context.tokenizer)
    derived = DerivedCells(parser)
    reasons = Reasons(feed: parser.feed, recordLength: parser.recordLength)
    row = try BatchInsert(
      database, "row(line_no, rule, late\(schema.row.map { ", \(sqlName($0.name))" }.joined()))",
      width: 3 + schema.row.count)
    secret =
      schema.secret.isEmpty
      ? nil
      : try BatchInsert(
        database, "secret(line_no\(schema.secretNames.map { ", \(sqlName($0))" }.joined()))",
        width: 1 + schema.secret.count)
    quarantine = try Statement(database, "INSERT INTO quarantine VALUES (?, ?, ?, ?, ?)")
    tokenRow = try BatchInsert(database, "token", width: 3, tail: Self.onSameToken)
    keys = parser.feed.delivery == .delta ? nil : KeySet()
    let origins = parser.feed.key.compactMap { name in schema.row.first { $0.name == name }?.origin }
    keyOrigins = origins
    windowDay = context.windowFrom?.dayNumber ?? Int32.min
    isSnapshot = parser.feed.delivery == .snapshot
  }

  /// A value again is nothing new; another value of the same token breaks NOT NULL, and so the run.
  private static let onSameToken =
    "ON CONFLICT(kind, token) DO UPDATE SET value = NULL WHERE value <> excluded.value"

  var rows: Int64 { accepted + quarantined }

  /// Takes in one record: staged, or quarantined with its reason.
  ///
  /// - Throws: the refusal of the whole delivery for a record with what its contract forbids.
  func take(_ record: Record) throws {
    if tokens.isFull { try writeTokens() }
    let fault = parser.parse(record)
    if fault.trouble.spoilsRecord { try forbidden?.check(record) }
    if fault.trouble == .none { try keep(record) } else { try setAside(record, fault) }
  }

  private func keep(_ record: Record) throws {
    try tokens.make()
    tokens.want()
    try writeRow(record.line, nil)
    try writeSecret(record.line)
    accepted += 1
    if isLate { late += 1 }
    for remark in parser.remarks { note(remark, record.line) }
    if let keys, let hash = keyHash() { keys.insert(hash, line: Int64(record.line)) }
  }

  private func setAside(_ record: Record, _ fault: Fault) throws {
    if !fault.trouble.spoilsRecord || (isSnapshot && parser.rescueKey(record)) {
      try tokens.make()
      try writeRow(record.line, fault.trouble.rule)
    }
    try writeQuarantine(
      Int64(record.line), column: reasons.columnName(fault), rule: fault.trouble.rule,
      reason: reasons.sentence(fault), raw: record.bytes)
    quarantined += 1
  }

  private var isLate: Bool { parser.businessColumn >= 0 && parser.rowDay <= windowDay }

  private func note(_ remark: Fault, _ line: Int) {
    findings.note(
      FindingLog.Kind(
        rule: remark.trouble.rule, column: reasons.columnName(remark), reason: reasons.sentence(remark)),
      line: Int64(line))
  }

  // MARK: Rows of the tables

  private func writeRow(_ line: Int, _ rule: String?) throws {
    row.append(.of(Int64(line)))
    if let rule { row.append(rule) } else { row.append(.null) }
    row.append(.of(isLate ? 1 : 0))
    for cell in origins {
      switch cell {
      case .column(let column): row.append(parser.cells[column])
      case .token(let column): row.append(tokens.token(column).map { .of($0) } ?? .null)
      case .derived(let column): row.append(derived.cell(column))
      }
    }
    try row.endRow()
  }

  private func writeSecret(_ line: Int) throws {
    guard let secret else { return }
    secret.append(.of(Int64(line)))
    for column in secrets {
      secret.append(text(of: parser.cells[column], parser.arena).map { .of($0.start, $0.count) } ?? .null)
    }
    try secret.endRow()
  }

  func writeQuarantine(
    _ line: Int64, column: String, rule: String, reason: String, raw: UnsafeBufferPointer<UInt8>
  ) throws {
    quarantine.bind(1, line)
    quarantine.bind(2, copying: column)
    quarantine.bind(3, copying: rule)
    quarantine.bind(4, copying: reason)
    quarantine.bind(5, blob: raw)
    try quarantine.run()
  }

  /// Writes the tokens that kept rows use, and forgets all.
  private func writeTokens() throws {
    try tokens.cache.eachWanted { kind, token, value in
      tokenRow.append(tokens.kinds[kind])
      tokenRow.append(.of(token))
      tokenRow.append(value)
      try tokenRow.endRow()
    }
    tokens.cache.empty()
  }

  /// Brings everything into the tables, which may then be read.
  func finish() throws {
    try row.flush()
    try secret?.flush()
    try writeTokens()
    try tokenRow.flush()
    if let keys { suspects = keys.finish() }
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
