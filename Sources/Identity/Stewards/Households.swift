import Contracts
import MartStore

/// Parties that share a phone or an address and are not one human: perhaps a family. Rule H1 proposes them to a steward,
/// joins nobody, and makes no household of the mart.
package struct HouseholdProposal: Hashable, Sendable {
  /// What all of them share: `phone`, `address` or both.
  package var shared: [String]
  /// Ascending.
  package var parties: [Int64]
}

/// What rule H1 proposes now, the largest first. Placeholders propose nothing.
///
/// - most: values under more parties than this propose nothing either: a switchboard is no family.
package func householdProposals(_ pipeline: Pipeline, _ state: Store, most: Int) throws -> [HouseholdProposal] {
  try Desk.withPlan(pipeline, state) { desk in
    var shared: [[Int64]: [String]] = [:]
    for field in ["phone", "address"] {
      var sharing: [String: [Int64]] = [:]
      try desk.session.each(Desk.bearers(of: field), [.integer(Int64(most))]) { row in
        if let value = row[0].string, let party = row[1].int { sharing[value, default: []].append(party) }
      }
      for parties in Set(sharing.values) { shared[parties, default: []].append(field) }
    }
    return shared.map { HouseholdProposal(shared: $1, parties: $0) }.sorted { left, right in
      left.parties.count != right.parties.count
        ? left.parties.count > right.parties.count : left.parties.lexicographicallyPrecedes(right.parties)
    }
  }
}

extension Desk {
  /// Values under two parties or more, with their parties in order.   - field: a column of `id_record`.
  fileprivate static func bearers(of field: String) -> String {
    """
    WITH borne AS MATERIALIZED (
      SELECT DISTINCT r.\(field) AS value, s.party_id FROM vault.id_record r JOIN main.id_span s
        ON s.src = r.src AND s.src_cust_id = r.src_cust_id AND s.valid_to = '\(Spans.forever)'
      WHERE r.\(field) <> '' AND r.known = 1
        AND s.generation = (SELECT max(m.generation) FROM main.id_span m WHERE m.src = s.src
          AND m.src_cust_id = s.src_cust_id)
        AND r.generation = (SELECT max(n.generation) FROM vault.id_record n WHERE n.src = r.src
          AND n.src_cust_id = r.src_cust_id))
    SELECT value, party_id FROM borne
    WHERE value IN (SELECT value FROM borne GROUP BY value HAVING COUNT(*) BETWEEN 2 AND ?1)
    ORDER BY value, party_id
    """
  }
}
