import MartCore

/// A balance of the ledger: an organisation, a subject and a currency.
struct LedgerCell: Hashable, Sendable, Comparable {
  /// Province of the account's branch; 00 for the card centre.
  let org: String
  let subject: String
  let currency: String
  let decimals: Int

  static func < (left: LedgerCell, right: LedgerCell) -> Bool {
    (left.org, left.subject, left.currency) < (right.org, right.subject, right.currency)
  }
}

/// The ledger of the bank, kept from the accounts and with the items that are known to differ.
struct Ledger: Sendable {
  /// In order of org, subject and currency; all that ever had a balance.
  let cells: [LedgerCell]
  /// By delivery, by cell, in minor units in the subject's normal direction.
  let balances: [[Int]]

  init(_ bank: Bank) {
    let days = bank.calendar.dates
    var sums: [LedgerCell: [Int]] = [:]
    func add(_ cell: LedgerCell, _ amounts: [Int]) {
      guard amounts.contains(where: { $0 != 0 }) else { return }
      var sum = sums[cell] ?? days.map { _ in 0 }
      for index in days.indices { sum[index] += amounts[index] }
      sums[cell] = sum
    }
    for account in bank.accounts {
      let currency = account.currency.map { DepositCurrency.all[$0] }
      let cell = LedgerCell(
        org: Self.province(account.branch), subject: account.kind.asset.rawValue, currency: currency?.code ?? "CNY",
        decimals: currency?.decimals ?? 2)
      add(cell, Self.amounts(bank.balances[account.balances].map { ($0.day, $0.minor) }, days))
    }
    for loan in bank.loans {
      let cell = Self.domestic(Self.province(loan.branch), "LOAN_" + loan.type.rawValue)
      add(cell, days.map { loan.balance(on: $0) })
    }
    for credit in bank.credits {
      let amounts = Self.amounts(bank.creditDays[credit.days].map { ($0.day, $0.overdraft) }, days)
      add(Self.domestic("00", "CARD_OVERDRAFT"), amounts.map { max(0, $0) })
      add(Self.domestic("00", "CARD_OVERPAID"), amounts.map { max(0, -$0) })
    }
    for item in LedgerItem.all { add(Self.domestic(item.org, item.subject), days.map { _ in item.minor }) }
    let cells = sums.keys.sorted()
    self.cells = cells
    balances = days.indices.map { day in cells.map { sums[$0]?[day] ?? 0 } }
  }

  private static func domestic(_ org: String, _ subject: String) -> LedgerCell {
    LedgerCell(org: org, subject: subject, currency: "CNY", decimals: 2)
  }

  /// The amounts on the days, from those on which they changed.
  private static func amounts(_ points: [(day: BusinessDate, amount: Int)], _ days: [BusinessDate]) -> [Int] {
    var (place, amount) = (0, 0)
    return days.map { day in
      while place < points.count, points[place].day <= day {
        amount = points[place].amount
        place += 1
      }
      return amount
    }
  }

  /// The first two digits of the branch's region.
  private static func province(_ branch: String) -> String {
    let index = (Int(branch.dropFirst()) ?? 10_000) - 10_000
    return String(Region.all[index % Region.all.count].code.prefix(2))
  }
}
