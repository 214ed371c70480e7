import MartCore

enum PensionKind: String, Sendable {
  case open = "OPEN"
  case contribution = "CONTRIB"
  case reversal = "CONTRIB_REV"
  case purchase = "BUY"

  /// How it moves the cash.
  var sign: Int {
    switch self {
    case .open: 0
    case .contribution: 1
    case .reversal, .purchase: -1
    }
  }
}

/// Something that happened to a pension account.
struct PensionEvent: Sendable {
  /// Where in `Bank.accounts` the account is.
  let account: Int
  let kind: PensionKind
  let fen: Int
  let day: BusinessDate
  /// Second of the day.
  let second: Int
  /// Where in `Bank.products` the product is that was bought.
  var product: Int?
  /// Where in `Bank.pensionEvents` the contribution is that it takes back.
  var reverses: Int?
  /// Number within the day, from 1.
  var sequence = 0
  /// How many deliveries after its own the row arrives.
  var lateBy = 0

  /// `PE`, the day, and the number within it.
  var serial: Serial { Serial("PE", day, sequence, width: 5) }
  var id: String { serial.text }
}

/// Tells the plan of the pensions as events.
struct PensionEventBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  let accounts: Roll<DepositAccount>
  let pensions: [Pension]
  let positions: Positions
  private var random: SeededRandom

  init(
    calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], accounts: Roll<DepositAccount>,
    pensions: [Pension], positions: Positions, seed: UInt64
  ) {
    self.calibration = calibration
    self.calendar = calendar
    self.numbers = numbers
    self.accounts = accounts
    self.pensions = pensions
    self.positions = positions
    random = SeededRandom(seed: seed, "pension events")
  }

  /// In order of day; the opening of an account before all else, a contribution before its reversal.
  mutating func build() -> [PensionEvent] {
    var events = plannedEvents()
    events.sort { $0.day < $1.day || $0.day == $1.day && ($0.account, $0.second) < ($1.account, $1.second) }
    var result: [PensionEvent] = []
    var twice = chosen(events)[...]
    for (index, event) in events.enumerated() {
      result.append(event)
      guard twice.first == index else { continue }
      twice = twice.dropFirst()
      result.append(again(event, .contribution, after: 30))
      var reversal = again(event, .reversal, after: 600)
      reversal.reverses = result.count - 1
      result.append(reversal)
    }
    for index in result.indices {
      let follows = index > 0 && result[index - 1].day == result[index].day
      result[index].sequence = follows ? result[index - 1].sequence + 1 : 1
    }
    return result
  }

  private mutating func plannedEvents() -> [PensionEvent] {
    var account: [Int: Int] = [:]
    for index in accounts.indices where accounts[index].kind == .pension {
      account[numbers[accounts[index].holder].person] = index
    }
    var product: [Int: Int] = [:]
    for position in positions where position.isPension { product[numbers[position.holder].person] = position.product }
    var events: [PensionEvent] = []
    for pension in pensions {
      guard let index = account[pension.person] else { continue }
      let opened = min(pension.openedOn, pension.moves.first?.day ?? pension.openedOn)
      events.append(PensionEvent(account: index, kind: .open, fen: 0, day: opened, second: 30_000))
      for move in pension.moves {
        events.append(
          PensionEvent(
            account: index, kind: move.isContribution ? .contribution : .purchase, fen: move.fen, day: move.day,
            second: random.number(in: 31_000...55_000) + (move.isContribution ? 0 : 25_000),
            product: move.isContribution ? nil : product[pension.person]))
      }
    }
    return events
  }

  /// Contributions that were made twice by mistake; places in order.
  private mutating func chosen(_ events: [PensionEvent]) -> [Int] {
    var able = events.indices.filter { events[$0].kind == .contribution }
    random.shuffle(&able)
    return able.prefix(calibration.repeatedContributions).sorted()
  }

  private func again(_ event: PensionEvent, _ kind: PensionKind, after seconds: Int) -> PensionEvent {
    PensionEvent(account: event.account, kind: kind, fen: event.fen, day: event.day, second: event.second + seconds)
  }
}
