import MartCore

/// A steward's written leave to publish for a while although a check of the pipeline fails: `waivers/*.yaml`.
public struct CheckWaiver: Sendable {
  public var checkID: String
  /// The last business date for which it holds; nil only where the file is wrong.
  public var until: BusinessDate?
  public var reason: String
  /// Who gives it.
  public var by: String
  public var location: FileLocation

  /// Who, until when and why, as meta_check and the ledger show it.
  public var text: String { "\(by), until \(until?.description ?? "?"): \(reason)" }

  static func blank(_ place: FileLocation) -> CheckWaiver {
    CheckWaiver(checkID: "", until: nil, reason: "", by: "", location: place)
  }

  static let shape = Shape<CheckWaiver>(
    "Waiver", "`waivers/**/*.yaml`: leave to publish for a while although a check fails.",
    [
      .required("check", .ruleId, \.checkID, "The check, one of `checks/`.", "parcels_add_up"),
      .required("until", .day, \.until, "The last business date for which it holds.", "\"2024-10-31\""),
      .required(
        "reason", .text, \.reason, "Why it may fail, and what is done about it.", "depot 7 counts again in October"),
      .required("by", .text, \.by, "Who gives it.", "anna, transport figures"),
    ])
}

/// Waivers of checks that there are not, or more than one of a check.
func waiverFindings(_ set: ContractSet) -> [Finding] {
  let checks = set.checks.map(\.value.id)
  var first: [String: FileLocation] = [:]
  return set.waivers.flatMap { contract -> [Finding] in
    let waiver = contract.value
    var found: [Finding] = []
    if !waiver.checkID.isEmpty, !checks.contains(waiver.checkID), !set.unread.contains("check") {
      found.append(
        Finding(
          "there is no check '\(waiver.checkID)'", rule: "waiver.check", at: contract.document.place("check"),
          remedy: didYouMean(
            waiver.checkID, in: checks,
            otherwise: "only checks of checks/ can be waived: conservation, keys and outputs never")))
    }
    if let earlier = first[waiver.checkID] {
      found.append(
        Finding(
          "'\(waiver.checkID)' is waived twice, first in \(earlier)", rule: "waiver.duplicate",
          at: contract.document.place("check"), remedy: "keep one of them"))
    }
    first[waiver.checkID] = contract.document.place("check")
    return found
  }
}
