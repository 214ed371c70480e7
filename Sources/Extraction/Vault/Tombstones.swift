import Contracts
import MartStore

/// What was erased, so that it is known when it comes again: marks under a key of their own, which no other key gives.
package struct Tombstones: Sendable {
  /// Rows of what was erased before.
  package static let rule = "ERA-01"

  private let hash: KeyedHash
  private let marks: [String: Set<String>]
  /// By kind: what the same values were called by the tokens of their day; spares most hashing.
  private let tokens: [String: Set<Int64>]

  /// - hash: of the marks' own key.
  package init(_ hash: KeyedHash, _ list: [(kind: String, mark: String, token: Int64)]) {
    self.hash = hash
    marks = Dictionary(grouping: list, by: \.kind).mapValues { Set($0.map(\.mark)) }
    tokens = Dictionary(grouping: list, by: \.kind).mapValues { Set($0.map(\.token)) }
  }

  /// The code of `kind|value`, 64 hex digits.
  package static func mark(_ hash: KeyedHash, kind: String, value: String) throws -> String {
    try hash.hexCode("\(kind)|\(value)")
  }

  var kinds: Set<String> { Set(marks.keys) }

  func holds(kind: String, token: Int64) -> Bool { tokens[kind]?.contains(token) ?? false }

  func holds(kind: String, value: String) throws -> Bool {
    guard let marks = marks[kind] else { return false }
    return marks.contains(try Self.mark(hash, kind: kind, value: value))
  }
}

/// The rows of one staged delivery that name what was erased.
struct ErasedRows {
  let session: Session
  let feed: Feed
  let schema: StagingSchema
  let tombstones: Tombstones

  struct Found {
    var demotions: [Demotion] = []
    var causes: [Cause] = []
    var tokens: [String: Set<Int64>] = [:]
  }

  func find() throws -> Found {
    let columns = schema.row.compactMap { cell -> (name: String, kind: String)? in
      guard case .token(let index) = cell.origin, let kind = feed.columns[index].token,
        tombstones.kinds.contains(kind)
      else { return nil }
      return (cell.name, kind)
    }
    var found = Found()
    guard !columns.isEmpty else { return found }
    found.tokens = try tokens(Set(columns.map(\.kind)), columns)
    guard !found.tokens.isEmpty else { return found }
    var lines: [Int64: Int] = [:]
    for column in columns {
      guard let tokens = found.tokens[column.kind] else { continue }
      found.causes.append(
        Cause(rule: Tombstones.rule, column: column.name, reason: "it was erased before; see Privacy.md"))
      for token in tokens {
        let sql = "SELECT line_no FROM row WHERE rule IS NULL AND \(sqlName(column.name)) = ?"
        for row in try session.rows(sql, [.integer(token)]) {
          if let line = row[0].int, lines[line] == nil { lines[line] = found.causes.count - 1 }
        }
      }
    }
    found.demotions = lines.sorted { $0.key < $1.key }.map { Demotion(line: $0.key, cause: $0.value) }
    return found
  }

  /// Tokens of accepted rows by their values; those of rows that something else refused by what they were called.
  private func tokens(_ kinds: Set<String>, _ columns: [(name: String, kind: String)]) throws
    -> [String: Set<Int64>]
  {
    var found: [String: Set<Int64>] = [:]
    for kind in kinds.sorted() {
      try session.each("SELECT token, value FROM token WHERE kind = ?", [.text(kind)]) { row in
        guard let token = row[0].int, let value = row[1].string else { return }
        if try tombstones.holds(kind: kind, token: token) || tombstones.holds(kind: kind, value: value) {
          found[kind, default: []].insert(token)
        }
      }
    }
    for column in columns {
      let name = sqlName(column.name)
      try session.each("SELECT DISTINCT \(name) FROM row WHERE rule IS NOT NULL AND \(name) IS NOT NULL") { row in
        if let token = row[0].int, tombstones.holds(kind: column.kind, token: token) {
          found[column.kind, default: []].insert(token)
        }
      }
    }
    return found
  }
}
