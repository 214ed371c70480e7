import Foundation
import MartCore

/// What a steward said of two source customer numbers.
package struct StewardAnswer: Hashable, Sendable {
  package var id: Int64
  package var srcA: String
  package var numberA: Int64
  package var srcB: String
  package var numberB: Int64
  /// `same`, `different`, or empty for a word that was taken back.
  package var word: String
  package var by: String
  package var at: String

  package init(
    id: Int64 = 0, srcA: String, numberA: Int64, srcB: String, numberB: Int64, word: String, by: String = "",
    at: String = ""
  ) {
    self.id = id
    self.srcA = srcA
    self.numberA = numberA
    self.srcB = srcB
    self.numberB = numberB
    self.word = word
    self.by = by
    self.at = at
  }
}

/// `state/decisions.sqlite`: what people decided between nights. It is never cut, holds no personal value, and is an input
/// of the next night.
package struct Decisions: Sendable {
  package let path: String

  package init(stateFolder: String) { path = stateFolder + "/decisions.sqlite" }

  package var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// Every answer, in the order in which it was given; none where nothing was ever decided.
  package func answers() throws -> [StewardAnswer] {
    guard exists else { return [] }
    let store = try Store(path, .readOnly)
    defer { try? store.close() }
    return try store.use { session in
      // Who erased a person may have been the first to decide anything.
      guard try session.int("SELECT 1 FROM sqlite_schema WHERE name = 'id_answer'") != nil else { return [] }
      let sql = """
        SELECT answer_id, src_a, src_cust_id_a, src_b, src_cust_id_b, word, decided_by, decided_at FROM id_answer
        ORDER BY answer_id
        """
      return try session.rows(sql).map { row in
        StewardAnswer(
          id: row[0].int ?? 0, srcA: row[1].string ?? "", numberA: row[2].int ?? 0, srcB: row[3].string ?? "",
          numberB: row[4].int ?? 0, word: row[5].string ?? "", by: row[6].string ?? "", at: row[7].string ?? "")
      }
    }
  }

  /// Keeps an answer; an earlier one on the same pair stays, and counts no more.
  package func add(_ answer: StewardAnswer) throws {
    if !exists {
      guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
        throw Failure(
          .cannotWrite, "the file cannot be made", at: FileLocation(file: path),
          remedy: "look at space and permissions; is there a home at all?")
      }
    }
    let store = try Store(path, .durable)
    defer { try? store.close() }
    try store.use { session in
      try session.execute(Self.schema)
      try session.execute(
        """
        INSERT INTO id_answer(src_a, src_cust_id_a, src_b, src_cust_id_b, word, decided_by, decided_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .text(answer.srcA), .integer(answer.numberA), .text(answer.srcB), .integer(answer.numberB),
          .text(answer.word), .text(answer.by), .text(answer.at),
        ])
    }
  }

  private static let schema = """
    CREATE TABLE IF NOT EXISTS id_answer(
      answer_id INTEGER PRIMARY KEY, src_a TEXT NOT NULL, src_cust_id_a INTEGER NOT NULL, src_b TEXT NOT NULL,
      src_cust_id_b INTEGER NOT NULL, word TEXT NOT NULL CHECK(word IN ('same', 'different', '')),
      decided_by TEXT NOT NULL, decided_at TEXT NOT NULL) STRICT;
    """
}
