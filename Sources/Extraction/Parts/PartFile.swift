import Contracts
import Glibc
import MartCore
import MartStore

/// A part of a delivery in its file: tables as staging has them, filled with the part's rows alone and not settled, the
/// hashes of their keys, and this note. The trailer's totals stand in `total`.
package struct PartFile: Sendable {
  /// What makes the two tables that staging does not have.
  static let statements = [
    """
    CREATE TABLE part(number INTEGER, count INTEGER, made_by TEXT, sha256 TEXT, bytes INTEGER, rows INTEGER, \
    staged INTEGER, quarantined INTEGER, late INTEGER, trailer_line INTEGER, trailer_rows INTEGER) STRICT
    """,
    "CREATE TABLE \(keyTable)(line_no INTEGER PRIMARY KEY, hash INTEGER) STRICT",
  ]
  /// The upper half of each kept row's hash of its key.
  static let keyTable = "key_hash"

  package let path: String
  package let number: PartNumber
  /// What its rows were made by, as whoever asked for it called that.
  package let madeBy: String
  /// Of the whole delivery as it landed, as are `bytes`.
  package let sha256: String
  let bytes: Int64
  /// Records of the part; rows of `row`; rows of `quarantine`; late ones.
  let rows: Int64
  let staged: Int64
  let quarantined: Int64
  let late: Int64
  let trailer: Trailer?
  let findings: [(kind: FindingLog.Kind, count: Int64, firstLine: Int64)]
  let roots: [String: UInt32]

  struct Trailer: Sendable, Hashable {
    var line: Int
    var rows: Int64
    var totals: [Int64?]
  }

  /// - Throws: `BrokenPart` for what is no part.
  package init(_ path: String) throws {
    do {
      let store = try Store(path, .readOnly)
      defer { try? store.close() }
      self = try store.use { try PartFile(path, $0) }
    } catch { throw BrokenPart(path: path) }
  }

  private init(_ path: String, _ session: Session) throws {
    let rows = try session.rows("SELECT * FROM part")
    guard rows.count == 1, let number = rows[0][0].int, let count = rows[0][1].int,
      let part = PartNumber(Int(number), of: Int(count)), let madeBy = rows[0][2].string, let sha256 = rows[0][3].string
    else { throw BrokenPart(path: path) }
    let figures = rows[0][4...8].map { $0.int ?? -1 }
    (self.path, self.number, self.madeBy, self.sha256) = (path, part, madeBy, sha256)
    (bytes, self.rows, staged, quarantined, late) = (figures[0], figures[1], figures[2], figures[3], figures[4])
    let totals = try session.rows("SELECT announced FROM total ORDER BY rowid").map { $0[0].int }
    trailer = rows[0][9].int.flatMap { line in
      rows[0][10].int.map { Trailer(line: Int(line), rows: $0, totals: totals) }
    }
    findings = try session.rows("SELECT * FROM finding").map {
      (
        FindingLog.Kind(rule: $0[0].display, column: $0[1].display, reason: $0[2].display), $0[3].int ?? 0,
        $0[4].int ?? 0
      )
    }
    let tables = try session.rows("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'")
    roots = Dictionary(
      tables.compactMap { row in row[1].int.flatMap { UInt32(exactly: $0) }.map { (row[0].display, $0) } }
    ) { first, _ in first }
  }

  /// Writes the note of a part whose rows are there.
  static func note(
    _ part: PartNumber, madeBy: String, _ pass: FirstPass, _ feed: Feed, _ session: Session
  ) throws {
    let trailer = pass.trailer
    try session.execute(
      "INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(Int64(part.number)), .integer(Int64(part.count)), .text(madeBy), .text(pass.sha256),
        .integer(pass.bytes), .integer(pass.rows), .integer(pass.staged), .integer(pass.quarantined),
        .integer(pass.late), trailer.map { .integer(Int64($0.place.line)) } ?? .null,
        trailer.map { .integer($0.rows) } ?? .null,
      ])
    for (total, announced) in zip(feed.control.totals, trailer?.totals ?? []) {
      try session.execute(
        "INSERT INTO total VALUES (?, ?, ?, 0, 0, 0)",
        [.text(total.name), .text(total.unit), announced.map { .integer($0) } ?? .null])
    }
    try pass.findings.write(session)
  }
}
