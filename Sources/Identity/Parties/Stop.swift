import Contracts
import MartCore

/// A night that merges or splits too many parties stops before anything is published. Both a number and a share must be
/// passed, so that neither a small bank nor a large one stops for nothing.
struct Stop {
  let limits: Thresholds
  let parties: PartyStore
  let plan: IdentityPlan

  /// - Throws: `Failure` with `.refused`, naming the largest clusters and their rules.
  func judge(
    _ settled: [SettledPart], _ current: [Number: PartySpan], moved: Set<Number>, _ causes: Causes
  ) throws {
    let merged = Set(settled.flatMap(\.ended)).count
    let merges = settled.filter { !$0.ended.isEmpty }
    let split = Self.splits(settled, current, moved: moved)
    guard merged > limits.mergedParties || split.count > limits.splitParties else { return }
    let live = try parties.liveCount()
    func isOver(_ count: Int, _ least: Int64, _ share: Int) -> Bool {
      count > least && Int64(count) * 10_000 > live * Int64(share)
    }
    if isOver(merged, limits.mergedParties, limits.mergedPartiesBp) {
      let rules = Set(
        merges.flatMap { part in
          part.part.records.filter { part.ended.contains(current[$0.number]?.party ?? 0) }.map { record in
            causes.merge(record.number, with: part.keeper(current))
          }
        })
      throw failure("merge", merged, live, largest(merges), rules)
    }
    if isOver(split.count, limits.splitParties, limits.splitPartiesBp) {
      throw failure("split", split.count, live, largest(split), Set(split.map { causes.split($0.part) }))
    }
  }

  /// Parts that leave a party which goes on without them.
  static func splits(
    _ settled: [SettledPart], _ current: [Number: PartySpan], moved: Set<Number>
  ) -> [SettledPart] {
    settled.filter { part in
      part.origin != .kept && part.part.records.contains { current[$0.number] != nil && !moved.contains($0.number) }
    }
  }

  private func largest(_ parts: [SettledPart]) -> String {
    parts.sorted { ($1.part.records.count, $0.key) < ($0.part.records.count, $1.key) }.prefix(3)
      .map { "\($0.part.records.count) numbers of party \($0.key)" }.joined(separator: ", ")
  }

  private func failure(
    _ verb: String, _ count: Int, _ live: Int64, _ largest: String, _ rules: Set<String>
  ) -> Failure {
    Failure(
      .refused,
      "identity would \(verb) \(count) of \(live) parties in one night, more than the limits allow (largest: \(largest); by rule \(rules.sorted().joined(separator: ", ")))",
      rule: verb == "merge" ? "merged_parties" : "split_parties", at: plan.location,
      remedy:
        "look for a source that sent damaged documents or links; if the \(verb)s are right, run again with --accept-merges"
    )
  }
}
