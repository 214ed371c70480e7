import MartCore

/// U15: a snapshot that lists nothing, and one that lists too little; both would close what they leave out.
struct ShrunkSnapshots: UglyCase {
  func spoil(_ site: UglySite) throws {
    let date = site.bank.calendar.september(17)
    try shrink(site, "loan_account", date, to: 0)
    try shrink(site, "cif_core", date, to: 70)
  }

  /// Keeps so many of a hundred rows, and says so in all totals.
  private func shrink(_ site: UglySite, _ feed: String, _ date: BusinessDate, to percent: Int) throws {
    let file = try site.file(feed, date)
    let kept = file.lines.indices.filter { $0 % 100 < percent }.map { file.lines[$0] }
    var marks = file.marksAsWritten
    marks.rows = kept.count
    marks.totals = file.spec.totals.map { total in kept.reduce(0) { $0 + value(total, $1.bytes, file.spec) } }
    let entry = UglyEntry(id: "U15", feed: feed, date: date, rule: "DL-07", exit: 65)
    let delivered = Delivered(file.spec, marks, content: file.content(marks, kept))
    site.spoil(BadDelivery(entry: entry, turn: .refused, file: delivered))
  }

  /// What a record of fixed width adds to a total; broken ones add nothing.
  private func value(_ total: Total, _ record: ArraySlice<UInt8>, _ spec: FeedSpec) -> Int {
    guard record.count == spec.columns.reduce(0, { $0 + $1.width }) else { return 0 }
    guard GB18030.isText(record) else { return 0 }
    if let only = total.only { return text(only.column, record, spec) == only.value ? 1 : 0 }
    return total.column.flatMap { Int(text($0, record, spec)) } ?? 0
  }

  private func text(_ column: String, _ record: ArraySlice<UInt8>, _ spec: FeedSpec) -> String {
    guard let index = spec.index(of: column) else { return "" }
    let start = record.startIndex + spec.columns[..<index].reduce(0) { $0 + $1.width }
    let bytes = record[start..<start + spec.columns[index].width]
    return String(decoding: bytes, as: UTF8.self).split(separator: " ").first.map(String.init) ?? ""
  }
}
