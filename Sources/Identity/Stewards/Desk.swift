import Contracts
import MartCore
import MartStore

/// What a steward's questions are answered from: records, edges, spans and events as they are now.
struct Desk {
  let plan: IdentityPlan
  let matcher: Matcher?
  let session: Session
  let records: RecordStore
  let parties: PartyStore
  let edges: EdgeStore
  let names: NameRule

  init(_ pipeline: Pipeline, _ plan: IdentityPlan, _ session: Session) throws {
    self.plan = plan
    self.session = session
    matcher = try Matcher.of(pipeline, plan)
    records = RecordStore(plan: plan, session: session)
    parties = PartyStore(plan: plan, session: session)
    edges = EdgeStore(plan: plan, generation: 0, session: session)
    names = NameRule(compoundSurnames: plan.compoundSurnames, placeholders: plan.placeholders["name"] ?? [])
  }

  func label(_ number: Number) -> String { "\(plan.sources[number.trust].src):\(number.token)" }

  func party(of number: Number) throws -> Int64? {
    try parties.spans(number).last.flatMap { $0.to == Spans.forever ? $0.party : nil }
  }

  /// Numbers that are under the party today.
  func members(of party: Int64) throws -> [Number] {
    try parties.numbers(of: party).filter { try self.party(of: $0) == party }
  }

  func generation(of number: Number) throws -> Int64 {
    try session.int(
      "SELECT max(generation) FROM vault.id_record WHERE src = ? AND src_cust_id = ?",
      [.text(plan.sources[number.trust].src), .integer(number.token)]) ?? 0
  }

  static func withPlan<Result>(
    _ pipeline: Pipeline, _ state: Store, _ body: (Desk) throws -> Result
  ) throws -> Result {
    guard let plan = pipeline.identity else {
      throw Failure(.usage, "the pipeline has no identity", remedy: "declare `identity:` in pipeline.yaml")
    }
    return try state.use { session in try body(Desk(pipeline, plan, session)) }
  }
}

/// One value of two sides. `agrees`: nil where one side has none.
package struct SideBySide: Hashable, Sendable {
  package var field: String
  package var a: String
  package var b: String
  package var agrees: Bool?
}

/// One rule of the waterfall, and what it says of a pair.
package struct WaterfallStep: Hashable, Sendable {
  package var rule: String
  package var verdict: String
}

/// A question to a steward, with both sides and every rule's word.
package struct StewardQuestion: Hashable, Sendable {
  /// Six letters and digits, the same for a pair as long as it exists.
  package var id: String
  package var rule: String
  package var srcA: String
  package var numberA: Int64
  package var partyA: Int64?
  package var srcB: String
  package var numberB: Int64
  package var partyB: Int64?
  /// The generation that asked first.
  package var since: Int64
  package var values: [SideBySide]
  package var waterfall: [WaterfallStep]
  /// Both bear valid documents of one kind, and they differ: no answer makes them one.
  package var documentsDiffer: Bool
}
