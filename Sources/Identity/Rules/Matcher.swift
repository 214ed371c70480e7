import Contracts

/// Rules D4, F1 and F2 over records of which at least one bears no valid document. The edges of a pair depend on its two
/// records, on which of their values are generic, and on the frozen model: on nothing else.
struct Matcher {
  let rules: MatchRules
  let model: MatchModel?
  let names: NameRule
  private let name: Int?
  private let phone: Int?
  private let calm: [Int]

  /// - model: nil: only D4 holds.
  init(_ rules: MatchRules, _ model: MatchModel?, names: NameRule) {
    self.rules = rules
    self.model = model
    self.names = names
    name = rules.fields.firstIndex { $0.name == "name" }
    phone = rules.fields.firstIndex { $0.name == "phone" }
    calm = rules.fields.indices.filter { ["birth_date", "sex"].contains(rules.fields[$0].name) }
  }

  struct Found {
    var edges: [Edge] = []
    var candidates = 0
    var capped: [CappedBlock] = []
  }

  /// - records: those in focus, and every record that shares a block or a value with one of them.
  /// - focus: nil: all. At least one end of each edge is in focus.
  /// - skipped: records that a block leaves out, because it has too many.
  /// - generic: nil: counted from the records, which are then all there are; else which values are known to be generic.
  /// - inPair: the same of the values of compared records; nil: `generic` knows it of all.
  func edges(
    _ records: [IdentityRecord], focus: Set<Number>? = nil,
    skipped: ((_ block: Int, _ record: IdentityRecord) -> Bool)? = nil,
    generic: ((_ field: String, _ value: String) -> Bool)? = nil,
    inPair: ((_ field: String, _ value: String) throws -> Bool)? = nil, entering: IdentityWatch = { _ in }
  ) throws -> Found {
    var columns = columns(records, generic: generic)
    let candidates = Candidates(
      rules, columns, count: records.count,
      wanted: { a, b in
        (records[a].document == nil || records[b].document == nil)
          && (focus.map { $0.contains(records[a].number) || $0.contains(records[b].number) } ?? true)
      }, skipped: skipped.map { skipped in { skipped($0, records[$1]) } })
    if let inPair { try silence(&columns, records, candidates.pairs, inPair) }
    entering(.score)
    var found = Found(candidates: candidates.pairs.count, capped: candidates.capped)
    var comparison = Comparison(rules.fields, columns)
    let weights = model.map { Weights($0, rules, columns) }
    for pair in candidates.pairs {
      let (a, b) = Candidates.ends(pair)
      let pattern = comparison.pattern(a, b)
      let weight = weights?.sum(pattern) { columns[$0].ids[a] } ?? 0
      guard let rule = rule(pattern, weight) else { continue }
      found.edges.append(
        Edge(
          records[a].number, records[b].number, rule, weight: (weight * 1000).rounded() / 1000,
          evidence: evidence(pattern), model: model?.version ?? ""))
    }
    return found
  }

  /// The records' values, field by field, without generic ones.
  ///
  /// - generic: nil: counted from the records, which are then all there are.
  func columns(
    _ records: [IdentityRecord], generic: ((_ field: String, _ value: String) -> Bool)? = nil
  ) -> [ValueColumn] {
    var columns = rules.fields.map { field in
      var column = ValueColumn()
      for record in records {
        let value = self.value(record, field.name)
        column.append(field.generic != nil && value.map { generic?(field.name, $0) ?? false } == true ? nil : value)
      }
      return column
    }
    if generic == nil, let name {
      for (place, field) in rules.fields.enumerated() {
        guard let limit = field.generic else { continue }
        GenericValues.silence(&columns[place], names: columns[name], limit: limit, cap: rules.cap)
      }
    }
    return columns
  }

  /// Takes generic values out of the records of pairs; each value is asked of once.
  private func silence(
    _ columns: inout [ValueColumn], _ records: [IdentityRecord], _ pairs: [UInt64],
    _ isGeneric: (_ field: String, _ value: String) throws -> Bool
  ) throws {
    for (place, field) in rules.fields.enumerated() where field.generic != nil {
      var asked: Set<Int32> = []
      var generic: Set<Int32> = []
      for pair in pairs {
        let ends = Candidates.ends(pair)
        for record in [ends.a, ends.b] {
          let id = columns[place].ids[record]
          if id >= 0, asked.insert(id).inserted, let value = value(records[record], field.name),
            try isGeneric(field.name, value)
          {
            generic.insert(id)
          }
        }
      }
      columns[place].silence(generic.contains)
    }
  }

  func value(_ record: IdentityRecord, _ field: String) -> String? {
    guard let text = Evidence.text(field) else { return nil }
    let value = record.text(text)
    if value.isEmpty || text == .name && names.isNothing(PersonName(normalised: value)) { return nil }
    return value
  }

  private func isEqual(_ field: Int?, _ pattern: Pattern) -> Bool {
    field.map { pattern[$0] == rules.fields[$0].levelCount + 1 } ?? false
  }

  private func rule(_ pattern: Pattern, _ weight: Double) -> Edge.Rule? {
    let isCalm = calm.allSatisfy { pattern[$0] == 0 || isEqual($0, pattern) }
    if isEqual(name, pattern), isEqual(phone, pattern), isCalm { return .phone }
    guard let model else { return nil }
    let kinds = kinds(pattern)
    if weight >= rules.auto ?? model.evenOdds, kinds.count >= 2, kinds.contains("name") || kinds.contains("document") {
      return .weighed
    }
    guard let review = rules.review, weight >= review, kinds.contains("name") || kinds.contains("document") else {
      return nil
    }
    return .asked
  }

  /// The kinds of evidence that agree: equal, or as near as the strongest level says.
  private func kinds(_ pattern: Pattern) -> Set<String> {
    Set(
      rules.fields.indices.compactMap { field in
        let rule = rules.fields[field]
        return pattern[field] >= max(2, rule.levelCount) ? rule.evidence : nil
      })
  }

  private func evidence(_ pattern: Pattern) -> String {
    rules.fields.indices.filter { pattern[$0] > 0 }.map { "\(rules.fields[$0].name)=\(pattern[$0])" }
      .joined(separator: " ")
  }
}
