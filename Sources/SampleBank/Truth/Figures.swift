import MartCore

/// The figures of the bank, counted from what it holds and not from what was planned.
struct Figures {
  let bank: Bank

  /// By figure id, in order; nil where the bank is too small for a figure.
  func metrics() -> [(String, Int?)] {
    customers() + AssetFigures(bank).metrics() + spend() + users() + LoanFigures(bank: bank).metrics()
      + LimitFigures(bank: bank).metrics()
      + DebtFigures(bank: bank).metrics() + ProtectionFigures(bank: bank).metrics() + TierFigures(bank: bank).metrics()
      + ApplicationFigures(bank: bank).metrics() + WealthFigures(bank: bank).metrics()
      + FacilityFigures(bank: bank).metrics() + ServiceFigures(bank: bank).metrics()
      + RelationFigures(bank: bank).metrics()
  }

  /// K32.
  private func users() -> [(String, Int?)] {
    let month = bank.calendar.asOf.monthStart
    var hasSigned = [Bool](repeating: false, count: bank.persons.count)
    for event in bank.events where event.day >= month && event.channel == "MOB" && event.type == "LOGIN" {
      if let number = event.number { hasSigned[bank.numbers[number].person] = true }
    }
    let registered = bank.numbers.count { $0.source == .mobile && $0.isActive(on: bank.calendar.asOf) }
    return [("K32", hasSigned.count { $0 }), ("K32.registered", registered)]
  }

  private func customers() -> [(String, Int?)] {
    let (now, base) = (bank.calendar.asOf, bank.calendar.base)
    var isCustomer = bank.persons.indices.map { _ in (now: false, base: false) }
    var active: [Source: Int] = [:]
    for number in bank.numbers {
      let (here, before) = (number.isActive(on: now), number.isActive(on: base))
      isCustomer[number.person].now = isCustomer[number.person].now || here
      isCustomer[number.person].base = isCustomer[number.person].base || before
      active[number.source, default: 0] += here ? 1 : 0
    }
    let (today, then) = (isCustomer.count { $0.now }, isCustomer.count { $0.base })
    return [("K01", today), ("K01.numbers", active.values.reduce(0, +))]
      + Source.allCases.map { ("K01.\($0.rawValue)", active[$0] ?? 0) }
      + [
        ("K02", today - then), ("K02.base", then), ("K02.joined", isCustomer.count { $0.now && !$0.base }),
        ("K02.left", isCustomer.count { $0.base && !$0.now }),
      ]
  }

  private func spend() -> [(String, Int?)] {
    var net: [CardKind: Int] = [:]
    var (gross, reversed) = (0, 0)
    for transaction in bank.transactions where transaction.type.isSpend {
      guard transaction.postedOn >= bank.calendar.periodFrom else { continue }
      net[bank.cards[transaction.card].kind, default: 0] += transaction.type.sign * transaction.fen
      if transaction.type.isPurchase { gross += transaction.fen } else { reversed += transaction.fen }
    }
    return [("K21", gross - reversed)]
      + [CardKind.debit, .credit].map { ("K21.\($0.rawValue)", net[$0] ?? 0) }
      + [("K21.gross", gross), ("K21.reversed", reversed)]
  }
}
