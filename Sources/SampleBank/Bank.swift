import MartCore

/// The days, the persons and their numbers: what the rest of the bank is built on.
struct BankFrame: Sendable {
  let options: BankOptions
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let persons: [Person]
  let numbers: [CustomerNumber]
  let relations: Relations

  init(_ options: BankOptions) {
    self.options = options
    calibration = Calibration(options.scaling)
    calendar = DeliveryCalendar(options.history, nightsFrom: options.nightsFrom)
    (persons, numbers) =
      PopulationBuilder(calibration: calibration, calendar: calendar, seed: options.seed).build()
    relations = Relations(persons: persons.count, numbers, calendar)
  }
}

/// Everything the sample bank holds, before any of it is written.
package struct Bank: Sendable {
  package let options: BankOptions
  package let calibration: Calibration
  package let calendar: DeliveryCalendar
  package internal(set) var persons: [Person]
  /// By source, then by the day they were opened.
  package internal(set) var numbers: [CustomerNumber]
  var relations: Relations
  /// By the day they were opened.
  var accounts: Roll<DepositAccount>
  /// Of the accounts, account by account but for those that changed.
  var balances: Roll<Balance>
  let pensions: [Pension]
  var products: [WealthProduct]
  /// By holder.
  package let positions: [Position]
  /// By person: the arm of the smart brain's campaigns.
  var arms: [Arm?]
  /// By the day they were opened.
  package let cards: [Card]
  /// By the day they were lent.
  package internal(set) var loans: [Loan]
  let applications: [LoanApplication]
  /// In order of day.
  let applicationEvents: [ApplicationEvent]
  /// By the day they were issued.
  let policies: [Policy]
  /// In order of the day of confirmation; those after the opening.
  var orders: [Order]
  /// In order of day.
  var pensionEvents: [PensionEvent]
  /// In order of day; those after the opening.
  let allocations: [AllocationEvent]
  /// In order of day; those after the opening.
  var transactions: Roll<CardTransaction>
  /// By the day they were opened.
  package internal(set) var credits: [CreditAccount]
  /// Of the credit card accounts, account by account.
  var creditDays: Roll<CreditDay>
  /// In order of day; those after the opening.
  let risks: [RiskEvent]
  /// In the order in which they came to be.
  var consents: [Consent]
  /// In the order in which they began.
  var links: [CustomerLink]
  /// By where in `numbers` the WLTH number is: what an investor's assessment says, where it is not the usual.
  var assessments: [Int: InvestorRisk] = [:]
  /// In the order in which they were planned.
  var touches: [Touch]
  /// In order of day; those after the opening.
  var events: Roll<ChannelEvent>
  /// By kind.
  var facilities: [Facility]
  /// In order of day, those before the opening too.
  let services: [PaymentService]
  let tasks: [AssistantTask]
  var communityEvents: [CommunityEvent]
  var complaints: [Complaint]

  /// Builds the bank: population, then products, then events.
  package init(_ options: BankOptions) {
    giveBackAtOnce(from: 1 << 17)
    let frame = BankFrame(options)
    self.options = options
    (calibration, calendar, relations) = (frame.calibration, frame.calendar, frame.relations)
    (persons, numbers) = (frame.persons, frame.numbers)
    // Each builder ends with its block: what it needed besides what it built is gone before the next one needs memory.
    do {
      let deposits = Deposits(frame)
      (arms, pensions) = (deposits.arms, deposits.pensions)
      (accounts, balances) = (deposits.accounts, deposits.balances)
      var catalogue = ProductCatalogue(calendar: calendar, seed: options.seed)
      products = catalogue.build()
      var wealth = PositionBuilder(
        calibration: calibration, calendar: calendar, numbers: numbers, relations: relations, plan: deposits.plan,
        pensions: pensions, products: products, seed: options.seed)
      positions = wealth.build()
      (policies, orders) = Self.policiesAndOrders(
        frame, policies: deposits.plan.policies, positions: positions, products: products)
    }
    giveBackMemory()
    do {
      let grace = TierGrace(
        averages: MonthAverages(calendar: calendar, numbers: numbers, persons: persons.count), persons: persons,
        positions: positions, policies: policies.map(\.terms))
      grace.keep(&accounts, &balances)
      allocations = Self.allocations(frame, accounts, balances, positions, products, policies)
      pensionEvents = Self.pensionEvents(frame, accounts, pensions, positions)
    }
    do {
      var products = ProductBuilder(
        calibration: calibration, calendar: calendar, numbers: numbers, accounts: accounts, seed: options.seed)
      cards = products.build()
    }
    do {
      var lending = LoanBuilder(
        calibration: calibration, calendar: calendar, numbers: numbers, seed: options.seed, scratch: options.scratch)
      loans = lending.build()
      (applications, applicationEvents) = Self.applications(frame, loans)
    }
    do {
      var events = TransactionBuilder(
        calibration: calibration, calendar: calendar, cards: cards, season: options.hasSeasons ? .spending : nil,
        seed: options.seed, scratch: options.scratch)
      transactions = events.build()
      var campaigns = CampaignSpend(calibration: calibration, calendar: calendar, cards: cards, seed: options.seed)
      campaigns.mark(&transactions)
      Self.delay(&transactions, calendar, options.seed)
    }
    do {
      var credit = CreditBuilder(
        calibration: calibration, calendar: calendar, numbers: numbers, relations: relations, cards: cards,
        transactions: transactions, loans: loans, seed: options.seed)
      (credits, creditDays) = credit.build()
      risks = Self.risks(frame, accounts, credits, loans)
    }
    do {
      var protection = ConsentBuilder(
        calibration: calibration, calendar: calendar, numbers: numbers, arms: arms, seed: options.seed)
      consents = protection.build()
      var linking = LinkBuilder(
        calibration: calibration, calendar: calendar, persons: persons, numbers: numbers, relations: relations,
        loans: loans, seed: options.seed)
      links = linking.build()
    }
    do {
      var brain = TouchBuilder(
        calibration: calibration, calendar: calendar, numbers: numbers, relations: relations, arms: arms,
        seed: options.seed)
      touches = brain.build()
      var channels = ChannelEventBuilder(
        calibration: calibration, calendar: calendar, numbers: numbers, relations: relations,
        season: options.hasSeasons ? .visiting : nil, seed: options.seed, scratch: options.scratch)
      events = channels.build()
      Self.delay(&events, calendar, options.seed)
    }
    var sites = FacilityBuilder(calibration: calibration, calendar: calendar, seed: options.seed)
    facilities = sites.build()
    var payments = PaymentBuilder(
      calibration: calibration, calendar: calendar, numbers: numbers, facilities: facilities, seed: options.seed)
    services = payments.build().delayed(calendar, seed: options.seed, "late payment services") {
      $0.scheme != nil && $0.reverses == nil && !$0.isReversed
    }
    var assistants = AssistantBuilder(calibration: calibration, calendar: calendar, seed: options.seed)
    tasks = assistants.build().delayed(calendar, seed: options.seed, "late tasks")
    var community = CommunityBuilder(
      calibration: calibration, calendar: calendar, numbers: numbers, relations: relations, products: products,
      seed: options.seed)
    communityEvents = community.build().delayed(calendar, seed: options.seed, "late community events")
    var desk = ComplaintBuilder(
      calibration: calibration, calendar: calendar, numbers: numbers, products: products.count, seed: options.seed)
    complaints = desk.build()
    giveBackMemory()
    // The buffers of files are made again and again.
    giveBackAtOnce(from: 1 << 25)
  }

  /// Purchases that are never reversed may be late or bear an unknown category; the others keep their order.
  private static func delay(
    _ transactions: inout Roll<CardTransaction>, _ calendar: DeliveryCalendar, _ seed: UInt64
  ) {
    let chosen = LateArrivals(calendar: calendar, seed: seed, "late arrivals").choose(
      transactions.count, day: { transactions[$0].postedOn },
      mayWait: { place in
        let transaction = transactions[place]
        return transaction.type.isPurchase && !transaction.isReversed
      })
    for (index, by) in chosen.late { transactions[index].lateBy = by }
    for index in chosen.unknown { transactions[index].category = MerchantCategories.unknown }
  }

  /// Views of the mobile bank may be late or of an unknown type.
  private static func delay(_ events: inout Roll<ChannelEvent>, _ calendar: DeliveryCalendar, _ seed: UInt64) {
    let chosen = LateArrivals(calendar: calendar, seed: seed, "late events").choose(
      events.count, day: { events[$0].day },
      mayWait: { place in
        let event = events[place]
        return event.channel == "MOB" && event.type != "LOGIN"
      })
    for (index, by) in chosen.late { events[index].lateBy = by }
    for index in chosen.unknown { events[index].hasUnknownType = true }
  }
}
