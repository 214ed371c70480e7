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
    calendar = DeliveryCalendar(options.history)
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
  package let persons: [Person]
  /// By source, then by the day they were opened.
  package let numbers: [CustomerNumber]
  let relations: Relations
  /// By the day they were opened.
  package let accounts: [DepositAccount]
  let pensions: [Pension]
  let products: [WealthProduct]
  /// By holder.
  package let positions: [Position]
  /// By person: the arm of the smart brain's campaigns.
  let arms: [Arm?]
  /// By the day they were opened.
  package let cards: [Card]
  /// By the day they were lent.
  package let loans: [Loan]
  /// In order of day; those after the opening.
  package let transactions: [CardTransaction]

  /// Builds the bank: population, then products, then events.
  package init(_ options: BankOptions) {
    let frame = BankFrame(options)
    self.options = options
    (calibration, calendar, relations) = (frame.calibration, frame.calendar, frame.relations)
    (persons, numbers) = (frame.persons, frame.numbers)
    let deposits = Deposits(frame)
    (accounts, arms, pensions) = (deposits.accounts, deposits.arms, deposits.pensions)
    var catalogue = ProductCatalogue(calendar: calendar, seed: options.seed)
    products = catalogue.build()
    var wealth = PositionBuilder(
      calibration: calibration, calendar: calendar, numbers: numbers, relations: relations, plan: deposits.plan,
      pensions: pensions, products: products, seed: options.seed)
    positions = wealth.build()
    var products = ProductBuilder(
      calibration: calibration, calendar: calendar, numbers: numbers, accounts: accounts, seed: options.seed)
    cards = products.build()
    var lending = LoanBuilder(calibration: calibration, calendar: calendar, numbers: numbers, seed: options.seed)
    loans = lending.build()
    var events = TransactionBuilder(
      calibration: calibration, calendar: calendar, cards: cards, seed: options.seed)
    let drafts = events.build()
    transactions = LateArrivals(calendar: calendar, seed: options.seed).delay(drafts)
  }
}
