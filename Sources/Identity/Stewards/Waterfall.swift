/// What each rule says of a pair, in words for a steward, without values.
extension Desk {
  func waterfall(_ pair: NumberPair, _ left: IdentityRecord?, _ right: IdentityRecord?) throws -> [WaterfallStep] {
    guard let left, let right else { return [] }
    let kept = try edges.edges(of: pair.a).filter { $0.pair == pair }
    let fit = names.compatible(PersonName(left.name), PersonName(right.name))
    var steps = [WaterfallStep(rule: "D1", verdict: documents(left, right, fit))]
    if left.document != nil, left.document == right.document, !fit {
      steps.append(WaterfallStep(rule: "D2", verdict: "asks: one valid document under names that do not fit"))
    }
    let declared = kept.first { $0.rule == .declared }
    steps.append(
      WaterfallStep(
        rule: "D3", verdict: declared.map { "yes: a source declares it (\($0.evidence))" } ?? "no source declares it"))
    steps += weighed(left, right, kept)
    if left.family != nil, left.family == right.family, left.document != right.document {
      steps.append(WaterfallStep(rule: "C1", verdict: "forbids: two valid documents of one kind are two people"))
    }
    return steps
  }

  private func documents(_ left: IdentityRecord, _ right: IdentityRecord, _ fit: Bool) -> String {
    switch (left.document, right.document) {
    case (nil, nil): "no: neither bears a valid document"
    case (nil, _), (_, nil): "no: one of them bears no valid document"
    case (let a?, let b?) where a == b:
      fit ? "yes: the same valid document, and names that fit" : "no: names do not fit"
    default: "no: the documents differ"
    }
  }

  private func weighed(
    _ left: IdentityRecord, _ right: IdentityRecord, _ kept: [Edge]
  ) -> [WaterfallStep] {
    guard let matcher else { return [] }
    if left.document != nil && right.document != nil {
      return [WaterfallStep(rule: "D4, F1", verdict: "not asked: both bear valid documents")]
    }
    let weighed = kept.first { $0.rule == .phone || $0.rule == .weighed || $0.rule == .asked }
    let detail = matcher.detail(left, right)
    let d4 = weighed?.rule == .phone
    var steps = [
      WaterfallStep(
        rule: "D4", verdict: d4 ? "yes: the same name and phone, and nothing against it" : "no: \(detail.againstPhone)")
    ]
    guard let auto = matcher.limit else { return steps }
    let bits = detail.weights.map { "\($0.field) \(Self.signed($0.bits))" }.joined(separator: ", ")
    let sum = weighed?.weight ?? detail.weights.reduce(0) { $0 + $1.bits }
    let word = weighed?.rule == .weighed ? "yes" : weighed?.rule == .asked ? "asks (F2)" : d4 ? "as well" : "no"
    steps.append(
      WaterfallStep(
        rule: "F1", verdict: "\(word): \(Self.signed(sum)) bits of \(Self.signed(auto)) needed (\(bits))"))
    return steps
  }

  private static func signed(_ bits: Double) -> String {
    let tenths = Int((bits * 10).rounded())
    return (tenths < 0 ? "−" : "+") + "\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }
}

extension Edge {
  /// What it is found by, in words; fields that the rules do not know any more are left out.
  ///
  /// - rules: nil where the pipeline weighs nothing: kept edges of D4 and F1 then say their levels.
  func words(_ rules: MatchRules?) -> String {
    if rule == .steward { return "a steward said that they are one" }
    if rule == .declared { return "a source declares it (\(evidence))" }
    guard let rules else { return evidence }
    var fields: [String: [String]] = [:]
    for part in evidence.split(separator: " ") {
      let said = part.split(separator: "=")
      guard said.count == 2, let level = Int(said[1]), let field = rules.fields.first(where: { $0.name == said[0] })
      else { continue }
      let word = level > field.levelCount ? "same" : level == 1 ? "another" : "similar"
      fields[word, default: []].append(field.name.replacing("_", with: " "))
    }
    return ["same", "similar", "another"].compactMap { word in
      fields[word].map { "\(word) \($0.joined(separator: ", "))" }
    }.joined(separator: "; ")
  }
}

extension Matcher {
  /// Bits from which F1 holds; nil without a model.
  var limit: Double? { model.map { rules.auto ?? $0.evenOdds } }

  struct Detail {
    var weights: [(field: String, bits: Double)]
    /// Why D4 does not hold.
    var againstPhone: String
  }

  /// A pair's weights field by field. Whether a value is generic is not looked up here.
  func detail(_ left: IdentityRecord, _ right: IdentityRecord) -> Detail {
    let columns = columns([left, right]) { _, _ in false }
    var comparison = Comparison(rules.fields, columns)
    let pattern = comparison.pattern(0, 1)
    var detail = Detail(weights: [], againstPhone: "")
    if let model {
      let weights = Weights(model, rules, columns)
      detail.weights = rules.fields.indices.filter { pattern[$0] > 0 }.map {
        (rules.fields[$0].name, weights.weight($0, pattern[$0], value: columns[$0].ids[0]))
      }
    }
    func equal(_ name: String) -> Bool? {
      guard let field = rules.fields.firstIndex(where: { $0.name == name }), pattern[field] > 0 else { return nil }
      return pattern[field] == rules.fields[field].levelCount + 1
    }
    let reasons = [
      equal("name") == true ? nil : "not the same name", equal("phone") == true ? nil : "not the same phone",
      equal("birth_date") == false ? "birth dates differ" : nil, equal("sex") == false ? "sexes differ" : nil,
    ].compactMap { $0 }
    detail.againstPhone = reasons.isEmpty ? "the phone is under too many names" : reasons.joined(separator: ", ")
    return detail
  }
}
