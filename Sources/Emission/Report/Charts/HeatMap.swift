/// From 0.08 to 0.48, so that words on the cell can be read on light and on dark paper.
private func opacity(_ share: Double) -> String {
  let hundredths = Int((8 + 40 * share).rounded())
  return "0.\(hundredths < 10 ? "0" : "")\(hundredths)"
}

/// A table of cells, the darker the larger of its row's greatest; what no row names is left white.
func heatMapPicture(_ rows: [(row: String, column: String, value: Int64)], unit: String, title: String) -> Markup {
  let (down, across) = (distinct(rows.map(\.row)), distinct(rows.map(\.column)))
  let highest = Double(max(1, rows.map { $0.value.magnitude }.max() ?? 1))
  let width = 780 / Double(max(1, across.count))
  let columns = Dictionary(across.enumerated().map { ($1, $0) }) { first, _ in first }
  let lines = Dictionary(down.enumerated().map { ($1, $0) }) { first, _ in first }
  let cells = rows.map { row -> Markup in
    let x = 200 + Double(columns[row.column] ?? 0) * width
    let y = 30 + (lines[row.row] ?? 0) * 24
    let share = Double(row.value.magnitude) / highest
    let words = shortAmount(row.value, unit)
    // Where cells are narrow, the numbers stand below the picture alone.
    let text: Markup =
      width < 62
      ? "" : "<text x=\"\(tenths(x + width / 2))\" y=\"\(y + 15)\" text-anchor=\"middle\">\(words)</text>"
    return """
      <rect class="\(row.value < 0 ? "b2" : "b1")" fill-opacity="\(opacity(share))" x="\(tenths(x))" y="\(y)" \
      width="\(tenths(width - 2))" height="22"><title>\(row.row) → \(row.column): \(words)</title></rect>\(text)

      """
  }
  let heads = across.enumerated().map { index, name -> Markup in
    "<text class=\"soft\" x=\"\(tenths(200 + (Double(index) + 0.5) * width))\" y=\"20\" text-anchor=\"middle\">\(name)</text>"
  }
  let names = down.enumerated().map { index, name -> Markup in
    "<text class=\"soft\" x=\"192\" y=\"\(45 + index * 24)\" text-anchor=\"end\">\(name)</text>"
  }
  return drawing(height: 40 + down.count * 24, title, heads + names + cells)
}
