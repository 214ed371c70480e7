extension Bank {
  /// Risk events may be late or of an unknown kind, those that are taken back apart.
  static func risks(
    _ frame: BankFrame, _ accounts: Roll<DepositAccount>, _ credits: [CreditAccount], _ loans: [Loan]
  ) -> [RiskEvent] {
    var builder = RiskBuilder(
      calibration: frame.calibration, calendar: frame.calendar, numbers: frame.numbers, accounts: accounts,
      credits: credits, loans: loans, seed: frame.options.seed)
    let events = builder.build()
    var result = events
    let chosen = LateArrivals(calendar: frame.calendar, seed: frame.options.seed, "late risk events").choose(
      result.count, day: { events[$0].day }, mayWait: { events[$0].reverses == nil && !events[$0].isReversed })
    for (index, by) in chosen.late { result[index].lateBy = by }
    for index in chosen.unknown { result[index].hasUnknownKind = true }
    return result
  }
}
