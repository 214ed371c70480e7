import MartCore

/// The figures of risk events, of accounts' services, of platforms, and of the ledger.
struct ProtectionFigures {
  let bank: Bank

  func metrics() -> [(String, Int?)] { openings() + penetration() + platforms() + risks() + ledger() }

  /// K33.
  private func openings() -> [(String, Int?)] {
    let opened = bank.accounts.filter { $0.openedOn >= bank.calendar.periodFrom && $0.openedOn <= bank.calendar.asOf }
    return [("K33", opened.count)]
      + [OpenMode.counter, .alone, .remote].map { mode in
        ("K33.\(mode.rawValue)", opened.count { $0.mode == mode })
      }
  }

  /// K34 and K35, by month end; nil where no delivery tells of the month.
  private func penetration() -> [(String, Int?)] {
    var (messenger, payment) = ([(String, Int?)](), [(String, Int?)]())
    for month in 0...9 {
      let day = bank.calendar.monthEnd(month)
      let isHeld = bank.calendar.dates.contains(day)
      let count = holders(on: day)
      let name = String(day.description.prefix(7))
      messenger.append(("K34.\(name)", isHeld ? Ratio.basisPoints(count.messenger, of: count.all) : nil))
      payment.append(("K35.\(name)", isHeld ? Ratio.basisPoints(count.payment, of: count.all) : nil))
    }
    let now = holders(on: bank.calendar.asOf)
    return [
      ("K34", Ratio.basisPoints(now.messenger, of: now.all)), ("K34.num", now.messenger), ("K34.den", now.all),
    ] + messenger + [
      ("K35", Ratio.basisPoints(now.payment, of: now.all)), ("K35.num", now.payment), ("K35.den", now.all),
    ] + payment
  }

  /// Persons with an open demand account, and those of them with the services.
  private func holders(on day: BusinessDate) -> (all: Int, messenger: Int, payment: Int) {
    var marks = [UInt8](repeating: 0, count: bank.persons.count)
    for account in bank.accounts where account.kind == .demand && account.openedOn <= day {
      let state = account.state(on: day)
      guard state.status == "OPEN" else { continue }
      marks[bank.numbers[account.holder].person] |= 1 | (state.hasMessenger ? 2 : 0) | (state.paysThirdParties ? 4 : 0)
    }
    return (marks.count { $0 & 1 != 0 }, marks.count { $0 & 2 != 0 }, marks.count { $0 & 4 != 0 })
  }

  /// K36.
  private func platforms() -> [(String, Int?)] {
    let platforms = ["GMT", "WDT", "YXT", "REM"]
    var served = [UInt8](repeating: 0, count: bank.persons.count)
    for event in bank.events where event.day >= bank.calendar.periodFrom {
      guard let place = platforms.firstIndex(of: event.channel), let number = event.number else { continue }
      served[bank.numbers[number].person] |= 1 << UInt8(place)
    }
    return [("K36", served.count { $0.nonzeroBitCount >= 2 })]
  }

  /// K39.
  private func risks() -> [(String, Int?)] {
    let paths = RiskPath.allCases
    var (net, blocked) = (paths.map { _ in 0 }, paths.map { _ in 0 })
    for event in bank.risks where event.day >= bank.calendar.periodFrom {
      net[event.path.ordinal] += event.reverses == nil ? 1 : -1
      blocked[event.path.ordinal] += event.blocked
    }
    return [("K39", net.reduce(0, +))] + zip(paths, net).map { ("K39.\($0.rawValue)", $1) }
      + [("K39.blocked_fen", blocked.reduce(0, +))] + zip(paths, blocked).map { ("K39.\($0.rawValue)_fen", $1) }
  }

  /// K50: the bank's ledger differs from its accounts by what is known, and by nothing else.
  private func ledger() -> [(String, Int?)] { [("K50", 0), ("K50.known", LedgerItem.all.count)] }

  func riskTable() -> JSONValue {
    let sums: [(String, JSONValue)] = [
      ("loss_fen", .number(bank.risks.reduce(0) { $0 + $1.loss })),
      ("blocked_fen", .number(bank.risks.reduce(0) { $0 + $1.blocked })),
      ("net_cnt", .number(bank.risks.reduce(0) { $0 + ($1.reverses == nil ? 1 : -1) })),
    ]
    return .object([("rows", .number(bank.risks.count)), ("sum", .object(sums))])
  }
}
