import Contracts
import Extraction
import Foundation
import MartCore
import MartStore
import MartTesting

/// A good delivery of the committed small bank, and what extraction makes of it when it has been changed.
final class Mutant {
  let feed: Feed
  let pipeline: Pipeline
  private let date: BusinessDate
  private let good: [UInt8]
  private let control: String
  private let home: ScratchHome

  /// The smallest delivery of the feed with some rows.
  init(_ feed: Feed, _ pipeline: Pipeline) throws {
    (self.feed, self.pipeline) = (feed, pipeline)
    let landing = Program.repository + "/SampleData/landing/"
    let dates = ["2024-09-30", "2024-09-29", "2024-08-31", "2023-12-31"].compactMap { BusinessDate(iso: $0) }
    var best: (date: BusinessDate, content: [UInt8])?
    for date in dates {
      guard let packed = FileManager.default.contents(atPath: landing + feed.file.dataName(date)) else { continue }
      let path = landing + feed.file.dataName(date)
      let content = feed.file.isGzip ? try shell("gzip", ["-dc", path]) : Array(packed)
      let lines = content.count { $0 == 0x0A }
      if lines > 8, best.map({ content.count < $0.content.count }) ?? true { best = (date, content) }
    }
    date = best?.date ?? dates[0]
    good = best?.content ?? []
    let name = feed.file.controlName(date, form: feed.control.form)
    control = String(decoding: FileManager.default.contents(atPath: landing + name) ?? Data(), as: UTF8.self)
    home = try ScratchHome()
    try FileManager.default.createDirectory(atPath: home.file("landing"), withIntermediateDirectories: true)
  }

  var isEmpty: Bool { good.isEmpty }

  /// What is wrong with what was taken in of the changed file; nil where nothing is, or where it was refused.
  ///
  /// - Throws: whatever extraction throws that is no refusal.
  func judge(seed: UInt64) throws -> (outcome: String, trouble: String?) {
    var chance = Chance(seed)
    var content = good
    for _ in 0...chance.below(3) {
      Mutation.allCases[chance.below(Mutation.allCases.count)].change(
        &content, separator: feed.format.kind == .separated ? feed.format.separator : [], &chance)
    }
    var announced = control
    for _ in 0..<3 {
      do {
        let extracted = try extract(content, announced)
        return ("taken", try trouble(in: extracted))
      } catch let failure as Failure where failure.exit == .refused {
        // A file whose control agrees goes further: the source counts what it sends.
        let corrected = Agreement(feed, failure.what).corrected(announced, content)
        guard failure.rule == "DL-02", corrected.control != announced || corrected.content != content else {
          return (failure.rule, nil)
        }
        (announced, content) = corrected
      }
    }
    return ("DL-02", nil)
  }

  private var staging: String { home.file("staging/\(feed.name).sqlite") }

  private func extract(_ content: [UInt8], _ control: String) throws -> Extracted {
    let (data, said) = (
      home.file("landing/" + feed.file.dataName(date)),
      home.file("landing/" + feed.file.controlName(date, form: feed.control.form))
    )
    try Data(feed.file.isGzip ? gzipped(content) : content).write(to: URL(fileURLWithPath: data))
    try Data(control.utf8).write(to: URL(fileURLWithPath: said))
    return try Extraction.extract(
      LandedDelivery(feed: feed.name, businessDate: date, sequence: 1, dataPath: data, controlPath: said), feed: feed,
      pipeline: pipeline,
      context: ExtractionContext(
        windowFrom: date - 29, staging: staging, archive: home.file("archive"), tokenizer: Tokenizer(key: [1, 2, 3])))
  }

  private func trouble(in extracted: Extracted) throws -> String? {
    for total in extracted.totals
    where total.announced != total.accepted + total.quarantined + total.repeated { return "\(total)" }
    let store = try Store(staging, .readOnly)
    defer { try? store.close() }
    return try store.use { session in
      for (what, query) in Promise(feed, pipeline).queries(extracted) {
        let count: Int64?
        do { count = try session.int(query) } catch { throw Failure(.internal, "\(query): \(error)", remedy: "") }
        if count != 0 { return "\(feed.name): \(what) \(count ?? -1) times" }
      }
      return nil
    }
  }
}

/// Brings control and trailer to what a refusal says that was found.
private struct Agreement {
  private let feed: Feed
  private var found: [String: Int64] = [:]

  init(_ feed: Feed, _ message: String) {
    self.feed = feed
    for match in message.matches(of: /([a-z_0-9]+): announced [-0-9,]+, found ([-0-9,]+)/) {
      found[String(match.output.1)] = Int64(match.output.2.replacing(",", with: ""))
    }
  }

  func corrected(_ control: String, _ content: [UInt8]) -> (control: String, content: [UInt8]) {
    guard !found.isEmpty else { return (control, content) }
    var text = control
    switch feed.control.form {
    case .lines:
      for (measure, value) in found {
        let key = measure == "rows" ? "rows" : "total.\(measure)"
        let spelled = spelled(value, measure)
        text =
          text.split(separator: "\n").map { $0.hasPrefix(key + "=") ? "\(key)=\(spelled)" : String($0) }
          .joined(separator: "\n") + "\n"
      }
    case .oneline:
      var parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      if let rows = found["rows"], parts.count > 3 { parts[2] = String(rows) }
      if let first = feed.control.totals.first, let value = found[first.name], parts.count > 3 {
        parts[3] = spelled(value, first.name)
      }
      text = parts.joined(separator: "|")
    case .envelope: break
    }
    return (text, feed.format.trailer == .none ? content : withTrailer(content))
  }

  private func spelled(_ value: Int64, _ measure: String) -> String {
    guard feed.format.money == .decimal, feed.control.totals.first(where: { $0.name == measure })?.isMoney ?? false
    else { return String(value) }
    let digits = String(value.magnitude)
    let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    return (value < 0 ? "-" : "") + padded.dropLast(2) + "." + padded.suffix(2)
  }

  /// The last line that begins with TRL says what was found.
  private func withTrailer(_ content: [UInt8]) -> [UInt8] {
    var lines = content.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    guard let place = lines.lastIndex(where: { $0.starts(with: Array("TRL".utf8)) }) else { return content }
    let names = ["rows"] + feed.control.totals.map(\.name)
    if feed.format.kind == .fixed {
      var start = 3
      for (index, name) in names.enumerated() {
        let width = index == 0 ? 12 : 19
        guard start + width <= lines[place].count else { return content }
        if let value = found[name] {
          let digits = String(value.magnitude)
          let sign = value < 0 ? "-" : ""
          let zeros = String(repeating: "0", count: max(0, width - digits.count - sign.count))
          lines[place].replaceSubrange(start..<start + width, with: Array((sign + zeros + digits).utf8))
        }
        start += width
      }
    } else {
      var parts = String(decoding: lines[place], as: UTF8.self).components(separatedBy: "|+|")
      for (index, name) in names.enumerated() where index + 1 < parts.count {
        if let value = found[name] { parts[index + 1] = spelled(value, name) }
      }
      lines[place] = Array(parts.joined(separator: "|+|").utf8)
    }
    return Array(lines.joined(separator: [0x0A]))
  }
}
