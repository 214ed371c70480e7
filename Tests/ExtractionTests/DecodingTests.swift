import Contracts
import Extraction
import Foundation
import MartCore
import Testing

@Suite("compressed files") struct GzipTests {
  let scene: Scene
  static let rows = (1...300).map { "T\($0)|+||+|DEBIT|+|20240930|+|\($0).00\n" }

  init() throws { scene = try Scene(Feeds.card(suffix: ".dat.gz")) }

  func land(_ bytes: [UInt8]) throws {
    try scene.land(scene.dataName, bytes)
    try scene.announce(rows: 300, totals: ["amount_fen": "45150.00", "debit": "300"])
  }

  func members(_ size: Int) -> [UInt8] {
    stride(from: 0, to: 300, by: size).flatMap { start in
      gzipped(Array(Self.rows[start..<min(300, start + size)].joined().utf8))
    }
  }

  @Test("one member or many are the same file of rows", arguments: [300, 100, 7])
  func members(size: Int) throws {
    try land(members(size))
    #expect(try scene.extract().accepted == 300)
    let archived = try #require(scene.files("archive").first)
    let kept = try Data(contentsOf: URL(fileURLWithPath: scene.folder + "/archive/" + archived))
    #expect(Array(kept) == members(size))
  }

  @Test("a member may end anywhere in a line")
  func cutLines() throws {
    let text = Array(Self.rows.joined().utf8)
    try land(gzipped(Array(text[..<1001])) + gzipped([]) + gzipped(Array(text[1001...])))
    #expect(try scene.extract().accepted == 300)
  }

  @Test("a truncated file is refused, wherever it is cut (DL-06)", arguments: [0, 1, 9, 10, 200, -9, -1])
  func truncated(count: Int) throws {
    let whole = members(300)
    try land(Array(whole.prefix(count >= 0 ? count : whole.count + count)))
    let failure = try #require(scene.refusal())
    #expect(failure.rule == "DL-06" && failure.exit == .refused && failure.what.contains("truncated"))
    #expect(scene.files("staging").isEmpty && scene.files("archive").isEmpty)
  }

  @Test(
    "bytes after the last member refuse the file (DL-06)", arguments: [[0], [0x1f], [0x1f, 0x8c, 8, 0], Array(1...40)])
  func garbage(tail: [UInt8]) throws {
    try land(members(300) + tail)
    let failure = try #require(scene.refusal())
    #expect(failure.rule == "DL-06")
    #expect(failure.what.contains(tail == [0x1f] ? "truncated" : "after the last member"))
  }

  @Test("a flipped bit refuses the file (DL-06)", arguments: [40, 500, -3, -7])
  func corrupt(place: Int) throws {
    var bytes = members(300)
    bytes[place >= 0 ? place : bytes.count + place] ^= 4
    try land(bytes)
    #expect(scene.refusal()?.rule == "DL-06")
  }

  @Test("a bomb is refused after its first megabytes (DL-06)")
  func bomb() throws {
    try land(gzipped([UInt8](repeating: 0x20, count: 8 << 20)))
    #expect(scene.refusal()?.what.contains("expands more than 200 : 1") == true)
  }

  @Test("a file over the configured size is refused, compressed or not (DL-06)")
  func tooLarge() throws {
    scene.pipeline.thresholds.fileBytes = 5_000
    try land(members(300))
    #expect(scene.refusal()?.what.contains("larger than 5,000 bytes") == true)
    scene.feed.file.suffix = ".dat"
    try land(Array(Self.rows.joined().utf8))
    #expect(scene.refusal()?.what.contains("larger than 5,000 bytes") == true)
  }

  @Test("a record without an end is refused before it fills the memory")
  func endless() throws {
    scene.feed.file.suffix = ".dat"
    try land([UInt8](repeating: 0x41, count: 40 << 20))
    #expect(scene.refusal()?.what.contains("longer than 16 MiB") == true)
  }

  @Test("equal plain content is archived to equal bytes")
  func deterministic() throws {
    scene.feed.file.suffix = ".dat"
    try land(Array(Self.rows.joined().utf8))
    try scene.extract()
    let archived = try #require(scene.files("archive").first)
    let first = try Data(contentsOf: URL(fileURLWithPath: scene.folder + "/archive/" + archived))
    try FileManager.default.removeItem(atPath: scene.folder + "/archive")
    try scene.extract()
    #expect(try Data(contentsOf: URL(fileURLWithPath: scene.folder + "/archive/" + archived)) == first)
  }
}

@Suite("encodings") struct EncodingTests {
  /// One text a line, after a number.
  func scene(_ encoding: Format.Encoding) throws -> Scene {
    var format = Format(.separated, separator: "|+|")
    format.encoding = encoding
    return try Scene(
      Feed(
        "text", .events, file: .named("TEXT_", ".txt"), format: format, key: ["no"],
        columns: [Column("no", .integer, required: true), Column("text", .text, max: 12)]))
  }

