import Contracts

extension MatchRules {
  /// What a pipeline says, with fields by place.
  package init(_ plan: MatchPlan) {
    let places = Dictionary(plan.fields.enumerated().map { ($1.name, $0) }) { first, _ in first }
    let fields = plan.fields.map { field in
      Field(
        field.name, Comparator(rawValue: field.compare.rawValue) ?? .exact, levels: field.levels,
        evidence: field.evidence, generic: field.generic, byFrequency: field.byFrequency)
    }
    let blocks = plan.blocks.map { parts in
      parts.compactMap { part in places[part.field].map { KeyPart(field: $0, first: part.first) } }
    }
    self.init(fields: fields, blocks: blocks, cap: plan.cap, auto: plan.auto, review: plan.review)
  }
}
