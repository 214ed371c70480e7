import Contracts
import MartCore

/// What a file's name tells: the feed, its business date, and the pattern of names to come.
struct FileName {
  var feed: String
  var pattern: FilePattern
  var date: BusinessDate?
  var doubts: [Doubt] = []

  /// - name: without folders.
  /// - wanted: the feed's name, where it was given.
  /// - Throws: a usage failure where no name of a feed can be made.
  init(_ name: String, wanted: String?, isGzip: Bool) throws {
    let parts = Self.parts(name)
    var suffix = parts.suffix
    if isGzip, !suffix.hasSuffix(".gz") { suffix += ".gz" }
    if !isGzip, suffix.hasSuffix(".gz") { suffix.removeLast(3) }
    var (stem, form) = (parts.stem, FilePattern.DateForm.compact)
    if let found = Self.date(in: stem) {
      (date, form) = (found.date, found.form)
      stem = String(stem[..<found.range.lowerBound]) + stem[found.range.upperBound...]
      if found.range.upperBound != parts.stem.endIndex { stem = Self.trimmed(stem) + "_" }
    } else {
      stem += "_"
      doubts.append(
        Doubt("the file's name holds no date, which names of deliveries must: files to come are to be named so"))
    }
    stem = Self.clean(stem)
    let plain = plainName(Self.trimmed(stem))
    feed = wanted ?? (isTableName(plain) ? plain : plain.isEmpty ? "feed" : "feed_" + plain)
    guard isTableName(feed) else {
      throw Failure(
        .usage, "'\(feed)' cannot name a feed",
        remedy: "give --feed NAME: small letters, digits and _, beginning with a letter, and no word of SQL")
    }
    if Self.trimmed(stem).isEmpty { stem = feed + "_" }
    pattern = FilePattern(stem: stem, dateForm: form, suffix: suffix)
    if let date, pattern.stem + (form == .compact ? date.compact : date.description) + suffix != name {
      doubts.append(
        Doubt("deliveries have the date at the end of the name, before the suffix: files to come are to be named so"))
    }
  }

  /// The name up to its endings: at most `.gz` and one more are endings.
  private static func parts(_ name: String) -> (stem: String, suffix: String) {
    var (stem, suffix) = (name, "")
    for _ in 0..<2 {
      guard let dot = stem.lastIndex(of: "."), dot != stem.startIndex else { break }
      let ending = stem[dot...]
      let isShort = ending.count <= 7 && ending.dropFirst().contains(where: \.isLetter)
      guard isShort, suffix.isEmpty || suffix == ".gz" else { break }
      suffix = ending + suffix
      stem = String(stem[..<dot])
    }
    return (stem, suffix)
  }

  private static func date(in text: String) -> (
    date: BusinessDate, form: FilePattern.DateForm, range: Range<String.Index>
  )? {
    for match in text.matches(of: /\d{4}-\d{2}-\d{2}|\d{8}/).reversed() {
      if let date = BusinessDate(iso: match.0) { return (date, .iso, match.range) }
      if let date = BusinessDate(compact: match.0), (1990...2100).contains(date.year) {
        return (date, .compact, match.range)
      }
    }
    return nil
  }

  private static func clean(_ text: String) -> String {
    var clean = String(text.map { $0.isLetter || $0.isNumber || "_-.".contains($0) ? $0 : "_" })
    while clean.contains("..") { clean = clean.replacing("..", with: ".") }
    while let first = clean.first, first == "." || first == "-" { clean.removeFirst() }
    return clean
  }

  private static func trimmed(_ text: String) -> String {
    var trimmed = Substring(text)
    while let last = trimmed.last, "_-. ".contains(last) { trimmed.removeLast() }
    while let first = trimmed.first, "_-. ".contains(first) { trimmed.removeFirst() }
    return String(trimmed)
  }
}
