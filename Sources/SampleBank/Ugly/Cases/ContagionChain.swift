import MartCore

/// U43: a guarantor whose own loan is bad stands for a borrower who stands for another: the first is warned of, the
/// second is not.
struct ContagionChain: UglyCase {
  func plant(in bank: inout Bank) {
    let asOf = bank.calendar.asOf
    let bad = bank.loans.first { $0.pastStatus == nil && $0.daysPastDue(on: asOf) > 120 }
    guard let guarantor = bad?.borrower else { return }
    let chain = bank.loans.indices.filter { isSound(bank.loans[$0], guarantor, bank) }
    guard let first = chain.first(where: { hasCore(bank.loans[$0].borrower, bank) }) else { return }
    let next = chain.first { person(bank.loans[$0].borrower, bank) != person(bank.loans[first].borrower, bank) }
    guard let next else { return }
    guarantee(first, by: guarantor, &bank)
    guarantee(next, by: bank.loans[first].borrower, &bank)
  }

  /// The borrower for whom one with a bad loan stands.
  static func warned(_ bank: Bank) -> Int? {
    let bad = bank.loans.first { $0.pastStatus == nil && $0.daysPastDue(on: bank.calendar.asOf) > 120 }
    return bank.loans.first { $0.guarantor != nil && $0.guarantor == bad?.borrower }?.borrower
  }

  private func person(_ number: Int, _ bank: Bank) -> Int { bank.numbers[number].person }

  private func hasCore(_ number: Int, _ bank: Bank) -> Bool {
    bank.relations.number(.core, of: person(number, bank)).map { bank.numbers[$0].openedOn <= bank.calendar.opening }
      ?? false
  }

  /// A loan of the time before the files that is paid as it should be, without guarantor or co-borrower.
  private func isSound(_ loan: Loan, _ guarantor: Int, _ bank: Bank) -> Bool {
    loan.startedOn <= bank.calendar.opening && loan.pastStatus == nil && loan.rank(on: bank.calendar.asOf) == 1
      && loan.balance(on: bank.calendar.asOf) > 0 && loan.guarantor == nil && loan.coBorrower == nil
      && loan.plan.allSatisfy { $0.undone == nil } && person(loan.borrower, bank) != person(guarantor, bank)
  }

  /// As the loan and the links say it.
  private func guarantee(_ loan: Int, by guarantor: Int, _ bank: inout Bank) {
    bank.loans[loan].guarantor = guarantor
    var link = CustomerLink(
      type: "GUARANTOR", a: guarantor, b: bank.loans[loan].borrower, from: bank.loans[loan].startedOn)
    link.serial = (bank.links.map(\.serial).max() ?? 0) + 1
    let place = bank.links.firstIndex { $0.from > link.from } ?? bank.links.count
    bank.links.insert(link, at: place)
  }

  func put(into site: UglySite) throws {
    let bank = site.bank
    guard let warned = Self.warned(bank) else { return }
    for loan in bank.loans where loan.borrower == warned || loan.guarantor == warned {
      try site.notePlanted("U43", "loan_account", bank.calendar.opening) {
        $0.text("loan_no", of: site.spec("loan_account")) == loan.number
      }
    }
  }
}
