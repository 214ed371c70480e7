/// A line a series over the labels, which stand in the order in which they first come.
func linesPicture(_ rows: [(series: String, label: String, value: Int64)], unit: String, title: String) -> Markup {
  let (series, labels) = (distinct(rows.map(\.series)), distinct(rows.map(\.label)))
  let (low, high) = (min(0, rows.map(\.value).min() ?? 0), max(1, rows.map(\.value).max() ?? 1))
  let step = 820 / Double(max(1, labels.count - 1))
  let places = Dictionary(labels.enumerated().map { ($1, $0) }) { first, _ in first }
  func point(_ row: (series: String, label: String, value: Int64)) -> (x: Double, y: Double) {
    (60 + Double(places[row.label] ?? 0) * step, 190 - 160 * Double(row.value - low) / Double(max(1, high - low)))
  }
  let lines = series.enumerated().map { index, name -> Markup in
    let own = rows.filter { $0.series == name }
    let path = own.map { "\(tenths(point($0).x)),\(tenths(point($0).y))" }.joined(separator: " ")
    let dots = own.map { row -> Markup in
      """
      <circle class="b\(index % 6 + 1)" cx="\(tenths(point(row).x))" cy="\(tenths(point(row).y))" r="3">\
      <title>\(name) \(row.label): \(shortAmount(row.value, unit))</title></circle>
      """
    }
    let key: Markup = """
      <rect class="b\(index % 6 + 1)" x="\(60 + index % 5 * 180)" y="\(6 + index / 5 * 16)" width="10" height="10" rx="2"/>\
      <text class="soft" x="\(75 + index % 5 * 180)" y="\(15 + index / 5 * 16)">\(name)</text>
      """
    return """
      <polyline class="l\(index % 6 + 1)" points="\(path)"/>\(Markup(dots))\(key)

      """
  }
  let every = max(1, (labels.count + 9) / 10)
  let marks = labels.enumerated().filter { $0.offset % every == 0 }.map { index, label -> Markup in
    "<text class=\"soft\" x=\"\(tenths(60 + Double(index) * step))\" y=\"210\" text-anchor=\"middle\">\(label)</text>"
  }
  let axis: Markup = """
    <line class="axis" x1="60" x2="900" y1="190.5" y2="190.5"/><text class="soft" x="4" y="34">\
    \(shortAmount(high, unit))</text><text class="soft" x="4" y="194">\(shortAmount(low, unit))</text>
    """
  return drawing(height: 220, title, [axis] + lines + marks)
}

/// Each once, in the order in which they first come.
func distinct(_ words: [String]) -> [String] {
  var seen: Set<String> = []
  return words.filter { seen.insert($0).inserted }
}
