import Contracts
import MartCore
import MartStore

/// Lays the rows of all parts of a delivery down as one pass over its file would have, record by record.
struct PartMerge {
  /// All parts of one delivery, each once.
  let parts: [PartFile]
  let tables: StagedTables
  let schema: StagingSchema
  let feed: Feed
  let dataName: String

  /// - input: of the delivery as it lies in landing; it is read to its end.
  /// - Throws: `BrokenPart` for a part of other content, or one that cannot be read.
  func lay(_ input: RawInput) throws -> FirstPass {
    while try !input.next().isEmpty {}
    var pass = FirstPass()
    (pass.sha256, pass.bytes) = (input.sha256(), input.passed)
    for part in parts {
      guard part.sha256 == pass.sha256 else { throw BrokenPart(path: part.path) }
      pass.rows += part.rows
      pass.late += part.late
      for finding in part.findings { pass.findings.note(finding.kind, line: finding.firstLine, count: finding.count) }
    }
    pass.trailer = parts.first?.trailer.map {
      Announcement(
        place: FileLocation(file: dataName, line: $0.line), businessDate: nil, rows: $0.rows, totals: $0.totals,
        sequence: nil, sha256: nil)
    }
    pass.staged = try layNumbered("row")
    if !schema.secret.isEmpty { _ = try layNumbered("secret") }
    pass.quarantined = try layNumbered("quarantine")
    try layTokens()
    pass.suspects = try suspects()
    let (staged, quarantined) = parts.reduce((Int64(0), Int64(0))) { ($0.0 + $1.staged, $0.1 + $1.quarantined) }
    guard let first = parts.first, (staged, quarantined) == (pass.staged, pass.quarantined) else {
      throw BrokenPart(path: parts.first?.path ?? dataName)
    }
    guard parts.allSatisfy({ $0.trailer == first.trailer }) else { throw BrokenPart(path: first.path) }
    return pass
  }

  private func readers(_ table: String, _ kind: PageTree.Kind) throws -> [TreeReader] {
    try parts.map { part in
      guard let root = part.roots[table] else { throw BrokenPart(path: part.path) }
      return try TreeReader(part.path, kind, root: root)
    }
  }

  /// - Returns: how many rows there are.
  private func layNumbered(_ table: String) throws -> Int64 {
    let writer = try tables.writer(table, columns: [])
    let merge = try TreeMerge(readers(table, .table)) { $0.number }
    var (count, last): (Int64, Int64) = (0, 0)
    while let (reader, line) = try merge.next() {
      guard line > last else { throw BrokenPart(path: parts[0].path) }
      try writer.copy(reader.record, number: line)
      (count, last) = (count + 1, line)
    }
    try writer.finish()
    return count
  }

  /// By the order of the table's own keys.
  private struct TokenKey: Comparable {
    var kind: String
    var token: Int64

    static func < (left: TokenKey, right: TokenKey) -> Bool {
      left.kind == right.kind ? left.token < right.token : left.kind < right.kind
    }
  }

  /// A value that several parts know stands once; two values of one token stop the run, as they do in one pass.
  private func layTokens() throws {
    let writer = try tables.writer("token", .index, columns: [])
    let path = parts[0].path
    let merge = try TreeMerge(readers("token", .index)) { reader in
      var cells = StoredCells(reader.record)
      guard let kind = cells?.text(), let token = cells?.integer() else { throw BrokenPart(path: path) }
      return TokenKey(kind: String(decoding: kind, as: UTF8.self), token: token)
    }
    var last: (key: TokenKey, record: [UInt8])?
    while let (reader, key) = try merge.next() {
      if let last, last.key == key {
        guard last.record.elementsEqual(reader.record) else { throw RowWriter.sameToken }
        continue
      }
      try writer.copy(reader.record)
      last = (key, Array(reader.record))
    }
    try writer.finish()
  }

  private func suspects() throws -> [Int64] {
    guard feed.delivery != .delta else { return [] }
    let keys = KeySet()
    for (part, reader) in zip(parts, try readers(PartFile.keyTable, .table)) {
      while try reader.next() {
        var cells = StoredCells(reader.record)
        cells?.skip()
        guard let hash = cells?.integer(), let line = Int(exactly: reader.number) else {
          throw BrokenPart(path: part.path)
        }
        try keys.insert(UInt64(truncatingIfNeeded: hash) << 32, line: line)
      }
    }
    return keys.finish()
  }
}
