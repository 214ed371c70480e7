/// How records of a separated file are cut.
struct Cut {
  var separator: [UInt8]
  var quoted: Bool
  /// Fields of most records.
  var width: Int
  var records: [[[UInt8]]]
  /// The share of records that have them, from 0 to 1.
  var share: Double
  var score: Double { share * share * (1 - 1 / Double(width)) }
}

/// Finds the separator under which most records have the same number of fields.
struct SeparatorSearch {
  private static let known: [String] = [
    ",", "\t", "|", ";", "\u{1}", "\u{2}", "\u{1F}", "^", "~", "#", "@", "$", "!", "&", "|+|", "||", "|@|", "~|~", "@@",
    "^^",
    "##", "$$", "!|", "^|^", "|!|", "@|@", "@#@", "&&", "#|#",
  ]
  private let text: [UInt8]
  private let isWhole: Bool
  private let hasQuotes: Bool

  init(_ look: FileLook) {
    text = Array(look.sample.joined(separator: [0x0A]))
    isWhole = look.isWhole
    hasQuotes = look.hasQuotes
  }

  /// The best way to cut; nil where no separator divides the lines. `rivals` are others that do it as well.
  func best() -> (cut: Cut, rivals: [Cut])? {
    var cuts = candidates().compactMap(cut).filter { $0.width > 1 && $0.share >= 0.6 }
    // `|` divides what `|+|` divides: the longer one is meant.
    cuts = cuts.filter { short in
      !cuts.contains { long in
        long.separator.count > short.separator.count && long.share >= short.share - 0.02
          && Self.contains(long.separator, short.separator) && !Self.remains(short.separator, in: long)
      }
    }
    guard let best = cuts.max(by: { ($0.score, $0.separator.count) < ($1.score, $1.separator.count) }) else {
      return nil
    }
    return (best, cuts.filter { $0.separator != best.separator && $0.score > best.score - 0.05 })
  }

  private func candidates() -> [[UInt8]] {
    let present = Set(text)
    return Set(Self.known.map { Array($0.utf8) } + runs()).filter { $0.allSatisfy(present.contains) }
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Runs of two to four marks in the first lines: separators that nobody has thought of.
  private func runs() -> [[UInt8]] {
    var (found, run): (Set<[UInt8]>, [UInt8]) = ([], [])
    for byte in text.prefix(8_192) {
      let isMark =
        byte < 0x7F && byte > 0x20 && !(0x30...0x39).contains(byte) && !(0x41...0x5A).contains(byte)
        && !(0x61...0x7A).contains(byte) && !"\"'.-_/:()[]{}+=".utf8.contains(byte)
      if isMark || (byte == UInt8(ascii: "+") && !run.isEmpty) {
        run.append(byte)
      } else {
        if (2...4).contains(run.count), found.count < 40 { found.insert(run) }
        run = []
      }
    }
    return Array(found)
  }

  private func cut(_ separator: [UInt8]) -> Cut? {
    let plain = Splitting(separator: separator, quoted: false).cut(text, isWhole: isWhole)
    let bare = Self.measure(plain.records, separator, quoted: false)
    guard hasQuotes else {
      // Commas in values come in quotes one day; a stray quote is then refused rather than misread.
      return bare.map { cut in
        var cut = cut
        cut.quoted = separator == [0x2C]
        return cut
      }
    }
    let wrapped = Splitting(separator: separator, quoted: true).cut(text, isWhole: isWhole)
    guard wrapped.wrapped > wrapped.stray, let quoted = Self.measure(wrapped.records, separator, quoted: true) else {
      return bare
    }
    return quoted.share >= (bare?.share ?? 0) - 0.01 ? quoted : bare
  }

  private static func measure(_ records: [[[UInt8]]], _ separator: [UInt8], quoted: Bool) -> Cut? {
    var counts: [Int: Int] = [:]
    // Header and trailer of an envelope are no records.
    for record in records where record[0] != Array("HDR".utf8) && record[0] != Array("TRL".utf8) {
      counts[record.count, default: 0] += 1
    }
    guard let most = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return nil }
    return Cut(
      separator: separator, quoted: quoted, width: most.key, records: records,
      share: Double(most.value) / Double(counts.values.reduce(0, +)))
  }

  /// Fields still hold the short separator: then the long one was a few of them with nothing between.
  private static func remains(_ short: [UInt8], in cut: Cut) -> Bool {
    let fields = cut.records.prefix(200).joined()
    return fields.count { contains($0, short) } * 50 > fields.count
  }

  private static func contains(_ long: [UInt8], _ short: [UInt8]) -> Bool {
    long.indices.contains { long[$0...].starts(with: short) }
  }
}
