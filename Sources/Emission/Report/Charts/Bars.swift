/// One bar a row, from the left, as long as its value; where values fall below 0, from a line between.
func barsPicture(_ rows: [(label: String, value: Int64)], unit: String, title: String) -> Markup {
  let (low, high) = (min(0, rows.map(\.value).min() ?? 0), max(0, rows.map(\.value).max() ?? 0))
  let scale = 600 / Double(max(1, high - low))
  let zero = 240 - Double(low) * scale
  let bars = rows.enumerated().map { index, row -> Markup in
    let y = 12 + index * 24
    let width = max(1, Double(row.value.magnitude) * scale)
    let left = row.value < 0 ? zero - width : zero
    return """
      <text x="232" y="\(y + 13)" text-anchor="end">\(row.label)</text>\
      <rect class="\(row.value < 0 ? "b2" : "b1")" x="\(tenths(left))" y="\(y)" width="\(tenths(width))" height="16" rx="2">\
      <title>\(row.label): \(shortAmount(row.value, unit))</title></rect>\
      <text class="soft" x="\(tenths(max(left + width, zero) + 6))" y="\(y + 13)">\(shortAmount(row.value, unit))</text>

      """
  }
  return drawing(height: 20 + rows.count * 24, title, bars)
}

/// One column a row, as high as its value.
func columnsPicture(_ rows: [(label: String, value: Int64)], unit: String, title: String) -> Markup {
  let highest = max(1, rows.map(\.value).max() ?? 1)
  let step = 900.0 / Double(max(1, rows.count))
  let every = max(1, (rows.count + 11) / 12)
  let columns = rows.enumerated().map { index, row -> Markup in
    let height = max(1, 150 * Double(max(0, row.value)) / Double(highest))
    let x = 60 + Double(index) * step
    let label: Markup =
      index % every == 0
      ? "<text class=\"soft\" x=\"\(tenths(x + step / 2))\" y=\"192\" text-anchor=\"middle\">\(row.label)</text>" : ""
    return """
      <rect class="b1" x="\(tenths(x))" y="\(tenths(172 - height))" width="\(tenths(max(1, min(60, step - 3))))" \
      height="\(tenths(height))"><title>\(row.label): \(shortAmount(row.value, unit))</title></rect>\(label)

      """
  }
  let axis: Markup = """
    <line class="axis" x1="60" x2="970" y1="172.5" y2="172.5"/><text class="soft" x="60" y="14">\
    \(shortAmount(highest, unit))</text>
    """
  return drawing(height: 200, title, [axis] + columns)
}

/// An element of its own, as wide as the page, with its title for who does not see it.
func drawing(height: Int, _ title: String, _ parts: [Markup]) -> Markup {
  """
  <svg viewBox="0 0 1000 \(height)" role="img" aria-label="\(title)"><title>\(title)</title>
  \(Markup(parts))</svg>
  """
}
