import MartCore

/// The deposits of the bank and what was planned with them.
struct Deposits: Sendable {
  /// By the day they were opened.
  let accounts: Roll<DepositAccount>
  let balances: Roll<Balance>
  let pensions: [Pension]
  let arms: [Arm?]
  let plan: AssetPlan

  init(_ bank: BankFrame) {
    let seed = bank.options.seed
    var holders = DepositHolders(
      calibration: bank.calibration, calendar: bank.calendar, persons: bank.persons, numbers: bank.numbers,
      relations: bank.relations, random: SeededRandom(seed: seed, "deposit holders"))
    let openings = holders.openings()
    var pensionPlan = PensionPlan(
      calibration: bank.calibration, calendar: bank.calendar, persons: bank.persons, relations: bank.relations,
      openings: openings, seed: seed)
    pensions = pensionPlan.pensions()
    var campaign = CampaignPlan(
      calibration: bank.calibration, calendar: bank.calendar, relations: bank.relations, openings: openings,
      random: SeededRandom(seed: seed, "arms"))
    arms = campaign.arms()
    let saves = Self.savers(bank, openings)
    let targets = Self.targets(bank, openings, arms)
    var planner = AssetPlanner(
      calibration: bank.calibration, calendar: bank.calendar, persons: bank.persons, numbers: bank.numbers,
      relations: bank.relations, targets: targets, savesLong: saves, pensions: pensions,
      random: SeededRandom(seed: seed, "assets"))
    plan = planner.plan()
    var messenger = Penetration(
      holders: holders, openings: openings, wanted: bank.calibration.messengerHolders,
      random: SeededRandom(seed: seed, "messenger"))
    var payment = Penetration(
      holders: holders, openings: openings, wanted: bank.calibration.paymentHolders,
      random: SeededRandom(seed: seed, "payment"))
    var builder = DepositBuilder(
      calibration: bank.calibration, calendar: bank.calendar, persons: bank.persons, numbers: bank.numbers,
      relations: bank.relations, openings: openings, messenger: messenger.starts(), payment: payment.starts(),
      savesLong: saves, pensions: pensions, seed: seed)
    var accounts = builder.build()
    balances = Self.fill(&accounts, bank, plan, pensions, arms, targets)
    self.accounts = Roll(accounts, in: bank.options.scratch)
  }

  /// Persons with time accounts: the wealthy, and some others who stay.
  private static func savers(_ bank: BankFrame, _ openings: PackedDays) -> [Bool] {
    var saves = bank.persons.indices.map { bank.persons.tier(of: $0) > .t0 }
    var others = bank.persons.indices.filter { person in
      !saves[person] && bank.relations.isCustomer[person] && bank.relations.wasCustomer[person]
        && openings[person].map { $0 < bank.calendar.storyOpening } ?? false
    }
    var random = SeededRandom(seed: bank.options.seed, "savers")
    random.shuffle(&others)
    for person in others.prefix(bank.calibration.smallSavers) { saves[person] = true }
    return saves
  }

  private static func targets(_ bank: BankFrame, _ openings: PackedDays, _ arms: [Arm?]) -> [AtDays] {
    func holds(on day: BusinessDate) -> [Bool] {
      bank.persons.indices.map { person in
        guard let opening = openings[person], opening <= day else { return false }
        return bank.relations.closedOn[person].map { $0 > day } ?? true
      }
    }
    var targets = AssetTargets(
      calibration: bank.calibration, persons: bank.persons, arms: arms, holdsNow: holds(on: bank.calendar.asOf),
      heldBase: holds(on: bank.calendar.base), random: SeededRandom(seed: bank.options.seed, "targets"))
    return targets.targets()
  }

  /// Gives the accounts joint holders and balances.
  private static func fill(
    _ accounts: inout [DepositAccount], _ bank: BankFrame, _ plan: AssetPlan, _ pensions: [Pension], _ arms: [Arm?],
    _ targets: [AtDays]
  ) -> Roll<Balance> {
    let seed = bank.options.seed
    var splitter = DepositAmounts(
      calendar: bank.calendar, plan: plan, numbers: bank.numbers, random: SeededRandom(seed: seed, "amounts"))
    let amounts = splitter.amounts(of: accounts)
    var joint = JointHolders(
      calibration: bank.calibration, calendar: bank.calendar, persons: bank.persons, numbers: bank.numbers,
      relations: bank.relations, arms: arms, random: SeededRandom(seed: seed, "joint holders"))
    var totals = targets
    joint.share(&accounts, amounts: amounts, &totals)
    let byPerson = Dictionary(pensions.map { ($0.person, $0) }, uniquingKeysWith: { first, _ in first })
    var path = BalancePath(
      calendar: bank.calendar, pensions: byPerson, random: SeededRandom(seed: seed, "balances"))
    var balances = Roll<Balance>(in: bank.options.scratch)
    for index in accounts.indices {
      let holder = bank.numbers[accounts[index].holder].person
      accounts[index].balances = balances.put(path.balances(of: accounts[index], holder: holder, amounts[index]))
    }
    return balances
  }
}
