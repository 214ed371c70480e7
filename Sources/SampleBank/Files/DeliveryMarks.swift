import MartCore

/// What a delivery says of itself: its names, its header and trailer lines, and its control.
struct DeliveryMarks: Sendable {
  let spec: FeedSpec
  /// The date in the names.
  let date: BusinessDate
  /// The dates that the header line and the control bear.
  var headerDate: BusinessDate
  var controlDate: BusinessDate
  var sequence = 1
  var rows: Int
  /// In the order they are declared.
  var totals: [Int]
  /// The line of column names; nil where there is none.
  var titles: [UInt8]?

  init(_ spec: FeedSpec, _ date: BusinessDate, rows: Int = 0, totals: [Int] = []) {
    (self.spec, self.date) = (spec, date)
    (headerDate, controlDate) = (date, date)
    (self.rows, self.totals) = (rows, totals)
    titles = spec.format.titles(spec.columns)
  }

  private var stem: String { spec.stem(date) + (sequence == 1 ? "" : ".\(sequence)") }
  var dataName: String { stem + spec.suffix }
  var controlName: String { stem + (spec.control == .envelope ? ".ok" : ".ctl") }

  /// The lines before the rows, without their line ends.
  var head: [[UInt8]] {
    let header =
      spec.control == .envelope ? [spec.format.header(headerDate, sequence: sequence, spec.columns)] : []
    return header + [titles].compactMap { $0 }
  }

  /// The line after the rows; nil where there is none.
  var trailer: [UInt8]? {
    guard spec.control == .envelope || spec.hasTrailer else { return nil }
    let values = zip(totals, spec.totals).map { (value: $0, isMoney: $1.isMoney) }
    return spec.format.trailer(rows: rows, totals: values, spec.columns)
  }

  /// The text of the control.
  var control: String {
    switch spec.control {
    case .envelope: return ""
    case .lines: return lines.joined(separator: "\n") + "\n"
    case .line:
      let first = totals.first.map { spec.format.spelled($0, isMoney: spec.totals[0].isMoney) } ?? "0"
      return [dataName, controlDate.compact, String(rows), first, String(sequence)].joined(separator: "|") + "\n"
    }
  }

  private var lines: [String] {
    var lines = ["business_date=\(controlDate)", "rows=\(rows)"]
    for (total, value) in zip(spec.totals, totals) {
      lines.append("total.\(total.name)=\(spec.format.spelled(value, isMoney: total.isMoney))")
    }
    lines.append("sequence=\(sequence)")
    return lines
  }
}
