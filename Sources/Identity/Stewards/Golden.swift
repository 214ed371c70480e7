import Contracts

/// A value that speaks for a party, and the record it comes from.
package struct GoldenValue: Hashable, Sendable {
  package var field: String
  package var value: String
  package var src: String
  package var number: Int64
}

/// Survivorship: which of a party's values speaks for it. A function of the records alone, so that it is made when it is
/// asked for and cannot be out of date.
///
/// In order: a record whose document proves itself, the more trusted source, the more recent record, the more frequent
/// value, the smaller number.
struct Golden {
  static let fields = ["name", "document", "birth_date", "sex", "phone", "address", "device"]

  let plan: IdentityPlan
  let matcher: Matcher?
  private let proved: Set<String>

  init(_ plan: IdentityPlan, _ matcher: Matcher?) {
    self.plan = plan
    self.matcher = matcher
    proved = Set(plan.documents.values.filter { $0.checksum != .none }.map(\.family))
  }

  /// - records: of one party, each with the generation that wrote it.
  func values(_ records: [(record: IdentityRecord, generation: Int64)]) -> [GoldenValue] {
    Self.fields.compactMap { field in
      let bearers = records.compactMap { bearer in
        value(bearer.record, field).map { (value: $0, record: bearer.record, generation: bearer.generation) }
      }
      let times = Dictionary(grouping: bearers, by: \.value).mapValues(\.count)
      let best = bearers.min { left, right in
        let (a, b) = (proves(left.record), proves(right.record))
        if a != b { return a }
        if left.record.number.trust != right.record.number.trust {
          return left.record.number.trust < right.record.number.trust
        }
        if left.generation != right.generation { return left.generation > right.generation }
        if times[left.value] != times[right.value] { return times[left.value] ?? 0 > times[right.value] ?? 0 }
        return left.record.number.token < right.record.number.token
      }
      return best.map {
        GoldenValue(
          field: field, value: $0.value, src: plan.sources[$0.record.number.trust].src, number: $0.record.number.token)
      }
    }
  }

  func value(_ record: IdentityRecord, _ field: String) -> String? {
    switch field {
    case "name": record.name.isEmpty ? nil : record.name
    // A number that is no valid document speaks for nobody.
    case "document": record.document == nil ? nil : record.evidence.value("document") ?? record.document
    default: record.evidence.value(field)
    }
  }

  private func proves(_ record: IdentityRecord) -> Bool { record.family.map { proved.contains(String($0)) } ?? false }
}
