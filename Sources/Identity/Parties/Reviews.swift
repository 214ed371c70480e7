import Contracts
import MartStore

/// The steward's queue (D2): records that bear one valid document under names that do not fit.
struct Reviews {
  let plan: IdentityPlan
  let generation: Int64
  let session: Session

  private struct Pair: Hashable {
    var a: Number
    var b: Number
  }

  /// Opens a review between the first part of a document and each other one, and closes those that hold no more.
  /// Returns how many were opened.
  ///
  /// - groups: the parts of each document that was looked at, by founder.
  func keep(_ groups: [[Part]]) throws -> Int {
    var wanted: Set<Pair> = []
    for parts in groups {
      guard let first = parts.first?.founder else { continue }
      for other in parts.dropFirst().compactMap(\.founder) { wanted.insert(Pair(a: first.number, b: other.number)) }
    }
    let open = try self.open(among: Set(groups.flatMap { $0.flatMap { $0.records.map(\.number) } }))
    for pair in open.subtracting(wanted) { try write(pair, 0) }
    let new = wanted.subtracting(open)
    for pair in new { try write(pair, 1) }
    return new.count
  }

  private func open(among numbers: Set<Number>) throws -> Set<Pair> {
    if try session.int("SELECT 1 FROM vault.id_review LIMIT 1") == nil { return [] }
    let trust = Dictionary(plan.sources.enumerated().map { ($1.src, $0) }) { first, _ in first }
    let sql = """
      SELECT src_a, src_cust_id_a, src_b, src_cust_id_b FROM vault.id_review r WHERE open = 1 AND NOT EXISTS (
        SELECT 1 FROM vault.id_review n WHERE n.src_a = r.src_a AND n.src_cust_id_a = r.src_cust_id_a
          AND n.src_b = r.src_b AND n.src_cust_id_b = r.src_cust_id_b AND n.rule = r.rule AND n.generation > r.generation)
      """
    let pairs = try session.rows(sql).compactMap { row -> Pair? in
      guard let srcA = row[0].string, let a = trust[srcA], let tokenA = row[1].int, let srcB = row[2].string,
        let b = trust[srcB], let tokenB = row[3].int
      else { return nil }
      return Pair(a: Number(trust: a, token: tokenA), b: Number(trust: b, token: tokenB))
    }
    return Set(pairs.filter { numbers.contains($0.a) || numbers.contains($0.b) })
  }

  private func write(_ pair: Pair, _ open: Int64) throws {
    try session.execute(
      "INSERT OR REPLACE INTO vault.id_review VALUES (?, ?, ?, ?, 'D2', ?, ?)",
      [
        .text(plan.sources[pair.a.trust].src), .integer(pair.a.token), .text(plan.sources[pair.b.trust].src),
        .integer(pair.b.token), .integer(open), .integer(generation),
      ])
  }
}
