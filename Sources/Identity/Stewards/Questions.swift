import Contracts
import MartCore
import MartStore

/// The questions that wait for a steward, the oldest first.
package func stewardQuestions(_ pipeline: Pipeline, _ state: Store) throws -> [StewardQuestion] {
  try Desk.withPlan(pipeline, state) { desk in
    let sql = """
      SELECT src_a, src_cust_id_a, src_b, src_cust_id_b, rule, generation FROM vault.id_review r WHERE \(Reviews.open)
      ORDER BY generation, rule, src_a, src_cust_id_a, src_b, src_cust_id_b
      """
    let trust = desk.plan.trust
    return try desk.session.rows(sql).compactMap { row in
      guard let a = Number(row[0], row[1], trust), let b = Number(row[2], row[3], trust) else { return nil }
      return try desk.question(a, b, row[4].string ?? "", since: row[5].int ?? 0)
    }
  }
}

/// Two numbers as a question that nobody asked, for a steward who doubts a party.
///
/// - Throws: `Failure` where a number is not known.
package func stewardQuestion(
  _ pipeline: Pipeline, _ state: Store, _ a: (src: String, number: Int64), _ b: (src: String, number: Int64)
) throws -> StewardQuestion {
  try Desk.withPlan(pipeline, state) { desk in
    func number(_ side: (src: String, number: Int64)) throws -> Number {
      if let place = desk.plan.trust[side.src] {
        let number = Number(trust: place, token: side.number)
        if try desk.records.current(number)?.isKnown == true { return number }
      }
      throw Failure(
        .usage, "no source knows the number '\(side.src):\(side.number)'",
        remedy: "write source and number as `mart explain` prints them, SOURCE:NUMBER")
    }
    return try desk.question(number(a), number(b), "", since: 0)
  }
}

extension Desk {
  func question(_ a: Number, _ b: Number, _ rule: String, since: Int64) throws -> StewardQuestion {
    let pair = NumberPair(a, b)
    let left = try records.current(pair.a)
    let right = try records.current(pair.b)
    let sources = (plan.sources[pair.a.trust].src, plan.sources[pair.b.trust].src)
    let differ = left?.family != nil && left?.family == right?.family && left?.document != right?.document
    return StewardQuestion(
      id: Self.id(sources.0, pair.a.token, sources.1, pair.b.token), rule: rule, srcA: sources.0,
      numberA: pair.a.token, partyA: try party(of: pair.a), srcB: sources.1, numberB: pair.b.token,
      partyB: try party(of: pair.b), since: since, values: values(left, right),
      waterfall: try waterfall(pair, left, right), documentsDiffer: differ)
  }

  private func values(_ left: IdentityRecord?, _ right: IdentityRecord?) -> [SideBySide] {
    func value(_ record: IdentityRecord?, _ field: String) -> String {
      field == "name" ? record?.name ?? "" : record?.evidence.value(field) ?? ""
    }
    return Golden.fields.compactMap { field in
      let (a, b) = (value(left, field), value(right, field))
      if a.isEmpty && b.isEmpty { return nil }
      return SideBySide(field: field, a: a, b: b, agrees: a.isEmpty || b.isEmpty ? nil : a == b)
    }
  }

  /// Crockford's base 32 of a hash.
  private static func id(_ srcA: String, _ a: Int64, _ srcB: String, _ b: Int64) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "\(srcA)|\(a)|\(srcB)|\(b)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    hash ^= hash >> 32
    let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    return String((0..<6).map { letters[Int(hash >> (5 * UInt64($0)) & 31)] })
  }
}
