import Contracts
import Extraction
import Foundation
import MartCore

/// What one pass over the lines of a file tells, before fields are known.
struct FileLook {
  /// How much of the file's beginning is kept for a closer look.
  private static let sampleLines = 2_000
  private static let sampleBytes = 1 << 20

  var lines = 0
  var encoding = Format.Encoding.utf8
  /// Lines, as UTF-8, from the beginning of the file; lines that are not valid are left out.
  var sample: [[UInt8]] = []
  /// The whole file is in the sample.
  var isWhole = true
  /// The last line that is not blank.
  var last: [UInt8] = []
  /// All lines have this length in bytes; nil where they differ.
  var commonLength: Int?
  /// A double quote stands somewhere.
  var hasQuotes = false
  var doubts: [Doubt] = []

  /// - Throws: `Failure` for an empty file, and for an encoding that contracts cannot say.
  init(_ survey: Survey) throws {
    let (plain, double) = (try TextReader(.utf8), try TextReader(.gb18030))
    var counts = EncodingCounts()
    var (raw, size): ([[UInt8]], Int) = ([], 0)
    var lastLine: [UInt8] = []
    var lengths: [Int: Int] = [:]
    var hasNull = false
    try survey.lines { line, bytes in
      lines = line
      hasNull = hasNull || (line < 100 && bytes.contains(0))
      if raw.count < Self.sampleLines, size < Self.sampleBytes {
        raw.append(Array(bytes))
        size += bytes.count
      } else {
        isWhole = false
      }
      if bytes.contains(where: { $0 > 0x20 && $0 != 0x0D }) {
        lastLine = Array(bytes)
        if lengths[bytes.count] != nil || lengths.count < 64 { lengths[bytes.count, default: 0] += 1 }
      }
      hasQuotes = hasQuotes || bytes.contains(0x22)
      counts.add(bytes, plain, double)
      return true
    }
    guard lines > 0, !lastLine.isEmpty else { throw hopeless("the file is empty", survey.path) }
    if hasNull { throw unreadable(survey.path, raw.first ?? []) }
    encoding = try counts.choice(&doubts, lines, survey.path)
    let reader = encoding == .utf8 ? plain : double
    func utf8(_ line: [UInt8]) -> [UInt8]? { line.withUnsafeBufferPointer { reader.text($0) } }
    sample = raw.compactMap(utf8)
    last = utf8(lastLine) ?? []
    // The ends of an envelope may be shorter.
    let most = lengths.max { ($0.value, $0.key) < ($1.value, $1.key) }
    commonLength = most.flatMap { $0.value > 1 && $0.value + max(2, lines / 50) >= lines ? $0.key : nil }
  }

  private func unreadable(_ path: String, _ first: [UInt8]) -> Failure {
    let isWide = first.starts(with: [0xFF, 0xFE]) || first.starts(with: [0xFE, 0xFF]) || first.count > 1
    return hopeless(
      isWide ? "the file holds bytes 0, as UTF-16 and binary files do" : "the file is not text", path,
      remedy: "contracts read UTF-8 and GB18030: if it is UTF-16, `iconv -f UTF-16 -t UTF-8` makes it readable")
  }
}

/// Lines by the encodings in which they are valid.
private struct EncodingCounts {
  private var foreign = 0
  private var notUTF8 = 0
  private var notGB = 0
  /// Two-byte characters of lines that are not UTF-8, and those of them that GB 2312 has.
  private var pairs = 0
  private var commonPairs = 0

  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, _ plain: TextReader, _ double: TextReader) {
    guard bytes.contains(where: { $0 >= 0x80 }) else { return }
    foreign += 1
    let isUTF8 = plain.text(bytes) != nil
    if !isUTF8 { notUTF8 += 1 }
    if double.text(bytes) == nil { notGB += 1 } else if !isUTF8 { countPairs(bytes) }
  }

  private mutating func countPairs(_ bytes: UnsafeBufferPointer<UInt8>) {
    var index = 0
    while index + 1 < bytes.count {
      guard bytes[index] >= 0x80 else {
        index += 1
        continue
      }
      pairs += 1
      if (0xA1...0xF7).contains(bytes[index]), bytes[index + 1] >= 0xA1 { commonPairs += 1 }
      index += 2
    }
  }

  /// - Throws: `Failure` where neither encoding fits.
  func choice(_ doubts: inout [Doubt], _ lines: Int, _ path: String) throws -> Format.Encoding {
    if notUTF8 == 0 { return .utf8 }
    let isGB = notUTF8 * 20 > foreign && notGB < notUTF8
    let bad = isGB ? notGB : notUTF8
    if bad * 5 > foreign, bad * 20 > lines {
      throw hopeless(
        "\(bad) of \(foreign) lines with letters beyond ASCII are neither UTF-8 nor GB18030", path,
        remedy: "find out the encoding (Latin-1? Big5?), and make it readable by `iconv -f ENCODING -t UTF-8`")
    }
    if bad > 0 {
      doubts.append(
        Doubt(
          "\(counted(bad, "line is", "lines are")) not valid \(isGB ? "GB18030" : "UTF-8"), and will go to quarantine"))
    }
    if isGB, commonPairs * 10 < pairs * 9 {
      doubts.append(
        Doubt(
          "the bytes are valid GB18030, and yet unlike Chinese text: it may be Latin-1, Big5 or another encoding, which "
            + "contracts cannot say; look at a few lines", isGrave: true))
    }
    return isGB ? .gb18030 : .utf8
  }
}
