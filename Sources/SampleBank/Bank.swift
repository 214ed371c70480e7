import MartCore

/// The days, the persons and their numbers: what the rest of the bank is built on.
struct BankFrame: Sendable {
  let options: BankOptions
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let persons: People
  let numbers: [CustomerNumber]
  let relations: Relations

  init(_ options: BankOptions) {
    self.options = options
    calibration = Calibration(options.scaling)
    calendar = DeliveryCalendar(options.history, nightsFrom: options.nightsFrom)
    (persons, numbers) =
      PopulationBuilder(calibration: calibration, calendar: calendar, seed: options.seed, scratch: options.scratch)
      .build()
    relations = Relations(persons: persons.count, numbers, calendar)
  }
}

/// Everything the sample bank holds, before any of it is written.
package struct Bank: Sendable {
  package let options: BankOptions
  package let calibration: Calibration
  package let calendar: DeliveryCalendar
  package internal(set) var persons: People
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
  package let positions: Positions
  /// By person: the arm of the smart brain's campaigns.
  var arms: [Arm?]
  /// By the day they were opened.
  package let cards: [Card]
  /// By the day they were lent.
  package internal(set) var loans: [Loan]
  let applications: [LoanApplication]
  /// In order of day.
  let applicationEvents: Roll<ApplicationEvent>
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
  var touches: Roll<Touch>
  /// In order of day; those after the opening.
  var events: Roll<ChannelEvent>
  /// By kind.
  var facilities: [Facility]
  /// In order of day, those before the opening too.
  let services: [PaymentService]
  let tasks: [AssistantTask]
  var communityEvents: [CommunityEvent]
  var complaints: [Complaint]

  /// Builds the bank: population, then side by side what asks nothing of each other.
  package init(_ options: BankOptions) {
    giveBackAtOnce(from: 1 << 17)
    let frame = BankFrame(options)
    self.options = options
    (calibration, calendar) = (frame.calibration, frame.calendar)
    // Only what is planted later asks where numbers are.
    let isPlanted = options.isUgly || options.life != nil
    relations = isPlanted ? frame.relations : frame.relations.withoutNumbers()
    (persons, numbers) = (frame.persons, frame.numbers)
    let stock = BankStock(frame)
    (arms, pensions) = (stock.arms, stock.pensions)
    (accounts, balances) = (stock.savings.accounts, stock.savings.balances)
    (products, positions) = (stock.savings.products, stock.savings.positions)
    (policies, orders) = (stock.savings.policies, stock.savings.orders)
    (allocations, pensionEvents) = (stock.savings.allocations, stock.savings.pensionEvents)
    (cards, transactions) = (stock.book.cards, stock.book.transactions)
    let dealings = stock.dealings
    (loans, applications, applicationEvents) = (dealings.loans, dealings.applications, dealings.applicationEvents)
    (events, facilities, services, tasks) = (dealings.events, dealings.facilities, dealings.services, dealings.tasks)
    let (debts, contacts) = atOnce(
      { Debts(frame, stock.savings.accounts, stock.book, stock.dealings.loans) },
      { Contacts(frame, arms: stock.arms, products: stock.savings.products, loans: stock.dealings.loans) })
    (credits, creditDays, risks) = (debts.credits, debts.creditDays, debts.risks)
    (consents, links, touches) = (contacts.consents, contacts.links, contacts.touches)
    (communityEvents, complaints) = (contacts.communityEvents, contacts.complaints)
    giveBackMemory()
    // The buffers of files are made again and again.
    giveBackAtOnce(from: 1 << 20)
  }

  /// Purchases that are never reversed may be late or bear an unknown category; the others keep their order.
  static func delay(
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
  static func delay(_ events: inout Roll<ChannelEvent>, _ calendar: DeliveryCalendar, _ seed: UInt64) {
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
