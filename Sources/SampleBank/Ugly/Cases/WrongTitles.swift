import MartCore

/// U14: the line of column names with two of them swapped, one renamed, one added.
struct WrongTitles: UglyCase {
  private let feed = "wealth_product"

  func spoil(_ site: UglySite) throws {
    let date = site.bank.calendar.september(16)
    let file = try site.file(feed, date)
    let names = file.spec.columns.map(\.title)
    var (swapped, renamed) = (names, names)
    swapped.swapAt(1, 2)
    renamed[3] = "aum_kinds"
    let turns: [BadDelivery.Turn] = [.refused, .refusedAgain, .refusedOnceMore]
    for (turn, titles) in zip(turns, [swapped, renamed, names + ["colour"]]) {
      var marks = file.marksAsWritten
      marks.titles = Array(titles.joined(separator: ",").utf8)
      let entry = UglyEntry(id: "U14", feed: feed, date: date, rule: "DL-08", exit: 65)
      let delivered = Delivered(file.spec, marks, content: file.content(marks, file.lines))
      site.spoil(BadDelivery(entry: entry, turn: turn, file: delivered))
    }
  }
}
