import MartCore

/// U50: three digits more at the end of every row: what authenticates a card, and must be written nowhere. A small bank may have
/// no row that day, so that nothing is wrong with its file.
struct ExtraField: UglyCase {
  private let feed = "card_account"

  func spoil(_ site: UglySite) throws {
    let date = site.bank.calendar.september(18)
    let file = try site.file(feed, date)
    guard !file.lines.isEmpty else { return }
    let lines = file.lines.enumerated().map { place, line in
      DeliveryFile.Line(bytes: line.bytes + Array("|+|\(101 + place * 7 % 899)".utf8))
    }
    let entry = UglyEntry(id: "U50", feed: feed, date: date, rule: "CRD-01", rows: lines.count, exit: 65)
    let delivered = Delivered(file.spec, file.marksAsWritten, content: file.content(file.marksAsWritten, lines))
    site.spoil(BadDelivery(entry: entry, turn: .refused, file: delivered))
  }
}
