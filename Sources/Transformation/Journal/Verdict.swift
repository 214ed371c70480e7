import MartCore
import MartStore

/// A journal row as the generic rules see it.
struct JournalRow {
  var key: ArraySlice<SQLValue>
  /// Key, business date, sequence, line, delivery: what identifies the row.
  var place: [SQLValue]
  var businessDate: String
  var sequence: Int64
  var line: Int64
  var op: String
  /// Of deltas and snapshots: the number that stands for the content; NULL for D.
  var content: SQLValue
  /// Of events: the business date of the delivery.
  var deliveredOn: BusinessDate?
  /// Of events: the columns besides the key.
  var cells: ArraySlice<SQLValue>

  /// - values: place, op, content or delivered_on, cells.
  init?(_ values: [SQLValue], keys: Int) {
    guard let date = values[keys].string, let sequence = values[keys + 1].int, let line = values[keys + 2].int,
      let op = values[keys + 4].string
    else { return nil }
    key = values[..<keys]
    place = Array(values[..<(keys + 4)])
    businessDate = date
    self.sequence = sequence
    self.line = line
    self.op = op
    content = values[keys + 5]
    deliveredOn = values[keys + 5].string.flatMap { BusinessDate(iso: $0) }
    cells = values[(keys + 6)...]
  }
}

/// What a rule over the journal says of one row.
struct Verdict: Hashable {
  enum Effect: String {
    case reject, `repeat`, find, orphan
    /// The row counts, but opens no version of its key.
    case hidden
    /// True where the row leaves the accepted ones.
    var removes: Bool { self == .reject || self == .repeat }
  }

  struct Subject: Hashable {
    var place: [SQLValue]
    var rule: String
  }

  var subject: Subject
  var effect: Effect

  init(_ row: JournalRow, _ effect: Effect, rule: String) {
    subject = Subject(place: row.place, rule: rule)
    self.effect = effect
  }
}
