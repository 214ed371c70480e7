import MartCore

/// Something that happens on a day and is numbered within it.
protocol DayEvent {
  var day: BusinessDate { get }
  var sequence: Int { get set }
  var lateBy: Int { get set }
  var hasUnknownCode: Bool { get set }
}

extension Array where Element: DayEvent {
  /// In order of day, those of a day as they were made, numbered from 1.
  func inOrder() -> [Element] {
    var result = indices.sorted { (self[$0].day, $0) < (self[$1].day, $1) }.map { self[$0] }
    result.number()
    return result
  }

  /// Numbers the events of each day from 1; they are in order of day.
  mutating func number() {
    for index in indices {
      let follows = index > 0 && self[index - 1].day == self[index].day
      self[index].sequence = follows ? self[index - 1].sequence + 1 : 1
    }
  }

  /// Lets some arrive late, and others bear a code that no list knows.
  ///
  /// - label: names the feed.   - mayWait: whether an event may be one of them.
  func delayed(
    _ calendar: DeliveryCalendar, seed: UInt64, _ label: String, mayWait: (Element) -> Bool = { _ in true }
  ) -> [Element] {
    var result = self
    let chosen = LateArrivals(calendar: calendar, seed: seed, label).choose(
      count, day: { self[$0].day }, mayWait: { mayWait(self[$0]) })
    for (index, by) in chosen.late { result[index].lateBy = by }
    for index in chosen.unknown { result[index].hasUnknownCode = true }
    return result
  }
}

extension BusinessDate {
  /// A letter or two, the day, and a number within it.
  func id(_ prefix: String, _ sequence: Int) -> String {
    prefix + Serial("", self, sequence, width: 5).text
  }
}
