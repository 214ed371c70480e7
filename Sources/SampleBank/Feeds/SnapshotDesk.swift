import MartCore

/// Writes one delivery of a snapshot from its encoded records, its dirt included.
///
/// Some refused rows stand in every delivery with the same bytes, as they would until the source mends them.
struct SnapshotDesk {
  let spec: FeedSpec
  let bank: Bank
  let delivery: Int
  let sheet: RecordSheet
  /// Records of the opening.
  let openingRows: Int

  private var date: BusinessDate { bank.calendar.dates[delivery] }
  private static let standing = 6

  func write(_ schedule: DirtSchedule, to folder: String) throws -> FeedTally {
    let writer = try DeliveryWriter(spec, date, in: folder)
    var random = SeededRandom(seed: bank.options.seed, "insertions of \(spec.name)", delivery)
    let insertions = Insertions(schedule, delivery: delivery, rows: sheet.count, &random).list
    var rows = dirtyRows(schedule)
    var start = 0
    for insertion in insertions {
      let end = insertion.after + 1
      try write(start..<end, to: writer)
      start = end
      if insertion.what == .again {
        let place = random.below(end)
        let sums = sheet.sums(of: place..<place + 1)
        try sheet.forEachBlock(of: place..<place + 1) { try writer.write(repeated: $0, sums: sums) }
      } else if let row = rows.popLast() {
        try writer.write(row)
      }
    }
    try write(start..<sheet.count, to: writer)
    return try writer.finish()
  }

  private func write(_ places: Range<Int>, to writer: DeliveryWriter) throws {
    try sheet.forEachBlock(of: places) { try writer.write(encoded: $0) }
    writer.count(accepted: places.count, sums: sheet.sums(of: places))
  }

  /// The refused rows of the delivery: those that stand since the opening, then its own.
  private func dirtyRows(_ schedule: DirtSchedule) -> [Row] {
    let standing = min(Self.standing, schedule.unreadable[0], schedule.unreadable[delivery])
    var rows = spoiled(standing, unknownCodes: 0, ofDelivery: 0, turn: 0, gap: 1)
    rows += spoiled(
      schedule.unreadable[delivery] - standing, unknownCodes: schedule.unknownCodes[delivery], ofDelivery: delivery + 1,
      turn: schedule.unreadable(before: delivery), gap: 3)
    return rows
  }

  /// Copies of good records of the opening under numbers that no customer has: planted ones are even.
  private func spoiled(_ count: Int, unknownCodes: Int, ofDelivery index: Int, turn: Int, gap: Int) -> [Row] {
    var dirt = DirtMaker(spec, seed: bank.options.seed, delivery: index, turn: turn)
    var random = SeededRandom(seed: bank.options.seed, "refused rows of \(spec.name)", index)
    let first = random.below(openingRows)
    return (0..<count + unknownCodes).map { serial in
      let place = (first + serial * 7) % openingRows
      var fields = CustomerColumns.fields(of: place, in: bank, on: bank.calendar.opening)
      if let number = fields[0].text { fields[0] = .text(String((Int(number) ?? 0) + gap)) }
      return serial < count ? dirt.spoiled(fields, on: date) : dirt.withUnknownCode(fields, on: date)
    }
  }
}
