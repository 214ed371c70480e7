import Glibc

/// Names on a circle and what links them, for small graphs; more than forty names would be no picture.
func graphPicture(_ edges: [(from: String, to: String, label: String)], title: String) -> Markup {
  let names = Array(distinct(edges.flatMap { [$0.from, $0.to] }).prefix(40))
  func place(_ name: String) -> (x: Double, y: Double)? {
    guard let index = names.firstIndex(of: name) else { return nil }
    let angle = 2 * Double.pi * Double(index) / Double(max(1, names.count)) - Double.pi / 2
    return (500 + 300 * cos(angle), 150 + 110 * sin(angle))
  }
  let lines = edges.compactMap { edge -> Markup? in
    guard let a = place(edge.from), let b = place(edge.to) else { return nil }
    return """
      <line class="l3" x1="\(tenths(a.x))" y1="\(tenths(a.y))" x2="\(tenths(b.x))" y2="\(tenths(b.y))"/>\
      <text class="soft" x="\(tenths((a.x + b.x) / 2))" y="\(tenths((a.y + b.y) / 2 - 4))" text-anchor="middle">\(edge.label)</text>

      """
  }
  let dots = names.compactMap { name -> Markup? in
    guard let at = place(name) else { return nil }
    return """
      <circle class="b1" cx="\(tenths(at.x))" cy="\(tenths(at.y))" r="9"/>\
      <text x="\(tenths(at.x))" y="\(tenths(at.y < 150 ? at.y - 14 : at.y + 24))" text-anchor="middle">\(name)</text>

      """
  }
  return drawing(height: 300, title, lines + dots)
}
