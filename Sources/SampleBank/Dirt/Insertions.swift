/// Something that stands in a file beside the rows of the bank.
enum Insertion: Sendable { case unreadable, unknownCode, again }

/// Where in a delivery the dirt stands.
struct Insertions: Sendable {
  /// In order of place: after which row of the bank, counted from 0.
  let list: [(after: Int, what: Insertion)]

  /// - rows: rows of the bank in the delivery; without any there is no dirt.
  init(_ schedule: DirtSchedule, delivery: Int, rows: Int, _ random: inout SeededRandom) {
    var places: [(after: Int, what: Insertion)] = []
    let counts: [(Insertion, Int)] = [
      (.unreadable, schedule.unreadable[delivery]), (.unknownCode, schedule.unknownCodes[delivery]),
      (.again, schedule.repeats[delivery]),
    ]
    for (what, count) in counts where rows > 0 {
      for _ in 0..<count { places.append((random.below(rows), what)) }
    }
    let order = places.indices.sorted { (places[$0].after, $0) < (places[$1].after, $1) }
    list = order.map { places[$0] }
  }
}
