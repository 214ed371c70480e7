import MartCore

/// U06: a file cut short, a file of many members, and one that would fill the disk.
struct BrokenArchives: UglyCase {
  /// Every night of September has its file of the mobile bank in three members; one of them is noted.
  func put(into site: UglySite) throws {
    let calendar = site.bank.calendar
    for date in calendar.dates where date >= calendar.asOf.monthStart {
      let file = try site.file("cif_mobile", date)
      file.spelling.members = 3
      guard date == calendar.september(11) else { continue }
      site.note(UglyEntry(id: "U06", feed: "cif_mobile", date: date, rows: file.tally.announced), in: file)
    }
  }

  func spoil(_ site: UglySite) throws {
    try cutShort(site, "wealth_position", site.bank.calendar.september(11))
    try bomb(site, "channel_event", site.bank.calendar.september(12))
  }

  private func cutShort(_ site: UglySite, _ feed: String, _ date: BusinessDate) throws {
    var file = try site.file(feed, date).delivered()
    let packed = try GzipMember.bytes(file.content)
    file.packed = Array(packed.dropLast(packed.count / 3 + 9))
    let entry = UglyEntry(id: "U06", feed: feed, date: date, rule: "DL-06", exit: 65)
    site.spoil(BadDelivery(entry: entry, turn: .refused, file: file))
  }

  /// Ten gigabytes of spaces in ten megabytes: one member, many times over.
  private func bomb(_ site: UglySite, _ feed: String, _ date: BusinessDate) throws {
    var file = try site.file(feed, date).delivered()
    let member = try GzipMember.bytes([UInt8](repeating: 0x20, count: 1 << 24))
    file.packed = [[UInt8]](repeating: member, count: 640).flatMap { $0 }
    let entry = UglyEntry(id: "U06", feed: feed, date: date, rule: "DL-06", exit: 65)
    site.spoil(BadDelivery(entry: entry, turn: .refused, file: file))
  }
}

/// One compressed member in memory.
enum GzipMember {
  static func bytes(_ content: [UInt8]) throws -> [UInt8] {
    var packed: [UInt8] = []
    content.withUnsafeBytes { bytes in
      Deflater().push(bytes, last: true) { packed.append(contentsOf: $0) }
    }
    return packed
  }
}
