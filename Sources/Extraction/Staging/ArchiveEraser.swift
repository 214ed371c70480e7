import CZlib
import Contracts
import Glibc
import MartCore
import MartStore

/// Takes persons out of archived deliveries: the bytes of their records become spaces, so that every other record stays
/// where it was, on its line. The file keeps its name, which is the hash of what was delivered.
package struct ArchiveEraser {
  let pipeline: Pipeline
  let folder: String
  let tokenizer: Tokenizer
  /// By kind.
  let tokens: [String: Set<Int64>]
  /// What is blanked wherever it stands: in a record that cannot be read all of the record, else the value alone.
  let values: [String]

  package init(
    pipeline: Pipeline, folder: String, tokenizer: Tokenizer, tokens: [String: Set<Int64>], values: [String] = []
  ) {
    self.pipeline = pipeline
    self.folder = folder
    self.tokenizer = tokenizer
    self.tokens = tokens
    self.values = values
  }

  /// Bytes of a record, from the beginning of the line on which it begins.
  private struct Hit {
    var line: Int64
    var range: Range<Int>
  }

  /// - Returns: how many records lost something; 0 where the archive does not hold the delivery.
  @discardableResult
  package func erase(_ sha256: String, _ feed: Feed, _ date: BusinessDate, sequence: Int) throws -> Int64 {
    let path = Archive.path(folder, sha256)
    guard access(path, F_OK) == 0 else { return 0 }
    let file = DeliveryFile(archived: sha256, feed, date, sequence, in: folder)
    let hits = try hits(in: file, feed, date)
    guard !hits.isEmpty else { return 0 }
    // Records of one JSON document share their lines; the file goes as a whole.
    if feed.format.kind == .json { unlink(path) } else { try rewrite(path, hits) }
    return Int64(Set(hits.map(\.line)).count)
  }

  private func hits(in file: DeliveryFile, _ feed: Feed, _ date: BusinessDate) throws -> [Hit] {
    let stream = try openStream(file.delivery.dataPath ?? "", gzip: file.isGzip, pipeline.thresholds)
    let reader = makeReader(stream, feed.format)
    let parser = try RowParser(feed, pipeline, businessDate: date)
    let rowTokens = RowTokens(parser, tokenizer)
    let kinds = feed.columns.enumerated().compactMap { index, column in
      column.dataClass.isVaulted ? column.token.map { (index, tokens[$0] ?? []) } : nil
    }
    let finder = ByteFinder(values.compactMap { bytes(of: $0, in: feed.format.encoding) })
    var hits: [Hit] = []
    while let record = try reader.next() {
      if rowTokens.isFull { rowTokens.cache.empty() }
      let spoiled = parser.parse(record).trouble.spoilsRecord
      if !spoiled {
        try rowTokens.make()
        let isTheirs = kinds.contains { index, erased in
          rowTokens.token(index).map { erased.contains($0) } ?? false
        }
        if isTheirs {
          hits.append(Hit(line: Int64(record.line), range: 0..<record.count))
          continue
        }
      }
      let named = finder.ranges(in: record.bytes)
      if named.isEmpty { continue }
      hits +=
        spoiled
        ? [Hit(line: Int64(record.line), range: 0..<record.count)]
        : named.map { Hit(line: Int64(record.line), range: $0) }
    }
    return hits
  }

  // MARK: Rewriting

  private func rewrite(_ path: String, _ hits: [Hit]) throws {
    let ranges = try absolute(hits, in: path)
    let making = try FileInTheMaking(path)
    do {
      guard let output = gzopen(making.part, "wb1") else { throw cannotWrite("the archive cannot be written", path) }
      defer { gzclose(output) }
      var next = 0
      try pieces(of: path) { piece, offset in
        blank(piece, offset, ranges, &next)
        guard piece.isEmpty || gzwrite(output, piece.baseAddress, UInt32(piece.count)) == Int32(piece.count) else {
          throw cannotWrite("the archive cannot be written", path)
        }
      }
    } catch {
      making.abandon()
      throw error
    }
    try making.complete()
  }

  /// Line ends stay.
  private func blank(_ piece: UnsafeMutableRawBufferPointer, _ offset: Int, _ ranges: [Range<Int>], _ next: inout Int) {
    let end = offset + piece.count
    while next < ranges.count, ranges[next].lowerBound < end {
      for place in max(offset, ranges[next].lowerBound)..<max(offset, min(end, ranges[next].upperBound))
      where piece[place - offset] != 0x0a && piece[place - offset] != 0x0d {
        piece[place - offset] = 0x20
      }
      if ranges[next].upperBound > end { return }
      next += 1
    }
  }

  /// Ranges from the first byte of the file, ascending and apart.
  private func absolute(_ hits: [Hit], in path: String) throws -> [Range<Int>] {
    let wanted = Set(hits.map(\.line))
    var starts: [Int64: Int] = [:]
    var line: Int64 = 1
    try pieces(of: path) { piece, offset in
      if offset == 0 { starts[1] = markLength(piece) }
      var from = 0
      while let base = piece.baseAddress, let hit = memchr(base + from, 0x0a, piece.count - from) {
        from = hit - base + 1
        line += 1
        if wanted.contains(line) { starts[line] = offset + from }
      }
    }
    let ranges = hits.compactMap { hit in
      starts[hit.line].map { $0 + hit.range.lowerBound..<$0 + hit.range.upperBound }
    }.sorted { $0.lowerBound < $1.lowerBound }
    return ranges.reduce(into: []) { merged, range in
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
  }

  private func markLength(_ piece: UnsafeMutableRawBufferPointer) -> Int {
    for mark in [[0xef, 0xbb, 0xbf], [0x84, 0x31, 0x95, 0x33]] as [[UInt8]]
    where piece.count >= mark.count && mark.indices.allSatisfy({ piece[$0] == mark[$0] }) {
      return mark.count
    }
    return 0
  }

  /// The decompressed file, piece by piece, each with its offset.
  private func pieces(of path: String, _ body: (UnsafeMutableRawBufferPointer, Int) throws -> Void) throws {
    guard let input = gzopen(path, "rb") else { throw cannotWrite("the archive cannot be read", path) }
    defer { gzclose(input) }
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { room.deallocate() }
    var offset = 0
    while true {
      let count = Int(gzread(input, room.baseAddress, UInt32(room.count)))
      guard count >= 0 else { throw cannotWrite("the archive cannot be read", path) }
      if count == 0 { return }
      try body(UnsafeMutableRawBufferPointer(rebasing: room[..<count]), offset)
      offset += count
    }
  }
}

/// A text in a feed's encoding; nil where it has none there.
package func bytes(of text: String, in encoding: Format.Encoding) -> [UInt8]? {
  guard encoding != .utf8 else { return Array(text.utf8) }
  let converter = iconv_open(encoding == .gbk ? "GBK" : "GB18030", "UTF-8")
  defer { iconv_close(converter) }
  var input = text.utf8.map { CChar(bitPattern: $0) }
  var output = [CChar](repeating: 0, count: input.count * 4 + 4)
  return input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target -> [UInt8]? in
      var (from, fromLeft, to, toLeft) = (source.baseAddress, source.count, target.baseAddress, target.count)
      guard iconv(converter, &from, &fromLeft, &to, &toLeft) == 0 else { return nil }
      return target.prefix(target.count - toLeft).map { UInt8(bitPattern: $0) }
    }
  }
}
