import Contracts
import MartStore

/// Edges as the vault keeps them: a log by generation, of which the newest of a pair and rule holds. Documents' own edges
/// (D1) are not kept: the index of documents is their list.
struct EdgeStore {
  let plan: IdentityPlan
  let generation: Int64
  let session: Session
  private let trust: [String: Int]

  init(plan: IdentityPlan, generation: Int64, session: Session) {
    self.plan = plan
    self.generation = generation
    self.session = session
    trust = plan.trust
  }

  /// What became of an edge.
  enum Fate: String {
    /// Both ends are one party.
    case held
    /// A constraint forbids it.
    case refusedByDocuments = "C1"
    case refusedBySteward = "C2"
    /// A steward is asked.
    case asked
    /// It is no more.
    case ended
  }

  func isEmpty() throws -> Bool { try session.int("SELECT 1 FROM vault.id_edge LIMIT 1") == nil }

  /// Every number that has, or once had, an edge.
  func ends() throws -> Set<Number> {
    var ends: Set<Number> = []
    let sql = "SELECT src_a, src_cust_id_a, src_b, src_cust_id_b FROM vault.id_edge"
    try session.scan(sql) { row in
      for column in [0, 2] {
        if let place = trust[row.string(column)] { ends.insert(Number(trust: place, token: row.int(column + 1))) }
      }
    }
    return ends
  }

  /// The edges of a number that hold, were refused, or are asked about.
  func edges(of number: Number) throws -> [Edge] {
    try edges(Self.ofNumber, [.text(plan.sources[number.trust].src), .integer(number.token)])
  }

  private static let ofNumber = """
    SELECT src_a, src_cust_id_a, src_b, src_cust_id_b, rule, weight, evidence, model FROM vault.id_edge e
    WHERE (src_a = ?1 AND src_cust_id_a = ?2 OR src_b = ?1 AND src_cust_id_b = ?2) AND \(newest)
    """

  func edges(by rule: Edge.Rule) throws -> [Edge] {
    let sql = """
      SELECT src_a, src_cust_id_a, src_b, src_cust_id_b, rule, weight, evidence, model FROM vault.id_edge e
      WHERE rule = ? AND \(Self.newest)
      """
    return try edges(sql, [.text(rule.rawValue)])
  }

  static let newest = """
    fate <> 'ended' AND NOT EXISTS (SELECT 1 FROM vault.id_edge n WHERE n.src_a = e.src_a
      AND n.src_cust_id_a = e.src_cust_id_a AND n.src_b = e.src_b AND n.src_cust_id_b = e.src_cust_id_b
      AND n.rule = e.rule AND n.generation > e.generation)
    """

  private func edges(_ sql: String, _ arguments: [SQLValue]) throws -> [Edge] {
    var edges: [Edge] = []
    try session.scanCached(sql, arguments) { row in
      guard let a = trust[row.string(0)], let b = trust[row.string(2)], let rule = Edge.Rule(rawValue: row.string(4))
      else { return }
      edges.append(
        Edge(
          Number(trust: a, token: row.int(1)), Number(trust: b, token: row.int(3)), rule, weight: row.real(5),
          evidence: row.string(6), model: row.string(7)))
    }
    return edges
  }

  /// `held`, `C1`, `C2`, `asked` or `ended`; empty for an edge that is not kept.
  func fate(of edge: Edge) throws -> String { try last(edge)?[0].string ?? "" }

  private func ends(_ edge: Edge) -> [SQLValue] {
    [edge.a, edge.b].flatMap { [.text(plan.sources[$0.trust].src), .integer($0.token)] }
  }

  /// What was last said of the edge: fate, weight, evidence, model.
  private func last(_ edge: Edge) throws -> [SQLValue]? {
    let sql = """
      SELECT fate, weight, evidence, model FROM vault.id_edge WHERE src_a = ? AND src_cust_id_a = ? AND src_b = ?
        AND src_cust_id_b = ? AND rule = ? ORDER BY generation DESC LIMIT 1
      """
    var said: [SQLValue]?
    try session.scanCached(sql, ends(edge) + [.text(edge.rule.rawValue)]) { row in
      said = [.text(row.string(0)), .real(row.real(1)), .text(row.string(2)), .text(row.string(3))]
    }
    return said
  }

  func write(_ edge: Edge, _ fate: Fate) throws {
    let last = try last(edge)
    let said: [SQLValue] = [.text(fate.rawValue), .real(edge.weight), .text(edge.evidence), .text(edge.model)]
    if last == said || last == nil && fate == .ended || fate == .ended && last?[0].string == "ended" { return }
    try session.executeCached(
      "INSERT OR REPLACE INTO vault.id_edge VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      ends(edge) + [.text(edge.rule.rawValue), said[1], said[2], said[3], said[0], .integer(generation)])
  }
}

extension IdentityPlan {
  /// The place of each source in the order of trust.
  var trust: [String: Int] { Dictionary(sources.enumerated().map { ($1.src, $0) }) { first, _ in first } }
}

extension Number {
  /// nil where the source is none of the plan's.
  init?(_ src: SQLValue, _ token: SQLValue, _ trust: [String: Int]) {
    guard let place = src.string.flatMap({ trust[$0] }), let token = token.int else { return nil }
    self.init(trust: place, token: token)
  }
}
