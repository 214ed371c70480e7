import Foundation
import MartCore

/// `policy.yaml`: which acts of an operator need a second person (双人复核).
public struct Policy: Sendable {
  /// What an operator may do that moves what is published, or what is kept.
  public enum Act: String, Sendable, CaseIterable {
    case acceptDrop = "accept-drop"
    case allowMissing = "allow-missing"
    case acceptMerges = "accept-merges"
    case replay, rollback, erase, waiver
  }

  /// Acts that another user of the operating system has to approve; none where there is no file.
  public var secondPerson: [Act] = []
  /// Days for which an approval holds.
  public var validDays: Int64 = 1
  public var location: FileLocation

  public func needsTwo(_ act: Act) -> Bool { secondPerson.contains(act) }

  /// Reads the pipeline's file; without one, one person is enough for everything.
  /// - Throws: `Findings`.
  public static func load(folder: String) throws -> Policy {
    let file = "\(folder)/policy.yaml"
    guard FileManager.default.fileExists(atPath: file) else { return Policy(location: FileLocation(file: file)) }
    var reading = Reading("policy")
    let contract = contractText(file, &reading).flatMap { text in
      shape.contract(text, file: file, blank: { Policy(location: $0) }, &reading)
    }
    guard reading.findings.isEmpty, let contract else { throw Findings(reading.findings) }
    return contract.value
  }

  static let shape = Shape<Policy>(
    "Policy", "`policy.yaml`: acts for which one person is not enough.",
    [
      .required(
        "second_person", .list(of: .choice(), "acts"), \.secondPerson,
        "Acts that another user of the operating system has to approve: \(Act.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")).",
        "[accept-drop, rollback]"),
      .optional(
        "valid_days", .whole(1), \.validDays, else: "1", "Days for which an approval holds; a waiver's as long as it.",
        "1"),
    ])
}
