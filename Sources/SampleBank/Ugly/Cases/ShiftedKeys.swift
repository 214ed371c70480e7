import MartCore

/// U08: rows and totals agree, but someone replaced the accounts of a file blindly, so that no account is known.
struct ShiftedKeys: UglyCase {
  private let feed = "wealth_order"
  private static let rows = 40

  /// Orders of the days before come late where the night had too few for the whole file to be doubted.
  func plant(in bank: inout Bank) {
    let date = bank.calendar.september(13)
    guard bank.calendar.hasSeptember, let night = bank.calendar.delivery(holding: date) else { return }
    let wanted = max(8, bank.calibration.scaling.scaled(Self.rows))
    var count = bank.orders.count { bank.calendar.delivery(holding: $0.day) == night && $0.lateBy == 0 }
    for index in bank.orders.indices.reversed() where count < wanted {
      let order = bank.orders[index]
      guard order.day < date, order.day >= date - 12, order.lateBy == 0, !bank.isUnsuitable(order),
        let own = bank.calendar.delivery(holding: order.day)
      else { continue }
      bank.orders[index].lateBy = night - own
      count += 1
    }
  }

  func spoil(_ site: UglySite) throws {
    let date = site.bank.calendar.september(13)
    let file = try site.file(feed, date)
    let account = file.spec.index(of: "wealth_acct_no") ?? 1
    let lines = file.lines.map { DeliveryFile.Line(bytes: shifted($0.bytes, field: account)) }
    let marks = file.marksAsWritten
    let entry = UglyEntry(id: "U08", feed: feed, date: date, rule: "DL-09", rows: file.tally.announced, exit: 65)
    let delivered = Delivered(file.spec, marks, content: file.content(marks, lines))
    site.spoil(BadDelivery(entry: entry, turn: .stopped, file: delivered))
  }

  /// The first letter of the field becomes another.
  private func shifted(_ line: ArraySlice<UInt8>, field: Int) -> ArraySlice<UInt8> {
    var (bytes, separators) = (Array(line), 0)
    for place in bytes.indices where bytes[place] == 0x01 {
      separators += 1
      guard separators == field, place + 1 < bytes.count, bytes[place + 1] != 0x01 else { continue }
      bytes[place + 1] = 0x51
    }
    return bytes[...]
  }
}
