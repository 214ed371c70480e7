import Contracts
import Extraction

extension FuzzTarget {
  private static let forms: [Feed] = {
    let lines = FuzzFeeds.all[0]
    return [(Control.Form.lines, true), (.lines, false), (.oneline, true), (.oneline, false)].map { form, isMoney in
      var feed = lines
      feed.control.form = form
      feed.control.totals = isMoney ? [Total("amount", "SUM(amount)", isMoney: true), Total("n", "COUNT(*)")] : []
      return feed
    }
  }()

  /// Control files: what is read, written down plainly and read again, is the same.
  func judgeControl(_ bytes: [UInt8], _ scratch: FuzzScratch) throws {
    guard let (feed, content) = chosen(Self.forms, bytes) else { return }
    let delivery = LandedDelivery(
      feed: feed.name, businessDate: FuzzFeeds.date, dataPath: "\(scratch.folder)/F_20240930.txt")
    func read(_ content: [UInt8]) throws -> AnnouncedFigures? {
      try AnnouncedFigures.read(
        scratch.file("F_20240930.ctl", content), feed, delivery, FuzzFeeds.pipeline.currencies)
    }
    var found: AnnouncedFigures?
    guard try refusal(of: { found = try read(content) }) == nil, let found else { return }
    try promise(found.rows >= 0 && found.businessDate == FuzzFeeds.date, "rows or date are not the delivery's")
    try promise(found.sequence ?? 1 == 1, "a sequence that the name does not bear is taken")
    let plain = feed.control.form == .lines ? plainLines(found, feed) : plainLine(found, feed)
    try promise(read(Array(plain.utf8)) == found, "written plainly it is another: \(plain)")
  }

  private func plainLines(_ found: AnnouncedFigures, _ feed: Feed) -> String {
    var text = "business_date=2024-09-30\nrows=\(found.rows)\n"
    for (total, value) in zip(feed.control.totals, found.totals) {
      text += "total.\(total.name)=\(spelled(value, total))\n"
    }
    if let sequence = found.sequence { text += "sequence=\(sequence)\n" }
    if let sha = found.sha256 { text += "sha256=\(sha)\n" }
    return text
  }

  private func plainLine(_ found: AnnouncedFigures, _ feed: Feed) -> String {
    let total = zip(feed.control.totals, found.totals).map { spelled($1, $0) }.first ?? "0"
    return "F_20240930.txt|20240930|\(found.rows)|\(total)" + (found.sequence.map { "|\($0)" } ?? "")
  }

  private func spelled(_ value: Int64?, _ total: Total) -> String {
    guard let value else { return "" }
    guard total.isMoney else { return String(value) }
    let digits = String(value.magnitude)
    let padded = String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
    return (value < 0 ? "-" : "") + padded.dropLast(2) + "." + padded.suffix(2)
  }
}
