import Contracts
import MartCore
import MartStore

/// What training found.
package struct TrainedModel: Sendable {
  package var version: String
  /// The file's text.
  package var text: String
  package var records: Int
  /// Pairs of numbers that one valid document joins; what m was counted from.
  package var linkedPairs: Int
  /// By field and level: name, level from 'differs' (1), m, u, bits.
  package var levels: [(field: String, level: Int, m: Double, u: Double, bits: Double)]
}

/// Counts a model from the records that the vault holds now: u from frequencies and chance, m from pairs that a document
/// joins, and by expectation and maximisation where there are fewer than 200 of them. What a document cannot tell of
/// itself (how its number is mistyped) comes from pairs of which one bears no valid document, if there are enough.
///
/// - Throws: `Failure` where the pipeline does not match records, or nothing has been taken in yet.
package func trainModel(_ pipeline: Pipeline, _ state: Store, version: String) throws -> TrainedModel {
  guard let plan = pipeline.identity, let matching = plan.matching else {
    throw Failure(
      .usage, "the pipeline matches no records", rule: "identity",
      remedy: "declare `identity: matching:` in pipeline.yaml")
  }
  let records = try state.use { try RecordStore(plan: plan, session: $0).all() }
  guard records.count > 1 else {
    throw Failure(.usage, "the vault holds no records to count", remedy: "run `mart run` first")
  }
  let rules = MatchRules(matching)
  let names = NameRule(compoundSurnames: plan.compoundSurnames, placeholders: plan.placeholders["name"] ?? [])
  let counting = Counting(rules, Matcher(rules, nil, names: names), records)
  let model = counting.model(version: version)
  var levels: [(field: String, level: Int, m: Double, u: Double, bits: Double)] = []
  for field in model.fields {
    for (level, (m, u)) in zip(field.m, field.u).enumerated() {
      levels.append((field.name, level + 1, m, u, Bits.log2(m / u)))
    }
  }
  return TrainedModel(
    version: version, text: try ModelFile(model).text(), records: records.count, linkedPairs: counting.linked.count,
    levels: levels)
}

/// The steps of training over the vault's records.
private struct Counting {
  let rules: MatchRules
  let records: [IdentityRecord]
  private let columns: [ValueColumn]
  /// One record a human, as far as documents tell: what two of them have in common, they have by chance.
  private let training: Training
  /// Pairs that a document joins, under names that fit.
  let linked: [Pattern]
  private var comparison: Comparison

  init(_ rules: MatchRules, _ matcher: Matcher, _ records: [IdentityRecord]) {
    self.rules = rules
    self.records = records
    columns = matcher.columns(records)
    comparison = Comparison(rules.fields, columns)
    let places = Dictionary(records.enumerated().map { ($1.number, $0) }) { first, _ in first }
    let partition = Partition(names: matcher.names)
    var linked: [Pattern] = []
    var others: Set<Number> = []
    let groups = Dictionary(grouping: records.filter { $0.document != nil }) { $0.document ?? "" }
    for (_, group) in groups.sorted(by: { $0.key < $1.key }) where group.count > 1 && group.count <= rules.cap {
      for part in partition.parts(group) {
        let members = part.records.compactMap { places[$0.number] }
        others.formUnion(part.records.dropFirst().map(\.number))
        for (index, a) in members.enumerated() {
          for b in members.dropFirst(index + 1) { linked.append(comparison.pattern(a, b)) }
        }
      }
    }
    self.linked = linked
    let alone = records.filter { !others.contains($0.number) }
    training = Training(rules, matcher.columns(alone), count: alone.count)
  }

  func model(version: String) -> MatchModel {
    let pairs = Double(records.count) * Double(records.count - 1) / 2
    let needy = doubtful()
    guard linked.count >= 200 else { return training.unlabelled(version: version, needy) }
    let prior = max(Double(linked.count) / pairs, 1e-12)
    var model = training.labelled(version: version, linked, ofAll: prior)
    guard let document = rules.fields.firstIndex(where: { $0.name == "document" }) else { return model }
    // A document joins its like: how it is mistyped must be learnt where it is not valid.
    let learnt = training.unlabelled(version: version, needy).fields[document].m
    let levels = Double(learnt.count)
    let even = learnt.map { _ in 1 / levels }
    let weight = min(1, Double(needy.count) / 1000)
    model.fields[document].m = zip(learnt, even).map { $0 * weight + $1 * (1 - weight) }
    return model
  }

  /// Candidate pairs of which one bears no valid document.
  private func doubtful() -> [Pattern] {
    var comparison = comparison
    let candidates = Candidates(rules, columns, count: records.count) { a, b in
      records[a].document == nil || records[b].document == nil
    }
    return candidates.pairs.map { pair in
      let (a, b) = Candidates.ends(pair)
      return comparison.pattern(a, b)
    }
  }
}
