/// The rows of one feed tonight, and what became of them.
struct FeedFlow {
  var feed: String
  var announced: Int64
  var accepted: Int64
  var quarantined: Int64
  var repeated: Int64
}

/// One bar a feed, all of one length, cut into the shares of accepted, quarantined and repeated rows.
/// Slices that are not empty are never thinner than can be seen.
func flowPicture(_ flows: [FeedFlow]) -> Markup {
  guard !flows.isEmpty else { return "" }
  let height = 34 + flows.count * 22
  let bars = flows.enumerated().map { index, flow in flowBar(flow, y: 34 + index * 22) }
  return """
    <svg viewBox="0 0 1000 \(height)" role="img" aria-label="Rows of each feed: accepted, quarantined, repeated">
    \(legend([("b1", "accepted 接受"), ("b2", "quarantined 隔离"), ("b3", "repeated 重复")]))
    \(Markup(bars))</svg>
    """
}

private func flowBar(_ flow: FeedFlow, y: Int) -> Markup {
  let parts = [("b1", flow.accepted), ("b2", flow.quarantined), ("b3", flow.repeated)]
  let total = max(1, parts.reduce(0) { $0 + $1.1 })
  var left = 190.0
  var slices: [Markup] = []
  for (tone, count) in parts where count > 0 {
    let width = max(3, 620 * Double(count) / Double(total))
    slices.append(
      """
      <rect class="\(tone)" x="\(tenths(left))" y="\(y)" width="\(tenths(width))" height="14" rx="2">\
      <title>\(flow.feed): \(grouped(count))</title></rect>
      """)
    left += width + 1
  }
  let lost = flow.quarantined + flow.repeated
  let words = grouped(flow.accepted) + (lost > 0 ? " / \(grouped(flow.announced))" : "")
  return """
    <text x="182" y="\(y + 12)" text-anchor="end">\(flow.feed)</text>\(Markup(slices))\
    <text class="soft" x="\(tenths(left + 6))" y="\(y + 12)">\(words)</text>

    """
}

/// One column a business date, as high as its rows.
func datesPicture(_ dates: [(date: String, rows: Int64)]) -> Markup {
  guard let highest = dates.map(\.rows).max(), highest > 0 else { return "" }
  let step = 900.0 / Double(dates.count)
  let columns = dates.enumerated().map { index, day -> Markup in
    let height = max(1, 130 * Double(day.rows) / Double(highest))
    return """
      <rect class="b1" x="\(tenths(60 + Double(index) * step))" y="\(tenths(150 - height))" \
      width="\(tenths(max(1, min(40, step - 2))))" height="\(tenths(height))"><title>\(day.date): \(grouped(day.rows))</title></rect>

      """
  }
  return """
    <svg viewBox="0 0 1000 180" role="img" aria-label="Rows of each business date">
    <line class="axis" x1="60" x2="970" y1="150.5" y2="150.5"/><text class="soft" x="52" y="26" text-anchor="end">\
    \(grouped(highest))</text><text class="soft" x="52" y="154" text-anchor="end">0</text>
    \(Markup(columns))<text class="soft" x="60" y="170">\(dates.first?.date ?? "")</text>\
    <text class="soft" x="960" y="170" text-anchor="end">\(dates.last?.date ?? "")</text></svg>
    """
}

private func legend(_ entries: [(tone: String, words: String)]) -> Markup {
  Markup(
    entries.enumerated().map { index, entry in
      """
      <rect class="\(entry.tone)" x="\(190 + index * 170)" y="10" width="12" height="12" rx="2"/>\
      <text class="soft" x="\(208 + index * 170)" y="20">\(entry.words)</text>
      """
    })
}
