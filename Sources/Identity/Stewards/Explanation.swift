import Contracts
import MartCore
import MartStore

/// Why a party is one human.
package struct PartyExplanation: Sendable {
  package struct Member: Hashable, Sendable {
    package var src: String
    package var number: Int64
    package var firstDay: String
    package var opened: String
    /// The kind of its valid document; empty where it bears none.
    package var document: String
    /// Its record names the party.
    package var isFounder: Bool
  }

  package struct Link: Hashable, Sendable {
    package var rule: String
    /// `SOURCE:NUMBER`.
    package var a: String
    package var b: String
    package var weight: Double
    package var evidence: String
    /// held, C1 or C2 where a constraint refused it, asked.
    package var fate: String
    package var model: String
  }

  package var party: Int64
  package var members: [Member] = []
  package var links: [Link] = []
  package var events: [IdentityEvent] = []
  package var golden: [GoldenValue] = []
}

/// - Throws: `Failure` where no number was ever under this party.
package func explainParty(_ party: Int64, _ pipeline: Pipeline, _ state: Store) throws -> PartyExplanation {
  try Desk.withPlan(pipeline, state) { try $0.explanation(of: party) }
}

extension Desk {
  func explanation(of party: Int64) throws -> PartyExplanation {
    var told = PartyExplanation(party: party)
    told.events = try events(of: party)
    guard !told.events.isEmpty else {
      throw Failure(
        .usage, "there has never been a party \(party)", remedy: "take a party_id of dim_party or id_xref")
    }
    let numbers = try members(of: party)
    let bearers = try numbers.compactMap { number in
      try records.current(number).map { (record: $0, generation: try generation(of: number)) }
    }
    let part = Part(bearers.map(\.record))
    told.members = part.records.map { record in
      PartyExplanation.Member(
        src: plan.sources[record.number.trust].src, number: record.number.token, firstDay: record.firstDay,
        opened: record.opened, document: record.family.map(String.init) ?? "",
        isFounder: record.number == part.founder?.number)
    }
    told.links = try links(of: part, numbers)
    told.golden = Golden(plan, matcher).values(bearers)
    return told
  }

  private func links(of part: Part, _ numbers: [Number]) throws -> [PartyExplanation.Link] {
    let groups = Dictionary(grouping: part.records.filter { $0.document != nil }) { $0.document ?? "" }
    let partition = Partition(names: names)
    let parts = groups.sorted { $0.key < $1.key }.flatMap { partition.parts($0.value) }
    var links = parts.flatMap { same in
      same.records.dropFirst().map { record in
        PartyExplanation.Link(
          rule: "D1", a: label(same.records[0].number), b: label(record.number), weight: 0,
          evidence: "the same valid document (\(record.family ?? "")), names that fit", fate: "held", model: "")
      }
    }
    var seen: Set<Edge> = []
    for number in numbers {
      for edge in try edges.edges(of: number) where seen.insert(edge).inserted {
        links.append(
          PartyExplanation.Link(
            rule: edge.rule.rawValue, a: label(edge.a), b: label(edge.b), weight: edge.weight,
            evidence: edge.words(matcher?.rules), fate: try edges.fate(of: edge), model: edge.model))
      }
    }
    return links
  }

  private func events(of party: Int64) throws -> [IdentityEvent] {
    let sql = """
      SELECT event_date, kind, src, src_cust_id, old_party_id, new_party_id, rule FROM main.id_event
      WHERE new_party_id = ?1 OR old_party_id = ?1 ORDER BY event_date, seq_in_day
      """
    return try session.rows(sql, [.integer(party)]).map { row in
      IdentityEvent(
        date: row[0].display, kind: IdentityEvent.Kind(rawValue: row[1].display) ?? .new, src: row[2].display,
        number: row[3].int ?? 0, old: row[4].int, new: row[5].int, rule: row[6].display)
    }
  }
}
