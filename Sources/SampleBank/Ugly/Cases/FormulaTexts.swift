import MartCore

/// U13: texts that a spreadsheet would take for formulas, in files for people: a manager's number, and the branch of one
/// who is warned of.
struct FormulaTexts: UglyCase {
  private static let (staff, branch) = ("=1+1", "-2")

  func plant(in bank: inout Bank) {
    guard let link = bank.links.firstIndex(where: { $0.type == "RM_MAIN" && !$0.staff.isEmpty }) else { return }
    bank.links[link].staff = [(bank.links[link].from, Self.staff)]
    guard let borrower = ContagionChain.warned(bank) else { return }
    let person = bank.numbers[borrower].person
    for index in bank.numbers.indices where bank.numbers[index].person == person && bank.numbers[index].source == .core
    {
      bank.numbers[index].branch = Self.branch
    }
  }

  func put(into site: UglySite) throws {
    let opening = site.bank.calendar.opening
    try site.notePlanted("U13", "customer_link", opening) {
      $0.text("staff_no", of: site.spec("customer_link")) == Self.staff
    }
    let file = try site.file("cif_core", opening)
    for index in site.bank.numbers.indices where site.bank.numbers[index].branch == Self.branch {
      let row = Row(fields: CustomerColumns.fields(of: index, in: site.bank, on: opening))
      guard let place = file.place(of: row) else { continue }
      let entry = UglyEntry(id: "U13", feed: "cif_core", date: opening, rows: 1)
      site.note(entry, in: file, mark: file.mark(place))
    }
  }
}
