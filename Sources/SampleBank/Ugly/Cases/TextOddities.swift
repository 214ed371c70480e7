import MartCore

/// U11, U12, U50: what people write into free text: separators, quotes, line ends, emoji, a mark of byte order, and
/// the number of their identity card.
struct TextOddities: UglyCase {
  private static let additions = ["\u{FEFF}另附,\"截图\"\n两张;谢谢😀", "本人身份证号"]

  func plant(in bank: inout Bank) {
    let late = bank.calendar.opening + 1
    let named = bank.complaints.indices.filter {
      bank.complaints[$0].openedOn >= late && bank.complaints[$0].number != nil
    }
    for (index, addition) in zip(named, Self.additions) {
      let holder = bank.complaints[index].number.map { bank.persons[bank.numbers[$0].person] }
      let isLast = addition == Self.additions.last
      bank.complaints[index].addition = addition + (isLast ? holder?.document.number ?? "" : "")
    }
  }

  func put(into site: UglySite) throws {
    let feed = "complaint_ticket"
    for (addition, ids) in zip(Self.additions, [["U11", "U12"], ["U50"]]) {
      guard let complaint = site.bank.complaints.first(where: { $0.addition.hasPrefix(addition) }) else { continue }
      let date = site.bank.calendar.night(of: complaint.openedOn)
      for id in ids {
        try site.notePlanted(id, feed, date) { $0.text("ticket_no", of: site.spec(feed)) == complaint.id }
      }
    }
  }
}
