import Contracts
import Extraction
import MartCore
import Testing

/// A small generator with a seed, so that a failure can be made again.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

@Suite("whatever lands, nothing is lost") struct ConservationTests {
  @Test("announced = accepted + quarantined + repeated, rows and fen, for dirty files", arguments: 1...25)
  func dirty(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let scene = try Scene(
      Feeds.card(encoding: .gb18030, suffix: ".dat.gz", delivery: seed % 3 == 0 ? .snapshot : .events))
    scene.feed.columns[1].token = "holder"
    scene.feed.rules = [RowRule("TXN-01", .reject, "amount_fen <= 0", because: "an amount is positive")]
    var (lines, fen, debit): ([[UInt8]], Int64, Int) = ([], 0, 0)
    for number in 0..<400 {
      let amount = Int64.random(in: -50...50_000, using: &random)
      let isDebit = Bool.random(using: &random)
      let text = "T\(number)|+|n\(number % 40)|+|\(isDebit ? "DEBIT" : "CREDIT")|+|20240930|+|\(amount)"
      var line = Array(text.utf8)
      let dirt = Int.random(in: 0..<12, using: &random)
      if dirt == 0 { line.append(contentsOf: Array("|+|9".utf8)) }
      if dirt == 1 { line[line.count / 2] = 0xff }
      if dirt == 2 { line += Array(".".utf8) }
      if dirt == 3, let earlier = lines.randomElement(using: &random) { line = earlier }
      lines.append(line)
    }
    (fen, debit) = expected(lines)
    let bytes = lines.flatMap { line -> [UInt8] in line + [0x0a] }
    try scene.deliver(
      bytes, rows: lines.count, totals: ["amount_fen": "\(fen).00", "debit": "\(debit)"])
    let extracted = try scene.extract()
    #expect(extracted.totals.allSatisfy { $0.announced == $0.found })
    #expect(extracted.rows == extracted.accepted + extracted.quarantined + extracted.repeated)
    #expect(extracted.quarantined > 0 && extracted.repeated > 0)
    #expect(
      try scene.staged("SELECT (SELECT COUNT(*) FROM row WHERE rule IS NULL), (SELECT COUNT(*) FROM quarantine)")
        == ["\(extracted.accepted)|\(extracted.quarantined)"])
    #expect(
      try scene.staged("SELECT COUNT(*) FROM token WHERE token NOT IN (SELECT name FROM row WHERE rule IS NULL)") == [
        "0"
      ])
    #expect(
      try scene.staged("SELECT COUNT(*) FROM secret WHERE line_no NOT IN (SELECT line_no FROM row WHERE rule IS NULL)")
        == ["0"])
  }

  /// What the sender would announce, read the simplest way: rows that cannot be split carry no amounts.
  private func expected(_ lines: [[UInt8]]) -> (Int64, Int) {
    var (fen, debit): (Int64, Int) = (0, 0)
    for line in lines where !line.contains(0xff) {
      let fields = String(decoding: line, as: UTF8.self).components(of: "|+|")
      guard fields.count == 5 else { continue }
      fen += Int64(fields[4]) ?? 0
      debit += fields[2] == "DEBIT" ? 1 : 0
    }
    return (fen, debit)
  }
}

extension String {
  fileprivate func components(of separator: String) -> [Substring] {
    var parts: [Substring] = []
    var rest = Substring(self)
    while let range = rest.firstRange(of: separator) {
      parts.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    return parts + [rest]
  }
}
