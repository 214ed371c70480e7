/// A measured value with the interval in which it lies; the line at 0 says where there would be no effect.
func intervalsPicture(
  _ rows: [(label: String, value: Int64?, low: Int64?, high: Int64?)], unit: String, title: String
) -> Markup {
  let all: [Int64] = rows.flatMap { row -> [Int64?] in [row.value, row.low, row.high] }.compactMap { $0 } + [0]
  let (low, high) = (all.min() ?? 0, all.max() ?? 1)
  func x(_ value: Int64) -> Double { 240 + 620 * Double(value - low) / Double(max(1, high - low)) }
  let lines = rows.enumerated().map { index, row -> Markup in
    let y = 20 + index * 26
    let name: Markup = "<text x=\"232\" y=\"\(y + 4)\" text-anchor=\"end\">\(row.label)</text>"
    guard let value = row.value else {
      return "\(name)<text class=\"soft\" x=\"246\" y=\"\(y + 4)\">–</text>\n"
    }
    var span: Markup = ""
    if let from = row.low, let to = row.high {
      span = "<line class=\"l1\" x1=\"\(tenths(x(from)))\" x2=\"\(tenths(x(to)))\" y1=\"\(y)\" y2=\"\(y)\"/>"
    }
    let words =
      shortAmount(value, unit)
      + (row.low.flatMap { low in row.high.map { " (\(shortAmount(low, unit)) … \(shortAmount($0, unit)))" } } ?? "")
    return """
      \(name)\(span)<circle class="b1" cx="\(tenths(x(value)))" cy="\(y)" r="5"><title>\(row.label): \(words)</title></circle>\
      <text class="soft" x="\(tenths(x(row.high ?? value) + 10))" y="\(y + 4)">\(shortAmount(value, unit))</text>

      """
  }
  let zero: Markup =
    "<line class=\"axis\" x1=\"\(tenths(x(0)))\" x2=\"\(tenths(x(0)))\" y1=\"4\" y2=\"\(rows.count * 26 + 8)\"/>"
  return drawing(height: 16 + rows.count * 26, title, [zero] + lines)
}
