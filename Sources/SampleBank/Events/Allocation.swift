/// Shares out a total by weights, so that the shares add up to it exactly.
///
/// - Returns: one share a weight, each within one of its exact part.
func allocate(_ total: Int, by weights: [Int]) -> [Int] {
  let sum = weights.reduce(0, +)
  guard sum > 0 else { return weights.map { _ in 0 } }
  var (running, given) = (0, 0)
  return weights.map { weight in
    running += weight
    let due = sum.dividingFullWidth(total.multipliedFullWidth(by: running)).quotient
    defer { given = due }
    return due - given
  }
}

/// Shares out a total by weights, no share above its cap.
///
/// Where the caps leave no room for all of it, the first with the largest cap takes the rest.
func allocate(_ total: Int, by weights: [Int], upTo caps: [Int]) -> [Int] {
  var shares = weights.map { _ in 0 }
  var open = weights.indices.filter { weights[$0] > 0 }
  var left = total
  while !open.isEmpty {
    let parts = allocate(left, by: open.map { weights[$0] })
    let full = zip(open, parts).filter { $1 >= caps[$0] }.map(\.0)
    if full.isEmpty {
      for (index, part) in zip(open, parts) { shares[index] = part }
      return shares
    }
    for index in full {
      shares[index] = caps[index]
      left -= caps[index]
    }
    open = zip(open, parts).filter { $1 < caps[$0] }.map(\.0)
  }
  if let largest = caps.indices.max(by: { (caps[$0], -$0) < (caps[$1], -$1) }) { shares[largest] += left }
  return shares
}

/// Moves values within their bounds, each by the room it has, until they add up to the total.
///
/// Where the bounds leave no room for all of it, the largest value takes the rest.
func settle(_ values: inout [Int], at total: Int, within bounds: [ClosedRange<Int>]) {
  let difference = total - values.reduce(0, +)
  let isShort = difference > 0
  let rooms = zip(values, bounds).map { isShort ? $1.upperBound - $0 : $0 - $1.lowerBound }
  let possible = min(abs(difference), rooms.reduce(0, +))
  for (index, part) in allocate(possible, by: rooms).enumerated() { values[index] += isShort ? part : -part }
  let rest = abs(difference) - possible
  guard rest > 0, let largest = values.indices.max(by: { (values[$0], -$0) < (values[$1], -$1) }) else { return }
  values[largest] += isShort ? rest : -rest
}
