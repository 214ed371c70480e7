/// Texts of which one must begin a number.
struct PrefixTable: Sendable {
  /// In order, so that those with the same first sign stand together.
  private let prefixes: [[Unicode.Scalar]]
  /// By first sign, of ASCII: where its prefixes begin. One place more, for where the last one's end.
  private let starts: [Int]
  private let acceptsAll: Bool

  /// - prefixes: none: anything may begin a number.
  init(_ prefixes: [String]) {
    let texts = prefixes.map { Array($0.unicodeScalars) }
    self.prefixes = texts.sorted { $0.lexicographicallyPrecedes($1) }
    acceptsAll = texts.isEmpty || texts.contains([])
    let sorted = self.prefixes
    starts = (0...128).map { sign in
      sorted.firstIndex { ($0.first?.value ?? 0) >= sign } ?? sorted.count
    }
  }

  func begin(_ text: [Unicode.Scalar]) -> Bool {
    if acceptsAll { return true }
    guard let first = text.first else { return false }
    let sign = Int(first.value)
    let candidates = sign < 128 ? starts[sign]..<starts[sign + 1] : starts[128]..<prefixes.count
    for candidate in candidates where text.count >= prefixes[candidate].count {
      var place = 0
      while place < prefixes[candidate].count, prefixes[candidate][place] == text[place] { place += 1 }
      if place == prefixes[candidate].count { return true }
    }
    return false
  }
}
