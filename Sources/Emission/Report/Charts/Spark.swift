/// A small line in a cell of a table: how a value went over the days, the last one marked. Words tell who does not see it.
///
/// - points: oldest first, with their days.
func sparkline(_ points: [(day: String, value: Int64)], name: String) -> Markup {
  guard points.count > 1, let low = points.map(\.value).min(), let high = points.map(\.value).max(),
    let first = points.first, let last = points.last
  else { return "<span class=\"none\">–</span>" }
  let step = 108 / Double(points.count - 1)
  func at(_ index: Int) -> (x: Double, y: Double) {
    let share = high == low ? 0.5 : (Double(points[index].value) - Double(low)) / (Double(high) - Double(low))
    return (5 + Double(index) * step, 19 - 14 * share)
  }
  let path = points.indices.map { "\(tenths(at($0).x)),\(tenths(at($0).y))" }.joined(separator: " ")
  let words =
    "\(name), \(points.count) nights: \(grouped(first.value)) on \(first.day), \(grouped(last.value)) on \(last.day); "
    + "lowest \(grouped(low)), highest \(grouped(high))"
  let end = at(points.count - 1)
  return """
    <svg class="spark" viewBox="0 0 120 24" role="img" aria-label="\(words)"><title>\(words)</title>\
    <polyline class="l1" points="\(path)"/><circle class="b2" cx="\(tenths(end.x))" cy="\(tenths(end.y))" r="3"/></svg>
    """
}
