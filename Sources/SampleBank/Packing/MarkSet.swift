/// Numbers that look as if drawn at random, each once: nine of ten places are taken, where a set of the library takes a half on
/// average, and twice as many while it grows.
struct MarkSet {
  /// A number from its home on, or 0 where there is none.
  private var slots: [UInt64]
  private var count = 0

  /// - room: for how many numbers there is room at first.
  init(room: Int) { slots = [UInt64](repeating: 0, count: max(64, room * 10 / 9 + 1)) }

  /// - Returns: whether the number is new.
  mutating func insert(_ mark: UInt64) -> Bool {
    let mark = max(mark, 1)
    var place = home(of: mark)
    while slots[place] != 0 {
      if slots[place] == mark { return false }
      place = place + 1 < slots.count ? place + 1 : 0
    }
    slots[place] = mark
    count += 1
    if count * 10 > slots.count * 9 { grow() }
    return true
  }

  private func home(of mark: UInt64) -> Int {
    Int((mark &* 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: UInt64(slots.count)).high)
  }

  private mutating func grow() {
    let marks = slots
    (slots, count) = ([UInt64](repeating: 0, count: marks.count * 5 / 4), 0)
    for mark in marks where mark != 0 { _ = insert(mark) }
  }
}
