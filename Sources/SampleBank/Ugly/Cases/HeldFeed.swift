import MartCore

/// U54: a feed that may stay away comes with a wrong total; the night is published without it.
struct HeldFeed: UglyCase {
  private let feed = "assistant_usage"

  func spoil(_ site: UglySite) throws {
    let calendar = site.bank.calendar
    let date = calendar.dates.count > 4 ? calendar.september(19) : calendar.asOf - 1
    let file = try site.file(feed, date)
    var marks = file.marksAsWritten
    marks.totals[0] += 1
    let entry = UglyEntry(id: "U54", feed: feed, date: date, rule: "DL-02")
    let delivered = Delivered(file.spec, marks, content: file.content(marks, file.lines))
    site.spoil(BadDelivery(entry: entry, turn: .held, file: delivered))
  }
}
