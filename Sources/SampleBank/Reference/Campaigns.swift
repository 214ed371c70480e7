/// Campaigns of the smart brain with what they offer.
enum TouchCampaign {
  static let all: [(code: String, offers: [String])] = [
    ("AUM24", ["OF-DEP01", "OF-WMP01", "OF-WMP02"]), ("TTY24", ["OF-TTY01"]), ("PEN24", ["OF-PEN01", "OF-PEN02"]),
    ("LOAN24", ["OF-CRE01"]), ("CARD24", ["OF-CAR01", "OF-CAR02"]), ("INS24", ["OF-INS01"]),
  ]
  /// Campaigns that staff run by hand.
  static let manual = ("DESK24", "OF-DEP01")

  /// Every campaign, and everything that is offered.
  static let codes = all.map(\.code) + [manual.0]
  static let offers = all.flatMap(\.offers)
}
