import MartCore

/// What stands on the wealth system and the loan desk; which of its events are late or bear an unknown code.
extension Bank {
  static func policiesAndOrders(
    _ frame: BankFrame, policies: [PolicyDraft], positions: Positions, products: [WealthProduct]
  ) -> (policies: [Policy], orders: [Order]) {
    let seed = frame.options.seed
    var insurer = PolicyBuilder(numbers: frame.numbers, products: products, drafts: policies, seed: seed)
    var desk = OrderBuilder(
      calibration: frame.calibration, calendar: frame.calendar, numbers: frame.numbers, positions: positions,
      products: products, seed: seed)
    var orders = desk.build()
    let chosen = LateArrivals(calendar: frame.calendar, seed: seed, "late orders").choose(
      orders.count, day: { orders[$0].day }, mayWait: { _ in true })
    for (index, by) in chosen.late { orders[index].lateBy = by }
    for index in chosen.unknown { orders[index].hasUnknownChannel = true }
    return (insurer.build(), orders)
  }

  static func allocations(
    _ frame: BankFrame, _ accounts: Roll<DepositAccount>, _ balances: Roll<Balance>, _ positions: Positions,
    _ products: [WealthProduct], _ policies: [Policy]
  ) -> [AllocationEvent] {
    var builder = AllocationBuilder(
      calibration: frame.calibration, calendar: frame.calendar, numbers: frame.numbers, relations: frame.relations,
      seed: frame.options.seed)
    var events = builder.build(
      accounts: accounts, balances: balances, positions: positions, products: products, policies: policies)
    let chosen = LateArrivals(calendar: frame.calendar, seed: frame.options.seed, "late allocations").choose(
      events.count, day: { events[$0].day }, mayWait: { _ in true })
    for (index, by) in chosen.late { events[index].lateBy = by }
    for index in chosen.unknown { events[index].hasUnknownChannel = true }
    return events
  }

  static func pensionEvents(
    _ frame: BankFrame, _ accounts: Roll<DepositAccount>, _ pensions: [Pension], _ positions: Positions
  ) -> [PensionEvent] {
    var builder = PensionEventBuilder(
      calibration: frame.calibration, calendar: frame.calendar, numbers: frame.numbers, accounts: accounts,
      pensions: pensions, positions: positions, seed: frame.options.seed)
    var events = builder.build()
    let chosen = LateArrivals(calendar: frame.calendar, seed: frame.options.seed, "late pension events").choose(
      events.count, day: { events[$0].day }, mayWait: { events[$0].kind == .contribution })
    for (index, by) in chosen.late { events[index].lateBy = by }
    return events
  }

  /// Steps that pass may be late; their applications wait for nothing.
  static func applications(
    _ frame: BankFrame, _ loans: [Loan]
  ) -> (applications: [LoanApplication], events: [ApplicationEvent]) {
    var builder = ApplicationBuilder(
      calibration: frame.calibration, calendar: frame.calendar, numbers: frame.numbers, loans: loans,
      seed: frame.options.seed)
    let built = builder.build()
    var events = built.events
    let chosen = LateArrivals(calendar: frame.calendar, seed: frame.options.seed, "late applications").choose(
      events.count, day: { events[$0].day }, mayWait: { events[$0].result == .pass })
    for (index, by) in chosen.late { events[index].lateBy = by }
    return (built.applications, events)
  }
}
