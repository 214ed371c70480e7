/// How a figure of the bank at 1:10,000 becomes one of a smaller or larger bank.
package struct Scaling: Hashable, Sendable {
  /// A scaled figure is the planted one × `part` ÷ `whole`.
  package let part: Int
  package let whole: Int

  /// The bank of one person for every `scale` of the real bank.
  package init(scale: Int) {
    part = 10_000
    whole = scale
  }

  /// The bank of about so many customers.
  package init(customers: Int) {
    part = customers
    whole = 75_500
  }

  /// True at 1:10,000, where every planted figure holds exactly.
  package var isExact: Bool { part == whole }

  /// The figure at this size, rounded half up.
  package func scaled(_ figure: Int) -> Int {
    let (quotient, remainder) = divided(figure)
    return quotient + (remainder * 2 >= whole ? 1 : 0)
  }

  /// The parts of a total at this size: each by largest remainder, so that they add up to the scaled total.
  package func leaves(_ figures: [Int]) -> [Int] {
    let quotas = figures.map(divided)
    var result = quotas.map(\.quotient)
    let missing = scaled(figures.reduce(0, +)) - result.reduce(0, +)
    let order = quotas.indices.sorted { (-quotas[$0].remainder, $0) < (-quotas[$1].remainder, $1) }
    for index in order.prefix(max(0, missing)) { result[index] += 1 }
    return result
  }

  /// As `leaves`, where a part without members has none: its share goes to the largest.
  package func leaves(_ figures: [Int], members: [Int]) -> [Int] {
    var result = leaves(figures)
    let largest = figures.indices.max { figures[$0] < figures[$1] } ?? 0
    for index in figures.indices where members[index] == 0 && index != largest {
      result[largest] += result[index]
      result[index] = 0
    }
    return result
  }

  private func divided(_ figure: Int) -> (quotient: Int, remainder: Int) {
    whole.dividingFullWidth(figure.multipliedFullWidth(by: part))
  }
}
