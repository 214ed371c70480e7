import Foundation
import MartCore

/// `state/decisions.sqlite`: what people decided between nights. Never cut; the next night takes it up.
///
/// `erasure` names numbers by token; `tombstone` holds keyed marks of erased values and nothing of the values;
/// `rewritten` says which archived deliveries are no longer the bytes that their name promises, and why.
package enum ErasureDecisions {
  package static func path(in state: String) -> String { state + "/decisions.sqlite" }

  /// Makes the file (mode 0600) and its tables where they are absent.
  package static func prepare(in state: String) throws {
    let path = path(in: state)
    try Files.makeFolder(state, mode: 0o700)
    let store = try Store(path, .durable)
    try Files.setMode(path, 0o600)
    try store.transaction { try $0.execute(schema) }
    try store.close()
  }

  /// The decisions that nights take up, in order; none where nobody has ever decided.
  package static func erasures(in state: String) throws -> [Erasure] {
    try read(
      state,
      "SELECT src, src_cust_id, party_id, state, effective_on FROM erasure ORDER BY src, src_cust_id, state"
    ).compactMap { row in
      guard let src = row[0].string, let number = row[1].int, let party = row[2].int, let state = row[3].string,
        let day = row[4].string
      else { return nil }
      return Erasure(src: src, number: number, party: party, state: state, effectiveOn: day)
    }
  }

  /// Marks and tokens of what was erased: kind, mark, token.
  package static func tombstones(in state: String) throws -> [(kind: String, mark: String, token: Int64)] {
    try read(state, "SELECT kind, mark, token FROM tombstone ORDER BY kind, mark").compactMap { row in
      guard let kind = row[0].string, let mark = row[1].string, let token = row[2].int else { return nil }
      return (kind, mark, token)
    }
  }

  private static func read(_ state: String, _ sql: String) throws -> [[SQLValue]] {
    let path = path(in: state)
    guard Files.exists(path) else { return [] }
    let store = try Store(path, .readOnly)
    defer { try? store.close() }
    return try store.use { session in
      let known = try session.int("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'tombstone'") ?? 0
      return known == 0 ? [] : try session.rows(sql)
    }
  }

  private static let schema = """
    CREATE TABLE IF NOT EXISTS erasure(
      src TEXT NOT NULL, src_cust_id INTEGER NOT NULL, party_id INTEGER NOT NULL, state TEXT NOT NULL,
      because TEXT NOT NULL, effective_on TEXT NOT NULL, decided_by TEXT NOT NULL, decided_at TEXT NOT NULL,
      PRIMARY KEY(src, src_cust_id, state)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS tombstone(
      kind TEXT NOT NULL, mark TEXT NOT NULL, token INTEGER NOT NULL, PRIMARY KEY(kind, mark)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS rewritten(
      sha256 TEXT NOT NULL, decided_at TEXT NOT NULL, rows INTEGER NOT NULL, because TEXT NOT NULL,
      PRIMARY KEY(sha256, decided_at)) STRICT, WITHOUT ROWID;
    """
}

/// What was decided about one source number.
package struct Erasure: Hashable, Sendable {
  package var src: String
  /// Its token.
  package var number: Int64
  package var party: Int64
  /// `EXECUTED` or `LEGAL_HOLD`.
  package var state: String
  /// The business date from which it holds.
  package var effectiveOn: String
}

extension State {
  /// Takes up, as of `generation`, what was decided since the last night; a cut takes it back.
  package func takeUp(_ erasures: [Erasure], generation: Int64) throws {
    let new = try waiting(erasures)
    guard !new.isEmpty else { return }
    try store.transaction { session in
      try State.mark(generation, in: session)
      for erasure in new {
        try session.executeCached(
          "INSERT INTO main.id_erasure VALUES (?, ?, ?, ?, ?)",
          [
            .text(erasure.src), .integer(erasure.number), .text(erasure.state), .text(erasure.effectiveOn),
            .integer(generation),
          ])
      }
    }
  }

  /// Those that no night has taken up yet.
  package func waiting(_ erasures: [Erasure]) throws -> [Erasure] {
    guard !erasures.isEmpty else { return [] }
    return try store.use { session in
      try erasures.filter { erasure in
        let sql = "SELECT 1 FROM main.id_erasure WHERE src = ? AND src_cust_id = ? AND state = ?"
        return try session.int(sql, [.text(erasure.src), .integer(erasure.number), .text(erasure.state)]) == nil
      }
    }
  }
}
