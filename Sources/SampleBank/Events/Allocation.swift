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
