import Foundation
import MartCore

/// `retention.yaml`: how long what is kept, on which ground, and who may not be erased.
public struct Retention: Sendable {
  /// What a home keeps, each in a place of its own.
  public enum Place: String, Sendable, CaseIterable {
    case landing, archive, quarantine, vault, generations, ledger, outbox
  }

  /// How long one place keeps.
  public struct Period: Sendable {
    public var place: String
    /// Days after the business date; nil: as long as the home.
    public var days: Int64?
    public var basis: String
    /// Why nothing goes for now, such as a dispute; nil: nothing holds it.
    public var hold: String?
    public var location: FileLocation
  }

  /// A ground on which the law wants a person kept.
  public struct LegalHold: Sendable {
    public var id: String
    public var because: String
    public var basis: String
    /// A query over the mart whose first column is the person.
    public var sql: String
    public var location: FileLocation
  }

  public var periods: [Period] = []
  public var holds: [LegalHold] = []
  /// A query over the mart whose first column is a person who asked to be erased.
  public var requested: String?
  public var location: FileLocation

  public func period(_ place: Place) -> Period? { periods.first { $0.place == place.rawValue } }

  /// Reads the pipeline's file; nil where it has none.
  /// - Throws: `Findings`.
  public static func load(folder: String) throws -> Retention? {
    let file = "\(folder)/retention.yaml"
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    var reading = Reading("retention")
    let contract = contractText(file, &reading).flatMap { text in
      shape.contract(text, file: file, blank: { Retention(location: $0) }, &reading)
    }
    guard reading.findings.isEmpty, let contract else { throw Findings(reading.findings) }
    return contract.value
  }
}

extension Retention {
  static let shape = Shape<Retention>(
    "Retention", "`retention.yaml`: how long what is kept, on which ground, and who may not be erased.",
    [
      .required(
        "keep", .named(Period.shape, "periods", Period.blank), \.periods, "By place of the home.",
        "{ archive: { days: 1825, basis: the law of the post } }"),
      .optional(
        "holds", .named(LegalHold.shape, "grounds", LegalHold.blank), \.holds, else: "none",
        "Grounds on which a person is kept.", "{ open_claim: { because: …, basis: …, sql: SELECT sender_id FROM … } }"),
      .optional(
        "requested", .sql, \.requested, "Who asked to be erased: a query whose first column is the person.",
        "SELECT sender_id FROM request"),
    ],
    finish: { retention, entry, reading in
      let places = Place.allCases.map(\.rawValue)
      for period in retention.periods where !places.contains(period.place) {
        reading.note(
          "'\(period.place)' is no place of a home", "place", at: period.location,
          remedy: didYouMean(period.place, in: places, otherwise: "the places are \(places.joined(separator: ", "))"))
      }
    })
}

extension Retention.Period {
  static func blank(name: String, place: FileLocation) -> Self {
    Self(place: name, days: nil, basis: "", hold: nil, location: place)
  }

  static let shape = Shape<Retention.Period>(
    "Period", "How long one place keeps.",
    [
      .optional("days", .whole(1), \.days, "Days after the business date; left out: as long as the home.", "1825"),
      .required("basis", .text, \.basis, "The law or rule that says so.", "the law of the post, art. 7"),
      .optional("hold", .text, \.hold, "Why nothing goes for now.", "dispute 2024-17"),
    ])
}

extension Retention.LegalHold {
  static func blank(name: String, place: FileLocation) -> Self {
    Self(id: name, because: "", basis: "", sql: "", location: place)
  }

  static let shape = Shape<Retention.LegalHold>(
    "Ground", "A ground on which the law wants a person kept.",
    [
      .required("because", .text, \.because, "The reason, for the person.", "a claim is open"),
      .required("basis", .text, \.basis, "The law.", "the law of the post, art. 9"),
      .required("sql", .sql, \.sql, "A query whose first column is the person.", "SELECT sender_id FROM claim"),
    ])
}
