import MartCore

/// What happens to the cash of a pension account.
struct PensionMove: Sendable {
  let day: BusinessDate
  /// A contribution, or a purchase of a product.
  let isContribution: Bool
  let fen: Int
}

/// A personal pension: its account and the moves of its cash.
struct Pension: Sendable {
  let person: Int
  let openedOn: BusinessDate
  /// In order of day; contributions of a day before purchases.
  var moves: [PensionMove] = []

  /// The cash at the end of the day.
  func cash(on day: BusinessDate) -> Int {
    moves.reduce(0) { $0 + ($1.day > day ? 0 : $1.isContribution ? $1.fen : -$1.fen) }
  }

  /// What was bought by the end of the day.
  func bought(by day: BusinessDate) -> Int {
    moves.reduce(0) { $0 + ($1.day > day || $1.isContribution ? 0 : $1.fen) }
  }
}

/// Plans pension accounts, their contributions and purchases; the cash left is the planted stock.
struct PensionPlan {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let persons: People
  let relations: Relations
  /// By person: since when there is a demand account.
  let openings: PackedDays
  var random: SeededRandom
  /// The day on which the personal pension began.
  private var launch: BusinessDate { BusinessDate(year: 2022, month: 11, day: 25) ?? calendar.storyOpening }
  /// Contributions of a person and year end here, in fen.
  private static let cap = 1_200_000

  init(
    calibration: Calibration, calendar: DeliveryCalendar, persons: People, relations: Relations,
    openings: PackedDays, seed: UInt64
  ) {
    self.calibration = calibration
    self.calendar = calendar
    self.persons = persons
    self.relations = relations
    self.openings = openings
    random = SeededRandom(seed: seed, "pensions")
  }

  /// The accounts, those with contributions first.
  mutating func pensions() -> [Pension] {
    var pensions = accounts()
    for (place, contribution) in calibration.pensionContributions.enumerated() {
      contribute(contribution.fen, year: 2_022 + place, accounts: contribution.accounts, &pensions)
    }
    let start = [calibration.assetsBase, calibration.assetsNow].map { $0[AssetKind.pensionCash.ordinal] }
    buy(through: calendar.base, leaving: start[0], &pensions)
    buy(through: calendar.asOf, leaving: start[1], &pensions)
    for index in pensions.indices { pensions[index].moves.sort { $0.day < $1.day } }
    return pensions
  }

  /// Holders: first savers of the middle tiers, who can afford it, then others.
  private mutating func accounts() -> [Pension] {
    let able = persons.indices.filter { relations.isCustomer[$0] && openings[$0].map { $0 <= launch } ?? false }
    var savers = able.filter { (.t4 ... .t6).contains(persons.tier(of: $0)) }
    var others = able.filter { persons.tier(of: $0) < .t4 }
    random.shuffle(&savers)
    random.shuffle(&others)
    let contributions = calibration.pensionContributions.map(\.accounts)
    let contributors = savers.prefix(contributions[2])
    let chosen = contributors + others.prefix(calibration.pensionAccounts - contributors.count)
    let firstNew = chosen.count - (calibration.newPensionAccounts - (contributions[2] - contributions[1]))
    return chosen.enumerated().map { place, person in
      Pension(person: person, openedOn: openingDay(place, contributions, isNew: place >= firstNew))
    }
  }

  private mutating func openingDay(_ place: Int, _ contributions: [Int], isNew: Bool) -> BusinessDate {
    let year = calendar.periodFrom
    if place < contributions[0] { return random.day(from: launch, through: launch + 20) }
    if place < contributions[1] { return random.day(from: launch + 40, through: calendar.base - 60) }
    if place < contributions[2] || isNew { return random.day(from: year, through: calendar.asOf - 40) }
    return random.day(from: launch, through: calendar.storyOpening)
  }

  /// The contributions of a year: of each account one to three, below the cap.
  private mutating func contribute(_ fen: Int, year: Int, accounts: Int, _ pensions: inout [Pension]) {
    let own = min(accounts, pensions.count)
    let weights = (0..<own).map { _ in random.number(in: 20...100) }
    let sums = allocate(fen, by: weights, upTo: weights.map { _ in Self.cap })
    let end = BusinessDate(year: year, month: 12, day: 31) ?? calendar.asOf
    for (index, sum) in sums.enumerated() {
      let first = max(pensions[index].openedOn, end.adding(months: -12) + 1)
      let last = min(end - 6, calendar.asOf - 12)
      let parts = allocate(sum, by: (0..<random.number(in: 1...3)).map { _ in random.number(in: 1...9) })
      for part in parts where part > 0 {
        let day = random.day(from: first, through: max(first, last))
        pensions[index].moves.append(PensionMove(day: day, isContribution: true, fen: part))
      }
    }
  }

  /// Purchases after the last contribution, so that the cash left is right.
  private mutating func buy(through last: BusinessDate, leaving cash: Int, _ pensions: inout [Pension]) {
    let held = pensions.map { $0.cash(on: last) }
    let caps = held.map { $0 * 9 / 10 }
    let sums = allocate(held.reduce(0, +) - cash, by: caps.map { $0 * random.number(in: 1...4) }, upTo: caps)
    for (index, sum) in sums.enumerated() where sum > 0 {
      let from = pensions[index].moves.map(\.day).filter { $0 <= last }.max() ?? last
      let earliest = max(from + 1, last == calendar.asOf ? calendar.periodFrom : from + 1)
      let day = random.day(from: min(earliest, last), through: last)
      pensions[index].moves.append(PensionMove(day: day, isContribution: false, fen: sum))
    }
  }
}
