import Extraction
import Foundation
import MartCore
import MartStore

/// What extract leaves for transform, beside its staging databases: `staging/DATE/night.json`.
struct StagedNight: Codable {
  /// A delivery that stands in a staging database of its own.
  struct Staged: Codable {
    var feed: String
    var date: String
    var sequence: Int
    /// The control as it landed.
    var control = Data()
    /// Of the data file.
    var sha256 = ""

    var businessDate: BusinessDate? { BusinessDate(iso: date) }
  }

  /// An accepted delivery that came once more under this file name.
  struct Repeated: Codable {
    var deliveryID: Int64
    var file: String
    var sequence: Int
    var control = Data()
  }

  /// Rows of an earlier delivery that come out of the quarantine.
  struct Replayed: Codable {
    var feed: String
    var date: String
    var sequence: Int
    var rows: Int
  }

  /// A delivery that is not in the mart: an optional one that is absent or refused, or one that came again.
  struct Untaken: Codable {
    var feed: String
    var date: String
    var file: String
    var rule: String
    var message: String

    /// Nil for what was taken in.
    init?(_ arrival: Arrival) {
      guard [.stale, .refused, .repeated].contains(arrival.verdict) else { return nil }
      (feed, date, file) = (arrival.feed, arrival.businessDate.description, arrival.file)
      (rule, message) = (arrival.rule, arrival.message)
    }

    private var isRepeated: Bool { rule == "DL-03" }

    var finding: Finding {
      Finding(
        isRepeated
          ? "'\(feed)' of \(date) came again: \(message)" : "'\(feed)' of \(date) is not in the mart: \(message)",
        rule: rule, at: FileLocation(file: file),
        severity: .warning)
    }
  }

  /// A delivery that was extracted in whole although parts of it were there.
  struct InWhole: Codable {
    var feed: String
    var date: String
    var file: String
    var because: String

    init(_ delivery: LandedDelivery, because: String) {
      file = ((delivery.dataPath ?? "") as NSString).lastPathComponent
      (feed, date) = (delivery.feed, delivery.businessDate.description)
      self.because = because
    }

    var finding: Finding {
      Finding(
        "'\(feed)' of \(date) was extracted in whole, not from its parts: \(because)", rule: "parts.unused",
        at: FileLocation(file: file), severity: .warning,
        remedy:
          "nothing is lost; run mart-extract --feed \(feed) --part I/N for every I before the night, if time is short")
    }
  }

  /// An output that its user got otherwise than it was sent.
  struct Dispute: Codable {
    var file: String
    var message: String

    /// Nil where the user has what was sent.
    init?(_ acknowledged: Acknowledged) {
      guard acknowledged.verdict != .agrees else { return nil }
      (file, message) = (acknowledged.file, acknowledged.note)
    }

    var finding: Finding {
      Finding(
        message, rule: "acknowledgement", at: FileLocation(file: file), severity: .warning,
        remedy: "`mart outputs` shows what was sent; ask the user before he works with the file")
    }
  }

  var date: String
  /// The published generation that it follows; 0 before the first.
  var follows: Int64
  /// What its rows were made by, as the next stage must find it again.
  var basis: String
  /// Its line in the ledger.
  var run: Int64
  var deliveries: [Staged] = []
  var repeated: [Repeated] = []
  var replayed: [Replayed] = []
  /// Feeds that brought nothing, or nothing that was accepted.
  var stale: [String] = []
  /// Of these, the ones that hold outputs back: no operator decided to do without them.
  var holding: [String] = []
  var untaken: [Untaken] = []
  var inWhole: [InWhole] = []
  /// What users acknowledged otherwise than it was sent to them.
  var disputes: [Dispute] = []
  /// What operators decided for this night and what users acknowledged, for the report.
  var notes: [String] = []
  var rows: Int64 = 0
  /// Business dates that had landed, ascending.
  var calendar: [String] = []

  static let name = "night.json"

  var businessDate: BusinessDate? { BusinessDate(iso: date) }
}

/// What transform leaves for emit, and emit for load, beside the candidate's tables: `night.json` of the candidate.
struct CandidateNight: Codable {
  var staged: StagedNight
  var label: String
  var number: Int64
  /// Deliveries that this night took in, ascending.
  var deliveries: [Int64]
  /// Under which name the archive has what people had decided.
  var decisions: String
  /// True where every table was made anew.
  var isFull: Bool
  /// The stage that ended last; nil while one writes into the candidate.
  var done: StageName?
}

/// Notes of one stage for the next, as JSON with mode 0600.
enum Handoff {
  static func write(_ note: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(note), as: UTF8.self)
    try Files.write(text + "\n", to: path + ".new", mode: 0o600)
    try Files.rename(path + ".new", to: path)
  }

  /// Nil where there is none.
  /// - Throws: `Failure` where it is none of ours.
  static func read<Note: Decodable>(_ type: Note.Type, from path: String, by stage: StageName) throws -> Note? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    do { return try JSONDecoder().decode(type, from: data) } catch {
      throw Failure(
        .refused, "what \(stage.program) left cannot be read", at: FileLocation(file: path),
        remedy: "run \(stage.program) again")
    }
  }
}
