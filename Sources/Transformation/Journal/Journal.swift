import CSQLite
import Contracts
import MartCore
import MartStore

/// Takes staged deliveries into the journal and the vault, and keeps what the generic rules say of their rows.
package struct Journal {
  package let state: State

  package init(_ state: State) { self.state = state }

  /// What was taken in, delivery by delivery.
  package struct Appended: Hashable, Sendable {
    package var id: Int64
    package var feed: String
    package var businessDate: BusinessDate
    package var sequence: Int
    /// Rows written into the journal: accepted rows; of a snapshot the differences only.
    package var written: Int64
  }

  /// Appends staging files (one delivery each, any order) as `generation`, and judges the touched keys by the
  /// generic rules.
  ///
  /// - Throws: `Failure` with `.refused` where a token stands for two values; the caller cuts the generation away.
  @discardableResult package func append(_ staging: [String], generation: Int64) throws -> [Appended] {
    try state.store.use { session in
      var appended: [Appended] = []
      for shape in state.shapes.values { try Self.registerHashes(shape, in: session) }
      let files = try Self.inOrder(staging, session)
      let room = max(1, Int(sqlite3_limit(session.handle, SQLITE_LIMIT_ATTACHED, -1)) - 2)
      for start in stride(from: 0, to: files.count, by: room) {
        let group = files[start..<min(start + room, files.count)]
        for (place, file) in group.enumerated() { try session.attach(file.path, as: "s\(place)") }
        try session.transaction {
          try State.mark(generation, in: session)
          if start == 0 { try forgetTouched(before: generation, session) }
          for place in 0..<group.count {
            appended.append(try append(schema: "s\(place)", generation: generation, session))
          }
          if start + room >= files.count { try judge(Set(appended.map(\.feed)), generation: generation, session) }
        }
        for place in 0..<group.count { try session.execute("DETACH DATABASE s\(place)") }
      }
      return appended
    }
  }

  private func append(schema: String, generation: Int64, _ session: Session) throws -> Appended {
    let staged = try stagedDelivery(schema, generation, session)
    let written = try staged.append()
    return Appended(
      id: staged.id, feed: staged.feedName, businessDate: staged.businessDate, sequence: Int(staged.sequence),
      written: written)
  }

  /// The delivery of an attached staging file.
  func stagedDelivery(_ schema: String, _ generation: Int64, _ session: Session) throws -> StagedDelivery {
    guard let row = try session.rows("SELECT delivery_id, feed, business_date, sequence FROM \(schema).delivery").first,
      let id = row[0].int, let feed = row[1].string, let text = row[2].string, let date = BusinessDate(iso: text),
      let sequence = row[3].int
    else {
      throw Failure(.internal, "a staging file names no delivery", remedy: "extract this business date again")
    }
    return StagedDelivery(
      schema: schema, id: id, businessDate: date, sequence: sequence, generation: generation,
      shape: try state.shape(of: feed), session: session)
  }

  /// By business date, feed and sequence: a snapshot is compared with the one before it.
  static func inOrder(_ paths: [String], _ session: Session) throws -> [(path: String, order: [String])] {
    let files = try paths.map { path in
      try session.attach(path, as: "s0")
      defer { try? session.execute("DETACH DATABASE s0") }
      let sql = "SELECT business_date, feed, printf('%09d', sequence) FROM s0.delivery"
      return (path: path, order: try session.rows(sql).first?.compactMap(\.string) ?? [])
    }
    return files.sorted { $0.order.lexicographicallyPrecedes($1.order) }
  }

  /// Touched keys serve the night that touched them; older lists are of no use.
  func forgetTouched(before generation: Int64, _ session: Session) throws {
    for shape in state.shapes.values {
      try session.execute("DELETE FROM main.\(shape.touchedTable) WHERE generation < ?", [.integer(generation)])
    }
  }

  static func registerHashes(_ shape: FeedShape, in session: Session) throws {
    guard !shape.isEvents else { return }
    try ContentHash.register("content_\(shape.feed.name)", columns: shape.others.map(\.name), in: session)
    guard shape.hasSecrets else { return }
    try ContentHash.register("secret_\(shape.feed.name)", columns: shape.secrets, in: session)
  }
}
