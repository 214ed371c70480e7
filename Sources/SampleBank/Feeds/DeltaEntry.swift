import MartCore

/// A row of a delta: which thing, and whether it is new or changed.
struct DeltaEntry: Sendable {
  @Packed<UInt32> var index: Int
  let isNew: Bool
  var isGone = false

  var operation: Field { .text(isGone ? "D" : isNew ? "I" : "U") }
}

extension DeliveryCalendar {
  /// The rows of a delta feed by delivery: each thing once as new, later in each window in which it changed.
  ///
  /// - changed: whether the thing differs between the ends of two days.
  func deltas(
    _ indices: some Sequence<Int>, openedOn: (Int) -> BusinessDate, changes: (Int) -> [BusinessDate],
    changed: (Int, BusinessDate, BusinessDate) -> Bool
  ) -> [[DeltaEntry]] {
    var rows: [[DeltaEntry]] = dates.map { _ in [] }
    for index in indices {
      guard let first = delivery(holding: openedOn(index)) else { continue }
      rows[first].append(DeltaEntry(index: index, isNew: true))
      var last = first
      for day in changes(index) {
        guard let next = delivery(holding: day), next > last else { continue }
        last = next
        guard changed(index, dates[next - 1], dates[next]) else { continue }
        rows[next].append(DeltaEntry(index: index, isNew: false))
      }
    }
    return rows
  }
}
