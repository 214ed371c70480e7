import Dispatch
import Glibc
import MartCore
import Synchronization

/// Writes a sample bank: raw files as its sources would send them, and the truth about them.
///
/// The same options give the same bytes; another seed gives other persons with the same figures.
package struct SampleBank {
  let bank: Bank
  private var events: [LifeEvent] = []

  package init(_ options: BankOptions) {
    var bank = Bank(options)
    if options.isUgly { for ugly in UglyBank.cases { ugly.plant(in: &bank) } }
    if options.life != nil {
      var life = LifePlanter(bank)
      life.plant()
      (bank, events) = (life.bank, life.events)
    }
    self.bank = bank
  }

  /// Writes `landing/`, `truth.json`, `persons.csv` and `personal_values.txt` into the folder; where things go wrong,
  /// also `drops/2`, `drops/3` and so on, each to be copied into `landing` after the run before it; where the bank lives,
  /// `nights/2024-08-01` and so on, each to be copied into `landing` before its night.
  ///
  /// - Throws: ``Failure`` when a file cannot be written, or when the landing folder is another's.
  package func write(to folder: String) throws {
    let landing = try LandingFolder(in: folder).prepare()
    let people = PersonFiles(bank: bank)
    let metrics = Mutex<[(String, Int?)]>([])
    let written = try writeFeeds(
      to: landing,
      beside: [
        { try people.writePersonalValues(to: folder + "/personal_values.txt") },
        {
          try people.writePersons(to: folder + "/persons.csv")
          guard bank.options.life == nil else { return }
          let counted = Figures(bank: bank).metrics()
          metrics.withLock { $0 = counted }
        },
      ])
    let ugly = try bank.options.isUgly ? UglyBank(bank: bank, folder: folder).make(written) : nil
    let living = try bank.options.life.map { _ in try NightFolders(bank: bank, folder: folder).make(written) }
    try OutputFile.write(
      TruthFile(
        bank: bank, metrics: metrics.withLock { $0 }, tallies: living?.tallies ?? ugly?.tallies ?? written, ugly: ugly,
        life: living.map { ($0.arrivals, events) }
      ).text(), to: folder + "/truth.json")
  }

  /// The feeds, the longest first, side by side with each other and with what else is to be done.
  private func writeFeeds(
    to landing: String, beside others: [@Sendable () throws -> Void]
  ) throws -> [(feed: String, deliveries: [FeedTally])] {
    let writers = FeedList.writers
    let results = Mutex([Int: Result<[FeedTally], any Error>]())
    DispatchQueue.concurrentPerform(iterations: others.count + writers.count) { turn in
      let index = turn - others.count
      let result = Result {
        if index >= 0 { return try writers[index].write(bank, to: landing) }
        try others[turn]()
        return []
      }
      results.withLock { $0[index] = result }
    }
    let tallies = try results.withLock { found in
      for index in -others.count..<0 { _ = try found[index]?.get() }
      return try writers.indices.map { try found[$0]?.get() ?? [] }
    }
    return FeedList.names.map { name in
      let lanes = writers.indices.filter { writers[$0].spec.name == name }.map { tallies[$0] }
      return (name, woven(lanes))
    }
  }

  /// The deliveries of several lanes in order.
  private func woven(_ lanes: [[FeedTally]]) -> [FeedTally] {
    let longest = lanes.map(\.count).max() ?? 0
    return (0..<longest).flatMap { place in lanes.filter { place < $0.count }.map { $0[place] } }
  }
}

/// The feeds of the bank.
enum FeedList {
  /// By the time they take, the longest first; the snapshot of customers is written in two lanes.
  static let writers: [any FeedWriter] = [
    CifCore(lane: 0, lanes: 2), CifCore(lane: 1, lanes: 2), CardTxn(), ChannelEvents(), LoanAccounts(),
    DepositBalances(),
    DepositAccounts(), CustomerDelta.mobile,
    CreditBalances(), CustomerLinks(), CustomerConsents(), RiskEvents(), LedgerBalances(),
    CardAccount(), CampaignTouches(), LoanInstalments(), WealthPositions(), WealthProducts(), CustomerDelta.card,
    CustomerDelta.wealth,
    CustomerDelta.loan,
    LoanApplications(), WealthOrders(), AssetAllocations(), InsurancePolicies(), PensionEvents(),
    Facilities(), CommunityEvents(), AssistantUsage(), PaymentServices(), ComplaintTickets(),
  ]

  /// The dates for which the feed is delivered.
  static func dates(of feed: String, _ calendar: DeliveryCalendar) -> [BusinessDate] {
    let spec = writers.first { $0.spec.name == feed }?.spec
    return calendar.dates.filter { spec?.isDue(on: $0) ?? true }
  }

  /// By family, as the truth lists them.
  static let names = [
    "cif_core", "cif_card", "cif_loan", "cif_wealth", "cif_mobile", "customer_link",
    "customer_consent", "risk_event", "card_account", "card_txn", "deposit_account",
    "deposit_balance", "credit_card_balance", "loan_account",
    "loan_installment", "wealth_product", "wealth_position", "channel_event", "campaign_touch",
    "loan_application", "wealth_order", "insurance_policy", "pension_event", "asset_allocation",
    "facility", "payment_service", "assistant_usage", "community_event", "complaint_ticket", "gl_balance",
  ]
}
