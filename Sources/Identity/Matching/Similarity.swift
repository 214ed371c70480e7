/// Likeness of two texts, as slices of Unicode scalars. Keeps its working space from pair to pair.
struct Similarity {
  private var taken: [Bool] = []
  private var rows: [Int] = []

  typealias Text = Slice<UnsafeBufferPointer<UInt32>>

  /// Jaro–Winkler: 1 for equal texts, 0 for texts without a common character nearby.
  mutating func jaroWinkler(_ left: Text, _ right: Text) -> Double {
    let (n, m) = (left.count, right.count)
    guard n > 0, m > 0 else { return n == m ? 1 : 0 }
    let window = max(0, max(n, m) / 2 - 1)
    if taken.count < n + m { taken = Array(repeating: false, count: n + m) }
    for place in 0..<(n + m) { taken[place] = false }
    var matches = 0
    for i in 0..<n {
      let scalar = left[left.startIndex + i]
      for j in max(0, i - window)..<max(max(0, i - window), min(m, i + window + 1))
      where !taken[n + j] && right[right.startIndex + j] == scalar {
        taken[i] = true
        taken[n + j] = true
        matches += 1
        break
      }
    }
    guard matches > 0 else { return 0 }
    var (swaps, j) = (0, 0)
    for i in 0..<n where taken[i] {
      while !taken[n + j] { j += 1 }
      if left[left.startIndex + i] != right[right.startIndex + j] { swaps += 1 }
      j += 1
    }
    let found = Double(matches)
    let jaro = (found / Double(n) + found / Double(m) + (found - Double(swaps / 2)) / found) / 3
    var prefix = 0
    while prefix < min(4, n, m), left[left.startIndex + prefix] == right[right.startIndex + prefix] { prefix += 1 }
    return jaro + Double(prefix) * 0.1 * (1 - jaro)
  }

  /// How many characters must be changed, added, left out or swapped with a neighbour (optimal string alignment);
  /// anything above `limit` is `limit + 1`.
  mutating func edits(_ left: Text, _ right: Text, limit: Int) -> Int {
    let (n, m) = (left.count, right.count)
    guard abs(n - m) <= limit else { return limit + 1 }
    let width = m + 1
    if rows.count < 3 * width { rows = Array(repeating: 0, count: 3 * width) }
    for j in 0...m { rows[j] = j }
    var (before, last, now) = (2 * width, 0, width)
    for i in 0..<n {
      rows[now] = i + 1
      var least = i + 1
      for j in 0..<m {
        let (a, b) = (left[left.startIndex + i], right[right.startIndex + j])
        var cost = min(rows[last + j] + (a == b ? 0 : 1), min(rows[last + j + 1], rows[now + j]) + 1)
        if i > 0, j > 0, a == right[right.startIndex + j - 1], left[left.startIndex + i - 1] == b {
          cost = min(cost, rows[before + j - 1] + 1)
        }
        rows[now + j + 1] = cost
        least = min(least, cost)
      }
      if least > limit { return limit + 1 }
      (before, last, now) = (last, now, before)
    }
    return min(rows[last + m], limit + 1)
  }

  /// How alike two dates of eight digits are: 2 for one slip (a digit, two neighbours swapped, day and month swapped);
  /// 1 where two of year, month and day agree; 0 else, and for texts of another length.
  mutating func dates(_ left: Text, _ right: Text) -> Int {
    guard left.count == 8, right.count == 8 else { return edits(left, right, limit: 1) <= 1 ? 2 : 0 }
    if edits(left, right, limit: 1) <= 1 { return 2 }
    func part(_ text: Text, _ from: Int, _ length: Int) -> Text {
      text[(text.startIndex + from)..<(text.startIndex + from + length)]
    }
    let (year, month) = (part(left, 0, 4).elementsEqual(part(right, 0, 4)), part(left, 4, 2))
    let (day, otherMonth, otherDay) = (part(left, 6, 2), part(right, 4, 2), part(right, 6, 2))
    if year, month.elementsEqual(otherDay), day.elementsEqual(otherMonth) { return 2 }
    let agree = (year ? 1 : 0) + (month.elementsEqual(otherMonth) ? 1 : 0) + (day.elementsEqual(otherDay) ? 1 : 0)
    return agree == 2 ? 1 : 0
  }

  /// The distance of two whole numbers; nil where either is none.
  func distance(_ left: Text, _ right: Text) -> Double? {
    guard let a = number(left), let b = number(right) else { return nil }
    return abs(a - b)
  }

  private func number(_ text: Text) -> Double? {
    guard !text.isEmpty, text.count <= 15 else { return nil }
    var value = 0.0
    for scalar in text {
      guard scalar >= 48, scalar <= 57 else { return nil }
      value = value * 10 + Double(scalar - 48)
    }
    return value
  }
}
