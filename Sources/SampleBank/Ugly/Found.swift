import MartCore

/// A row of the bank, found again in its file.
struct Found {
  let file: DeliveryFile
  let place: Int
  let row: Row
}

extension RowFeed {
  /// Rows of the bank in the delivery that fit, at most so many, in file order.
  func rows(_ bank: Bank, on date: BusinessDate, atMost count: Int = 1, where isFit: (Row) -> Bool) -> [Row] {
    guard let delivery = bank.calendar.dates.firstIndex(of: date) else { return [] }
    var found: [Row] = []
    for entry in entries(bank)[delivery] where found.count < count {
      let row = row(entry, bank, on: date)
      if isFit(row) { found.append(row) }
    }
    return found
  }
}

extension UglySite {
  /// The first row of the bank in the delivery that fits and stands in its file unchanged; nil where none does.
  func find(_ feed: String, _ date: BusinessDate, where isFit: (Row) -> Bool) throws -> Found? {
    guard let writer = FeedList.rowFeed(feed) else { return nil }
    let file = try file(feed, date)
    for row in writer.rows(bank, on: date, atMost: 5, where: isFit) {
      if let place = file.place(of: row) { return Found(file: file, place: place, row: row) }
    }
    return nil
  }

  /// Notes a row of the bank that is as it should be, though odd.
  ///
  /// - fen: the money that it is about.
  func notePlanted(
    _ id: String, _ feed: String, _ date: BusinessDate, fen: Int = 0, where isFit: (Row) -> Bool
  ) throws {
    guard let found = try find(feed, date, where: isFit) else { return }
    let mark = found.file.mark(found.place)
    note(UglyEntry(id: id, feed: feed, date: date, rows: 1, fen: fen), in: found.file, mark: mark)
  }

  /// Writes another row in the place of a row of the bank, and notes it.
  func change(_ id: String, _ found: Found, rule: String = "", _ change: (inout Row) -> Void) {
    var row = found.row
    change(&row)
    let mark = found.file.replace(found.place, found.row, by: row)
    note(
      UglyEntry(id: id, feed: found.file.spec.name, date: found.file.date, rule: rule, rows: 1), in: found.file,
      mark: mark)
  }
}

extension Row {
  /// The text of a field; empty where it is none.
  func text(_ column: String, of spec: FeedSpec) -> String {
    spec.index(of: column).flatMap { fields[$0].text } ?? ""
  }

  mutating func set(_ column: String, of spec: FeedSpec, to field: Field) {
    guard let index = spec.index(of: column) else { return }
    fields[index] = field
  }
}
