import MartCore

/// U05: the same file comes again under a higher sequence, and under a name that no feed promises.
struct RepeatedFiles: UglyCase {
  private let feed = "wealth_order"

  func spoil(_ site: UglySite) throws {
    let date = site.bank.calendar.early(3)
    let file = try site.file(feed, date)
    var marks = file.marksAsWritten
    marks.sequence = 2
    let again = Delivered(file.spec, marks, content: file.content(file.marksAsWritten, file.lines))
    var copy = again
    copy.strayName = "\(file.spec.stem(date))_copy\(file.spec.suffix)"
    site.add(again, on: date)
    site.add(copy, on: date)
    let rows = file.tally.announced
    site.note(UglyEntry(id: "U05", feed: feed, date: date, file: marks.dataName, rule: "DL-03", rows: rows))
    site.note(UglyEntry(id: "U05", feed: feed, date: date, file: copy.strayName ?? "", rule: "DL-10"))
  }
}
