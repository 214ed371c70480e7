import MartCore

/// The policies: a delta of separated text.
struct InsurancePolicies: RowFeed {
  let spec = FeedSpec(
    name: "insurance_policy", prefix: "POLICY_", suffix: ".txt", delivery: .delta, format: BarFormat(),
    control: .lines,
    columns: [
      Column("op", .code, [.required, .operation]), Column("policy_no", .text(24), [.required, .key]),
      Column("cust_no", .text(20), [.required]), Column("insured_cust_no", .text(20)),
      Column("product_code", .text(20), [.required]), Column("pay_mode", .code, [.required]),
      Column("pay_years", .integer, [.required]), Column("premium_fen", .fen, [.required]),
      Column("paid_premium_fen", .fen, [.required]), Column("cover_fen", .fen, [.required]),
      Column("issue_date", .date, [.required]), Column("cooling_off_to", .date, [.required]),
      Column("status", .code, [.required]),
    ], totals: [Total(name: "paid_premium_fen", column: "paid_premium_fen")])

  func entries(_ bank: Bank) -> [RollPart<DeltaEntry>] {
    bank.deltas(
      bank.policies.indices, openedOn: { bank.policies[$0].terms.issuedOn },
      changes: { index in
        let terms = bank.policies[index].terms
        return (terms.payments(by: bank.calendar.asOf).dropFirst() + [terms.ended?.on].compactMap { $0 }).sorted()
      }, changed: { _, _, _ in true })
  }

  func row(_ entry: DeltaEntry, _ bank: Bank, on date: BusinessDate) -> Row {
    let policy = bank.policies[entry.index]
    let terms = policy.terms
    return Row(fields: [
      entry.operation, .text(policy.number), .text(bank.numbers[terms.holder].number),
      .optional(policy.insured.map { bank.numbers[$0].number }), .text(bank.products[policy.product].code),
      .text(terms.isRegular ? "REGULAR" : "SINGLE"), .number(terms.payYears), .fen(terms.premium),
      .fen(terms.paid(by: date)), .fen(policy.cover), .date(terms.issuedOn), .date(policy.coolingOffTo),
      .text(terms.status(on: date).rawValue),
    ])
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("I")
    fresh[1] = .text("PX\(date.compact)\(1_000 + serial)")
    return fresh
  }
}