  @Test(
    "every character of the encoding is read as Python reads it",
    arguments: [(Format.Encoding.gb18030, "gb18030"), (.gbk, "gbk")])
  func wholePlane(encoding: Format.Encoding, codec: String) throws {
    let scene = try scene(encoding)
    // Private-use characters and the few whose place moved between the editions of GB 18030 are left out.
    let code = """
      import sys
      for c in list(range(0x80, 0xD800)) + list(range(0xF900, 0xFE10)) + list(range(0xFE20, 0xFE30)) + [0x20BB7, 0x1F600, 0x10FFFF]:
        if c == 0x1E3F or 0x9FB4 <= c <= 0x9FBB: continue
        try: b = chr(c).encode('\(codec)')
        except UnicodeEncodeError: continue
        sys.stdout.buffer.write(str(c).encode() + b'|+|' + b + b'\\n')
      """
    let bytes = try shell("python3", ["-c", code])
    let lines = bytes.count { $0 == 0x0a }
    try scene.deliver(bytes, rows: lines)
    #expect(try scene.extract().accepted == lines && lines > 20_000)
    #expect(
      try scene.staged("SELECT no, unicode(text), length(text) FROM row WHERE unicode(text) <> no OR length(text) <> 1")
        == [])
  }

  @Test("a trail byte 0x7C beside the separator |+| is part of its character")
  func trailByte() throws {
    let scene = try scene(.gb18030)
    // 亅 is 81 7C; 亅 and 7C twice around the separator's own bytes.
    let bytes: [UInt8] = Array("1|+|".utf8) + [0x81, 0x7c] + Array("+|x\n2|+|".utf8) + [0x81, 0x7c, 0x81, 0x7c, 0x0a]
    try scene.deliver(bytes, rows: 2)
    try scene.extract()
    let expected = String(
      decoding: try shell("python3", ["-c", "print(b'\\x81\\x7c'.decode('gb18030'), end='')"]), as: UTF8.self)
    #expect(try scene.staged("SELECT text FROM row") == ["\(expected)+|x", expected + expected])
  }

  @Test("a character of four bytes is one character")
  func fourBytes() throws {
    let scene = try scene(.gb18030)
    let text = "𠮷野家𠮷野家𠮷野家𠮷野家"
    try scene.deliver(try encoded("1|+|\(text)\n2|+|\(text)x\n", "gb18030"), rows: 2)
    try scene.extract()
    #expect(try scene.staged("SELECT text FROM row WHERE rule IS NULL") == [text])
    #expect(try scene.quarantine == ["2|text|DQ-05|longer than 12 characters"])
  }

  @Test("bytes that are no GB18030 go to quarantine as delivered, the rows around them do not (DQ-04)")
  func invalid() throws {
    let scene = try scene(.gb18030)
    let wrong: [[UInt8]] = [[0xff, 0x41], [0x81, 0x7f], [0xc4], [0x81, 0x30, 0x81], [0x80]]
    var bytes = Array("1|+|a\n".utf8)
    for (index, part) in wrong.enumerated() { bytes += Array("\(index + 2)|+|".utf8) + part + [0x0a] }
    try scene.deliver(bytes + Array("9|+|z".utf8), rows: 7)
    #expect(try scene.extract().accepted == 2)
    #expect(try scene.quarantine.allSatisfy { $0.contains("|DQ-04|not valid gb18030 at byte 5") })
    #expect(try scene.staged("SELECT hex(raw) FROM quarantine WHERE line_no = 2") == ["327C2B7CFF41"])
    #expect(try scene.staged("SELECT COUNT(*) FROM row") == ["2"])
  }

  @Test(
    "UTF-8 is checked strictly (DQ-04)",
    arguments: [
      [0xc0, 0xaf], [0xe0, 0x80, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe4, 0xbd], [0x80], [0xff],
      [0xf8, 0x88, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func utf8(bytes: [UInt8]) throws {
    let scene = try scene(.utf8)
    try scene.deliver(Array("1|+|".utf8) + bytes + Array("\n2|+|你好, 😀\n".utf8), rows: 2)
    #expect(try scene.extract().accepted == 1)
    #expect(try scene.quarantine == ["1||DQ-04|not valid utf8 at byte 5"])
  }

  @Test("U+0000 is no text (DQ-04)")
  func null() throws {
    let scene = try scene(.utf8)
    try scene.deliver("1|+|a\u{0}b\n2|+|b\n", rows: 2)
    try scene.extract()
    #expect(try scene.quarantine == ["1||DQ-04|a character U+0000"])
  }

  @Test("a byte order mark is skipped at the start of the file and kept elsewhere")
  func mark() throws {
    let scene = try scene(.utf8)
    try scene.deliver("\u{feff}1|+|a\n2|+|\u{feff}b\n", rows: 2)
    try scene.extract()
    #expect(try scene.staged("SELECT no, length(text), unicode(text) FROM row") == ["1|1|97", "2|2|65279"])
  }

  @Test("line ends: CR LF, none at the end, a blank last line", arguments: ["\r\n", "\n", "", "\n\n", "\r\n\r\n"])
  func lineEnds(last: String) throws {
    let scene = try scene(.utf8)
    let end = last.hasPrefix("\r") ? "\r\n" : "\n"
    try scene.deliver("1|+|a\(end)2|+|b\(last)", rows: 2)
    try scene.extract()
    #expect(try scene.staged("SELECT line_no, no, text FROM row") == ["1|1|a", "2|2|b"])
  }

  @Test("a blank line in the middle is a record without fields (DQ-01)")
  func blank() throws {
    let scene = try scene(.utf8)
    try scene.deliver("1|+|a\n\n2|+|b\n", rows: 3)
    try scene.extract()
    #expect(try scene.quarantine == ["2||DQ-01|1 fields instead of 2"])
    #expect(try scene.staged("SELECT line_no FROM row") == ["1", "3"])
  }
}
