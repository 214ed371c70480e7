import CZlib
import Contracts
import Extraction
import Foundation
import MartCore
import MartStore
import Testing

/// A landing folder of one feed, a delivery in it, and what extraction makes of it.
final class Scene {
  static let date = BusinessDate(dayNumber: 19_996)  // 2024-09-30

  let folder: String
  var feed: Feed
  var pipeline: Pipeline
  var sequence = 1
  var previousRows: Int64?
  var acceptsDrop = false
  var hands: IdleHands?
  var windowFrom: BusinessDate? = Scene.date - 1

  init(_ feed: Feed) throws {
    folder = NSTemporaryDirectory() + "extraction-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder + "/landing", withIntermediateDirectories: true)
    self.feed = feed
    let always = [
      CodeBook.Validity(BusinessDate(dayNumber: 0), BusinessDate(dayNumber: 40_000))
    ]
    let past = [CodeBook.Validity(BusinessDate(dayNumber: 0), Scene.date - 100)]
    let lists: [String: [String: [CodeBook.Validity]]] = [
      "diu": ["D": always, "I": always, "U": always], "kind": ["DEBIT": always, "CREDIT": always, "OLD": past],
      "ccy": ["CNY": always, "JPY": always], "src": ["CORE": always, "CARD": always],
      "doc": ["ID18": always, "ID15": always],
    ]
    pipeline = Pipeline(
      feeds: [feed], codes: CodeBook(lists: lists), currencies: Currencies(decimals: ["CNY": 2, "JPY": 0]))
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  // MARK: Landing

  var landing: String { folder + "/landing" }
  var dataName: String { feed.file.dataName(Scene.date, sequence: sequence) }
  var controlName: String { feed.file.controlName(Scene.date, sequence: sequence, form: feed.control.form) }
  var stagingPath: String { folder + "/staging/\(Scene.date)/\(feed.name).sqlite" }

  func land(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: landing + "/" + name))
  }

  /// Lands the data (compressed where the feed says so) and a control of form A.
  func deliver(_ bytes: [UInt8], rows: Int, totals: [String: String] = [:], more: [String] = []) throws {
    try land(dataName, feed.file.isGzip ? gzipped(bytes) : bytes)
    try announce(rows: rows, totals: totals, more: more)
  }

  func deliver(_ text: String, rows: Int, totals: [String: String] = [:], more: [String] = []) throws {
    try deliver(Array(text.utf8), rows: rows, totals: totals, more: more)
  }

  func announce(rows: Int, totals: [String: String] = [:], date: BusinessDate = date, more: [String] = []) throws {
    let amounts = totals.sorted { $0.key < $1.key }.map { "total.\($0.key)=\($0.value)" }
    let lines = ["business_date=\(date.compact)", "rows=\(rows)", "sequence=\(sequence)"] + amounts + more
    try land(controlName, Array((lines.joined(separator: "\n") + "\n").utf8))
  }

  var delivery: LandedDelivery {
    let (data, control) = (landing + "/" + dataName, landing + "/" + controlName)
    let exists = { FileManager.default.isFile($0) }
    return LandedDelivery(
      feed: feed.name, businessDate: Scene.date, sequence: sequence, dataPath: exists(data) ? data : nil,
      controlPath: exists(control) ? control : nil)
  }

  // MARK: Extraction

  /// Whatever a file holds, SQLite finds nothing wrong with what is staged of it.
  @discardableResult
  func extract() throws -> Extracted {
    let extracted = try extractUnchecked()
    let report = try staged("PRAGMA integrity_check")
    guard report == ["ok"] else { throw Failure(.internal, "staging file: \(report)", remedy: "see PageTree") }
    return extracted
  }

  private func extractUnchecked() throws -> Extracted {
    try Extraction.extract(delivery, feed: feed, pipeline: pipeline, context: context(staging: stagingPath))
  }

  /// Extracts one part of the delivery.
  func part(_ number: PartNumber) throws -> PartFile {
    let path = folder + "/parts/\(number.number)-of-\(number.count).sqlite"
    _ = try extractPart(
      number, of: delivery, feed: feed, pipeline: pipeline, context: context(staging: path), madeBy: "a test")
    return try PartFile(path)
  }

  /// Combines parts.
  func extract(from parts: [PartFile]) throws -> Extracted {
    try Extraction.extract(
      delivery, feed: feed, pipeline: pipeline, context: context(staging: stagingPath), parts: parts)
  }

  private func context(staging: String) -> ExtractionContext {
    ExtractionContext(
      windowFrom: windowFrom, staging: staging, archive: folder + "/archive", tokenizer: Tokenizer(key: [1, 2, 3]),
      previousRows: previousRows, acceptsDrop: acceptsDrop, hands: hands)
  }

  /// Every row of every table of the staging file; SQLite finds nothing wrong with it.
  func dump() throws -> [String] {
    #expect(try staged("PRAGMA integrity_check") == ["ok"])
    return try staged("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").flatMap { table in
      let raw = table == "quarantine" ? ", hex(raw)" : ""
      return try staged("SELECT '\(table)', *\(raw) FROM \(table) ORDER BY 2, 3")
    }
  }

  /// The failure of an extraction that must fail; nil when it did not.
  func refusal() -> Failure? {
    do {
      try extract()
      return nil
    } catch { return error as? Failure }
  }

  /// The answer of a query on the staging file: cells joined by bars, one line a row.
  func staged(_ sql: String) throws -> [String] {
    let store = try Store(stagingPath, .readOnly)
    defer { try? store.close() }
    return try store.use { try $0.rows(sql) }.map { $0.map(\.display).joined(separator: "|") }
  }

  /// line, column, rule and reason of every quarantined record.
  var quarantine: [String] {
    get throws { try staged("SELECT line_no, column_name, rule, reason FROM quarantine ORDER BY line_no") }
  }

  /// Names of all files under a folder of the scene, for looking at what is left behind.
  func files(_ name: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder + "/" + name)?.allObjects as? [String] ?? [])
      .filter { !$0.isEmpty && FileManager.default.isFile(folder + "/" + name + "/" + $0) }.sorted()
  }
}

extension FileManager {
  func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }
}

/// One gzip member.
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  deflateInit2_(
    &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  var (input, output) = (bytes, [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 64))
  let produced = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      deflate(&stream, Z_FINISH)
      return output.count - Int(stream.avail_out)
    }
  }
  deflateEnd(&stream)
  return Array(output.prefix(produced))
}

/// Runs a program with text on its standard input; what it printed.
func shell(_ program: String, _ arguments: [String]) throws -> [UInt8] {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return Array(data)
}

/// Text in another encoding, by Python's own codecs.
func encoded(_ text: String, _ encoding: String) throws -> [UInt8] {
  let hex = Array(text.utf8).map { String(format: "%02x", $0) }.joined()
  let code = "import sys; sys.stdout.buffer.write(bytes.fromhex('\(hex)').decode('utf-8').encode('\(encoding)'))"
  return try shell("python3", ["-c", code])
}

extension FilePattern {
  static func named(_ stem: String, _ suffix: String) -> FilePattern {
    FilePattern(stem: stem, dateForm: .compact, suffix: suffix)
  }
}
