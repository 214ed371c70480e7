import MartCore

/// A row of a delta: which thing, and whether it is new or changed.
struct DeltaEntry: Sendable {
  @Packed<UInt32> var index: Int
  /// Which of the thing's parts, where it is told part by part.
  @Packed<UInt16> var part: Int
  @Packed<UInt16> fileprivate(set) var delivery = 0
  let isNew: Bool
  let isGone: Bool

  init(index: Int, part: Int = 0, isNew: Bool, isGone: Bool = false) {
    (self.isNew, self.isGone) = (isNew, isGone)
    (_index, _part) = (Packed(wrappedValue: index), Packed(wrappedValue: part))
  }

  var operation: Field { .text(isGone ? "D" : isNew ? "I" : "U") }
}

/// The rows of a delta feed, gathered thing by thing, and read by delivery.
struct DeltaRows {
  private let calendar: DeliveryCalendar
  private var rows: Roll<DeltaEntry>
  private var counts: [Int]

  init(_ bank: Bank) {
    calendar = bank.calendar
    (rows, counts) = (Roll(in: bank.options.scratch), bank.calendar.dates.map { _ in 0 })
  }

  /// Adds a thing once as new, later in each window in which it changed.
  ///
  /// - changes: days, in order.   - changed: whether the thing differs between the ends of two days.
  mutating func add(
    _ index: Int, part: Int = 0, openedOn: BusinessDate, changes: [BusinessDate],
    changed: (BusinessDate, BusinessDate) -> Bool = { _, _ in true }
  ) {
    guard let first = calendar.delivery(holding: openedOn) else { return }
    append(DeltaEntry(index: index, part: part, isNew: true), to: first)
    var last = first
    for day in changes {
      guard let next = calendar.delivery(holding: day), next > last else { continue }
      last = next
      guard changed(calendar.dates[next - 1], calendar.dates[next]) else { continue }
      append(DeltaEntry(index: index, part: part, isNew: false), to: next)
    }
  }

  mutating func append(_ entry: DeltaEntry, to delivery: Int) {
    var entry = entry
    entry.delivery = delivery
    counts[delivery] += 1
    rows.append(entry)
  }

  /// Those of one delivery as they came.
  func byDelivery() -> [RollPart<DeltaEntry>] {
    let sorted = rows.arranged { $0.delivery }
    var start = 0
    return counts.map { count in
      defer { start += count }
      return RollPart(sorted, start..<start + count)
    }
  }
}

extension Bank {
  /// The rows of a delta feed by delivery: each thing once as new, later in each window in which it changed.
  ///
  /// - changed: whether the thing differs between the ends of two days.
  func deltas(
    _ indices: some Sequence<Int>, openedOn: (Int) -> BusinessDate, changes: (Int) -> [BusinessDate],
    changed: (Int, BusinessDate, BusinessDate) -> Bool
  ) -> [RollPart<DeltaEntry>] {
    var rows = DeltaRows(self)
    for index in indices {
      rows.add(index, openedOn: openedOn(index), changes: changes(index)) { changed(index, $0, $1) }
    }
    return rows.byDelivery()
  }
}
