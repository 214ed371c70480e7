import MartCore

/// A delivery that was taken in, as later deliveries are judged by it (DL-03, DL-04, DL-07).
package struct AcceptedDelivery: Hashable, Sendable {
  package var id: Int64
  package var feed: String
  package var businessDate: BusinessDate
  package var sequence: Int
  package var sha256: String
  /// As announced.
  package var rows: Int64

  package init(id: Int64, feed: String, businessDate: BusinessDate, sequence: Int, sha256: String, rows: Int64) {
    self.id = id
    self.feed = feed
    self.businessDate = businessDate
    self.sequence = sequence
    self.sha256 = sha256
    self.rows = rows
  }
}

extension State {
  /// Every accepted delivery, superseded ones too, by feed, business date and sequence.
  package func acceptedDeliveries() throws -> [AcceptedDelivery] { try deliveries("accepted") }

  /// Deliveries that came once more under a sequence of their own, as they are known by now (DL-03).
  package func repeatedDeliveries() throws -> [AcceptedDelivery] { try deliveries("repeated") }

  private func deliveries(_ status: String) throws -> [AcceptedDelivery] {
    let sql = """
      SELECT delivery_id, feed, business_date, sequence, sha256, rows FROM delivery
      WHERE status = '\(status)' ORDER BY feed, business_date, sequence
      """
    return try store.use { session in
      try session.rows(sql).compactMap { row in
        guard let id = row[0].int, let feed = row[1].string, let text = row[2].string,
          let date = BusinessDate(iso: text), let sequence = row[3].int, let sha256 = row[4].string,
          let rows = row[5].int
        else { return nil }
        return AcceptedDelivery(
          id: id, feed: feed, businessDate: date, sequence: Int(sequence), sha256: sha256, rows: rows)
      }
    }
  }

  /// Records that an accepted delivery came once more under this file name (DL-03). Said twice, it counts once.
  package func noteRepeated(
    _ original: AcceptedDelivery, file: String, sequence: Int, rows: Int64, generation: Int64
  ) throws {
    let id = Self.id("repeated|\(original.id)|\(file)|\(sequence)")
    try note(
      id: id, feed: original.feed, date: original.businessDate, file: file, sequence: sequence, sha256: original.sha256,
      rows: rows, status: "repeated", generation: generation)
  }

  /// Records that an optional feed brought nothing for a business date. A delivery that comes later replaces the note.
  package func noteStale(feed: String, businessDate: BusinessDate, generation: Int64) throws {
    try note(
      id: Self.id("stale|\(feed)|\(businessDate)"), feed: feed, date: businessDate, file: "", sequence: 0, sha256: "",
      rows: 0, status: "stale", generation: generation)
  }

  private func note(
    id: Int64, feed: String, date: BusinessDate, file: String, sequence: Int, sha256: String, rows: Int64,
    status: String, generation: Int64
  ) throws {
    try store.use { session in
      try session.transaction {
        try Self.mark(generation, in: session)
        try session.execute(
          """
          INSERT OR IGNORE INTO delivery(delivery_id, feed, business_date, file, sequence, sha256, bytes, window_from,
            rows, status, generation) VALUES (?, ?, ?, ?, ?, ?, 0, '', ?, ?, ?)
          """,
          [
            .integer(id), .text(feed), .text(date.description), .text(file), .integer(Int64(sequence)), .text(sha256),
            .integer(rows), .text(status), .integer(generation),
          ])
      }
    }
  }

  /// An id for what is no delivery of its own, 60 bits as theirs (FNV-1a).
  private static func id(_ text: String) -> Int64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int64(hash & 0x0fff_ffff_ffff_ffff)
  }
}
