/// Finds out which of many values were there before, each by a mark of eight bytes, which wait in a file.
struct Repeats {
  private var marks: Roll<Mark>
  private let folder: String

  private struct Mark: Sendable {
    let high: UInt32
    let low: UInt32
    let place: UInt32
  }

  init(in folder: String) { (self.folder, marks) = (folder, Roll(in: folder)) }

  /// Notes the mark of the next value.
  mutating func note(_ mark: UInt64) {
    marks.append(
      Mark(
        high: UInt32(mark >> 32), low: UInt32(truncatingIfNeeded: mark), place: UInt32(truncatingIfNeeded: marks.count))
    )
  }

  /// By value, in the order in which they were noted: whether an earlier one has the same mark.
  func repeats() -> some Sequence<Bool> {
    var later = Roll<UInt32>(in: folder)
    var group: (high: UInt32, lows: [UInt32]) = (0, [])
    for mark in marks.arranged(by: { Int($0.high) }) {
      if mark.high != group.high { group = (mark.high, []) }
      if group.lows.contains(mark.low) { later.append(mark.place) } else { group.lows.append(mark.low) }
    }
    return Flags(count: marks.count, places: later.arranged { Int($0) }.makeIterator())
  }

  /// True at some places, which come in order.
  private struct Flags: Sequence, IteratorProtocol {
    private let count: Int
    private var places: Roll<UInt32>.Iterator
    private var due: UInt32?
    private var index = 0

    init(count: Int, places: Roll<UInt32>.Iterator) {
      (self.count, self.places) = (count, places)
      due = self.places.next()
    }

    mutating func next() -> Bool? {
      guard index < count else { return nil }
      defer { index += 1 }
      guard due == UInt32(index) else { return false }
      due = places.next()
      return true
    }
  }
}
