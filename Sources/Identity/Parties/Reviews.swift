import Contracts
import MartStore

/// The steward's queue: pairs of which the rules cannot say whether they are one human.
struct Reviews {
  let plan: IdentityPlan
  let generation: Int64
  let session: Session

  /// Opens the questions that are new, and closes those that hold no more. Returns how many were opened.
  ///
  /// - wanted: all questions that touch `numbers`.
  func keep(_ wanted: Set<Ask>, among numbers: Set<Number>) throws -> Int {
    let open = try self.open(among: numbers)
    for ask in open.subtracting(wanted) { try write(ask, 0) }
    let new = wanted.subtracting(open)
    for ask in new { try write(ask, 1) }
    return new.count
  }

  static let open = """
    open = 1 AND NOT EXISTS (
      SELECT 1 FROM vault.id_review n WHERE n.src_a = r.src_a AND n.src_cust_id_a = r.src_cust_id_a
        AND n.src_b = r.src_b AND n.src_cust_id_b = r.src_cust_id_b AND n.rule = r.rule AND n.generation > r.generation)
    """

  private func open(among numbers: Set<Number>) throws -> Set<Ask> {
    if try session.int("SELECT 1 FROM vault.id_review LIMIT 1") == nil { return [] }
    let trust = plan.trust
    let sql = """
      SELECT src_a, src_cust_id_a, src_b, src_cust_id_b, rule FROM vault.id_review r WHERE \(Self.open)
      """
    let asks = try session.rows(sql).compactMap { row -> Ask? in
      guard let a = Number(row[0], row[1], trust), let b = Number(row[2], row[3], trust) else { return nil }
      return Ask(a, b, row[4].string ?? "")
    }
    return Set(asks.filter { numbers.contains($0.pair.a) || numbers.contains($0.pair.b) })
  }

  private func write(_ ask: Ask, _ open: Int64) throws {
    try session.execute(
      "INSERT OR REPLACE INTO vault.id_review VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        .text(plan.sources[ask.pair.a.trust].src), .integer(ask.pair.a.token),
        .text(plan.sources[ask.pair.b.trust].src), .integer(ask.pair.b.token), .text(ask.rule), .integer(open),
        .integer(generation),
      ])
  }
}
