import Contracts
import MartCore
import MartStore

/// The same key twice in a file of events or of a snapshot (DQ-10): an identical row is a repeat of the first;
/// where they differ, nobody can say which is right, and all are quarantined.
struct Duplicates {
  static let different = Cause(
    rule: "DQ-10", column: "", reason: "the key stands twice in the file, with different rows")

  let session: Session
  let feed: Feed
  let schema: StagingSchema

  /// - suspects: the rows whose key another one may have; they alone are read.
  func find(_ suspects: [Int64]) throws -> (demotions: [Demotion], causes: [Cause]) {
    guard !suspects.isEmpty else { return ([], []) }
    try collect(suspects)
    var demotions: [Demotion] = []
    var group = Group(keyCount: feed.key.count)
    try session.each(query) { cells in
      if !group.takes(cells) {
        group.finish(&demotions)
        group.begin(cells)
      }
    }
    group.finish(&demotions)
    try session.execute("DROP TABLE suspect")
    return (demotions.sorted { $0.line < $1.line }, [.repetition, Self.different])
  }

  private var keys: [String] { feed.key.map(sqlName) }

  private func collect(_ suspects: [Int64]) throws {
    try session.execute("CREATE TEMP TABLE suspect(line_no INTEGER PRIMARY KEY)")
    for line in suspects { try session.executeCached("INSERT INTO suspect VALUES (?)", [.integer(line)]) }
  }

  /// line_no, the key, then everything that must be equal; the rows of one key together, in the order of the file.
  private var query: String {
    let cells = schema.row.map { "r.\(sqlName($0.name))" } + schema.secretNames.map { "s.\(sqlName($0))" }
    let key = keys.map { "r.\($0)" }.joined(separator: ", ")
    return "SELECT r.line_no, \(key), \(cells.joined(separator: ", "))"
      + " FROM suspect AS d CROSS JOIN row AS r ON r.line_no = d.line_no"
      + (schema.secret.isEmpty ? "" : " LEFT JOIN secret AS s ON s.line_no = r.line_no")
      + " WHERE r.rule IS NULL ORDER BY \(key), r.line_no"
  }

  /// The rows of one key.
  private struct Group {
    let keyCount: Int
    var lines: [Int64] = []
    var first: ArraySlice<SQLValue> = []
    var areEqual = true

    /// True where the row is of this group's key; it is then part of it.
    mutating func takes(_ cells: [SQLValue]) -> Bool {
      guard !lines.isEmpty, cells[1...keyCount] == first.prefix(keyCount), let line = cells[0].int else { return false }
      lines.append(line)
      areEqual = areEqual && cells[1...] == first
      return true
    }

    mutating func begin(_ cells: [SQLValue]) {
      lines = cells[0].int.map { [$0] } ?? []
      first = cells[1...]
      areEqual = true
    }

    /// Equal: all but the first are repeats (cause 0). Different: all are quarantined (cause 1).
    func finish(_ demotions: inout [Demotion]) {
      guard lines.count > 1 else { return }
      demotions += lines.dropFirst(areEqual ? 1 : 0).map { Demotion(line: $0, cause: areEqual ? 0 : 1) }
    }
  }
}
