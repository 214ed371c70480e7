/// A small generator with a seed, so that a failure can be made again.
struct Chance: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &self) }
}

/// What can happen to a good file on its way.
enum Mutation: CaseIterable {
  case flipByte, dropByte, doubleByte, cutLine, swapLines, repeatLine, moveField

  /// - separator: between the fields of a line; empty where there is none.
  func change(_ content: inout [UInt8], separator: [UInt8], _ chance: inout Chance) {
    guard !content.isEmpty else { return }
    let place = chance.below(content.count)
    switch self {
    case .flipByte: content[place] ^= UInt8(1 << chance.below(8))
    case .dropByte: content.remove(at: place)
    case .doubleByte: content.insert(content[place], at: place)
    case .cutLine, .swapLines, .repeatLine, .moveField: changeLines(&content, separator, &chance)
    }
  }

  private func changeLines(_ content: inout [UInt8], _ separator: [UInt8], _ chance: inout Chance) {
    var lines = content.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    let (one, other) = (chance.below(lines.count), chance.below(lines.count))
    switch self {
    case .cutLine: lines[one] = Array(lines[one].prefix(chance.below(lines[one].count)))
    case .swapLines: lines.swapAt(one, other)
    case .repeatLine: lines.insert(lines[one], at: other)
    default: lines[one] = moved(lines[one], separator, &chance)
    }
    content = Array(lines.joined(separator: [0x0A]))
  }

  /// The line with one of its fields in another place; of one without separators, some of its bytes.
  private func moved(_ line: [UInt8], _ separator: [UInt8], _ chance: inout Chance) -> [UInt8] {
    if separator.isEmpty {
      guard line.count > 24 else { return line }
      var rest = line
      let from = chance.below(rest.count - 20)
      let piece = rest[from..<from + 8]
      rest.removeSubrange(from..<from + 8)
      rest.insert(contentsOf: piece, at: chance.below(rest.count))
      return rest
    }
    var fields = line.split(separator: separator, omittingEmptySubsequences: false).map(Array.init)
    let field = fields.remove(at: chance.below(fields.count))
    fields.insert(field, at: chance.below(fields.count + 1))
    return Array(fields.joined(separator: separator))
  }
}
