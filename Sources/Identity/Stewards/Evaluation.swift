import Contracts
import MartCore
import MartStore

/// How the parties of a home agree with a list of who is who.
package struct IdentityEvaluation: Sendable {
  package var pairs: Quality.Score
  package var clusters: Quality.Score
  /// Numbers of the truth that stand for nobody in the home; each counts as a person of its own.
  package var unknown = 0
  /// Numbers of the home of which the truth says nothing; they are left out.
  package var untold = 0
  /// Open questions to stewards.
  package var reviews = 0
  package var numbers = 0
}

/// - truth: source, customer number as the source writes it, person.
package func evaluateIdentity(
  _ truth: [(src: String, number: String, person: String)], _ pipeline: Pipeline, _ state: Store
) throws -> IdentityEvaluation {
  try Desk.withPlan(pipeline, state) { desk in
    let open = """
      SELECT r.src, r.spelled, s.party_id FROM vault.id_record r JOIN main.id_span s
        ON s.src = r.src AND s.src_cust_id = r.src_cust_id AND s.valid_to = '\(Spans.forever)'
      WHERE s.generation = (SELECT max(m.generation) FROM main.id_span m WHERE m.src = s.src
        AND m.src_cust_id = s.src_cust_id) AND r.known = 1 AND r.generation = (SELECT max(n.generation)
        FROM vault.id_record n WHERE n.src = r.src AND n.src_cust_id = r.src_cust_id)
      """
    var party: [String: Int64] = [:]
    try desk.session.each(open) { row in
      // What stands before the bar in the value of a number's token is its source.
      let spelled = row[1].string ?? ""
      let number = spelled.split(separator: "|", maxSplits: 1).last.map(String.init) ?? spelled
      party["\(row[0].string ?? "")|\(number)"] = row[2].int
    }
    var (found, wanted): ([Int], [Int]) = ([], [])
    var persons: [String: Int] = [:]
    var unknown = 0
    var groups: [Int64: Int] = [:]
    for row in truth {
      let person = persons[row.person] ?? persons.count
      persons[row.person] = person
      wanted.append(person)
      guard let known = party.removeValue(forKey: "\(row.src)|\(row.number)") else {
        unknown += 1
        found.append(-unknown)
        continue
      }
      let group = groups[known] ?? groups.count
      groups[known] = group
      found.append(group)
    }
    let quality = Quality(found: found, truth: wanted)
    let reviews = try desk.session.int("SELECT count(*) FROM vault.id_review r WHERE \(Reviews.open)") ?? 0
    return IdentityEvaluation(
      pairs: quality.pairs, clusters: quality.clusters, unknown: unknown, untold: party.count, reviews: Int(reviews),
      numbers: truth.count)
  }
}
