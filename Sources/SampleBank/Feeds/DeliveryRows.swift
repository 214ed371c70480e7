import MartCore

/// The rows of a feed of many, gathered in the order of what they are about, and read by delivery.
struct DeliveryRows<Entry: Sendable> {
  private let calendar: DeliveryCalendar
  private var rows: Roll<Entry>
  /// By delivery.
  private var counts: [Int]

  init(_ bank: Bank) {
    calendar = bank.calendar
    rows = Roll(in: bank.options.scratch)
    counts = bank.calendar.dates.map { _ in 0 }
  }

  /// Adds a row of the day; none where no delivery holds that.
  mutating func append(_ entry: Entry, on day: BusinessDate) {
    guard let delivery = calendar.delivery(holding: day) else { return }
    counts[delivery] += 1
    rows.append(entry)
  }

  /// The rows of the first delivery as they came, those of later ones by day.
  func byDelivery(_ day: (Entry) -> BusinessDate) -> [RollPart<Entry>] {
    let first = Int(calendar.dates[0].dayNumber)
    let sorted = rows.arranged { max(first, Int(day($0).dayNumber)) }
    var start = 0
    return counts.map { count in
      defer { start += count }
      return RollPart(sorted, start..<start + count)
    }
  }
}
