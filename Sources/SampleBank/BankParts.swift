import MartCore

/// What there is before anyone owes or says anything, made side by side; plans go with each step.
struct BankStock: Sendable {
  let arms: [Arm?]
  let pensions: [Pension]
  let savings: Savings
  let book: CardBook
  let dealings: Dealings

  init(_ frame: BankFrame) {
    let (deposits, dealings) = atOnce({ Deposits(frame) }, { Dealings(frame) })
    giveBackMemory()
    (arms, pensions, self.dealings) = (deposits.arms, deposits.pensions, dealings)
    (savings, book) = atOnce({ Savings(frame, deposits) }, { CardBook(frame, deposits.accounts) })
  }
}

/// What persons hold besides cards, and the deposits with what was moved between them and it.
struct Savings: Sendable {
  let accounts: Roll<DepositAccount>
  let balances: Roll<Balance>
  let products: [WealthProduct]
  let positions: Positions
  let policies: [Policy]
  let orders: [Order]
  let allocations: [AllocationEvent]
  let pensionEvents: [PensionEvent]

  init(_ frame: BankFrame, _ deposits: Deposits) {
    let (calendar, seed) = (frame.calendar, frame.options.seed)
    var (accounts, balances) = (deposits.accounts, deposits.balances)
    var catalogue = ProductCatalogue(calendar: calendar, seed: seed)
    products = catalogue.build()
    do {
      var wealth = PositionBuilder(
        calibration: frame.calibration, calendar: calendar, numbers: frame.numbers, relations: frame.relations,
        plan: deposits.plan, pensions: deposits.pensions, products: products, seed: seed,
        scratch: frame.options.scratch)
      positions = wealth.build()
      (policies, orders) = Bank.policiesAndOrders(
        frame, policies: deposits.plan.policies, positions: positions, products: products)
    }
    let grace = TierGrace(
      averages: MonthAverages(calendar: calendar, numbers: frame.numbers, persons: frame.persons.count),
      persons: frame.persons, positions: positions, policies: policies.map(\.terms))
    grace.keep(&accounts, &balances)
    allocations = Bank.allocations(frame, accounts, balances, positions, products, policies)
    pensionEvents = Bank.pensionEvents(frame, accounts, deposits.pensions, positions)
    (self.accounts, self.balances) = (accounts, balances)
  }
}

/// The cards, and what was done with them.
struct CardBook: Sendable {
  let cards: [Card]
  let transactions: Roll<CardTransaction>

  init(_ frame: BankFrame, _ accounts: Roll<DepositAccount>) {
    let (options, calibration, calendar) = (frame.options, frame.calibration, frame.calendar)
    do {
      var products = ProductBuilder(
        calibration: calibration, calendar: calendar, numbers: frame.numbers, accounts: accounts, seed: options.seed)
      cards = products.build()
    }
    var events = TransactionBuilder(
      calibration: calibration, calendar: calendar, cards: cards, season: options.hasSeasons ? .spending : nil,
      seed: options.seed, scratch: options.scratch)
    var transactions = events.build()
    var campaigns = CampaignSpend(calibration: calibration, calendar: calendar, cards: cards, seed: options.seed)
    campaigns.mark(&transactions)
    Bank.delay(&transactions, calendar, options.seed)
    self.transactions = transactions
  }
}

/// Loans, what is done on the channels, and the bank's own sites and staff: what asks nothing of what persons hold.
struct Dealings: Sendable {
  let loans: [Loan]
  let applications: [LoanApplication]
  let applicationEvents: Roll<ApplicationEvent>
  let events: Roll<ChannelEvent>
  let facilities: [Facility]
  let services: [PaymentService]
  let tasks: [AssistantTask]

  init(_ frame: BankFrame) {
    let (options, calibration, calendar) = (frame.options, frame.calibration, frame.calendar)
    do {
      var lending = LoanBuilder(
        calibration: calibration, calendar: calendar, numbers: frame.numbers, seed: options.seed,
        scratch: options.scratch)
      loans = lending.build()
      let built = Bank.applications(frame, loans)
      (applications, applicationEvents) = (built.applications, Roll(built.events, in: options.scratch))
    }
    do {
      var channels = ChannelEventBuilder(
        calibration: calibration, calendar: calendar, numbers: frame.numbers, relations: frame.relations,
        season: options.hasSeasons ? .visiting : nil, seed: options.seed, scratch: options.scratch)
      var events = channels.build()
      Bank.delay(&events, calendar, options.seed)
      self.events = events
    }
    var sites = FacilityBuilder(calibration: calibration, calendar: calendar, seed: options.seed)
    facilities = sites.build()
    var payments = PaymentBuilder(
      calibration: calibration, calendar: calendar, numbers: frame.numbers, facilities: facilities, seed: options.seed)
    services = payments.build().delayed(calendar, seed: options.seed, "late payment services") {
      $0.scheme != nil && $0.reverses == nil && !$0.isReversed
    }
    var assistants = AssistantBuilder(calibration: calibration, calendar: calendar, seed: options.seed)
    tasks = assistants.build().delayed(calendar, seed: options.seed, "late tasks")
  }
}

/// What is owed on credit cards, and what the risk platform noticed.
struct Debts: Sendable {
  let credits: [CreditAccount]
  let creditDays: Roll<CreditDay>
  let risks: [RiskEvent]

  init(_ frame: BankFrame, _ accounts: Roll<DepositAccount>, _ book: CardBook, _ loans: [Loan]) {
    var credit = CreditBuilder(
      calibration: frame.calibration, calendar: frame.calendar, numbers: frame.numbers, relations: frame.relations,
      cards: book.cards, transactions: book.transactions, loans: loans, seed: frame.options.seed)
    (credits, creditDays) = credit.build()
    risks = Bank.risks(frame, accounts, credits, loans)
  }
}

/// What customers allow, whom they know, and how they are spoken to.
struct Contacts: Sendable {
  let consents: [Consent]
  let links: [CustomerLink]
  let touches: Roll<Touch>
  let communityEvents: [CommunityEvent]
  let complaints: [Complaint]

  init(_ frame: BankFrame, arms: [Arm?], products: [WealthProduct], loans: [Loan]) {
    let (seed, calibration, calendar) = (frame.options.seed, frame.calibration, frame.calendar)
    var protection = ConsentBuilder(
      calibration: calibration, calendar: calendar, numbers: frame.numbers, arms: arms, seed: seed)
    consents = protection.build()
    var linking = LinkBuilder(
      calibration: calibration, calendar: calendar, persons: frame.persons, numbers: frame.numbers,
      relations: frame.relations, loans: loans, seed: seed)
    links = linking.build()
    var brain = TouchBuilder(
      calibration: calibration, calendar: calendar, numbers: frame.numbers, relations: frame.relations, arms: arms,
      seed: seed)
    touches = Roll(brain.build(), in: frame.options.scratch)
    var community = CommunityBuilder(
      calibration: calibration, calendar: calendar, numbers: frame.numbers, relations: frame.relations,
      products: products, seed: seed)
    communityEvents = community.build().delayed(calendar, seed: seed, "late community events")
    var desk = ComplaintBuilder(
      calibration: calibration, calendar: calendar, numbers: frame.numbers, products: products.count, seed: seed)
    complaints = desk.build()
  }
}
