import MartCore

/// The risk that a wealth customer may take, by the bank's assessment.
struct InvestorRisk {
  /// 1 to 5.
  let level: Int
  let validTo: BusinessDate

  /// - index: where in `Bank.numbers` the WLTH number is.
  init(of index: Int, seed: UInt64, _ calendar: DeliveryCalendar) {
    var random = SeededRandom(seed: seed, "investor risk", index)
    level = random.weighted([(1, 10), (2, 25), (3, 35), (4, 20), (5, 10)])
    validTo = random.day(from: calendar.asOf + 20, through: calendar.asOf + 700)
  }

  init(level: Int, validTo: BusinessDate) { (self.level, self.validTo) = (level, validTo) }
}

extension Bank {
  /// - number: where in `numbers` the WLTH number is.
  func investorRisk(of number: Int) -> InvestorRisk {
    assessments[number] ?? InvestorRisk(of: number, seed: options.seed, calendar)
  }
}

/// The device on which a customer uses the mobile bank.
enum Device {
  private static let letters = Array("ABCDEFGHJKLMNPQR".utf8)

  /// - index: where in `Bank.numbers` the MOBI number is.
  static func id(of index: Int, seed: UInt64) -> String {
    var random = SeededRandom(seed: seed, "device", index)
    return String(unsafeUninitializedCapacity: 23) { bytes in
      _ = bytes.update(fromContentsOf: "DV-".utf8)
      for place in 3..<23 { bytes[place] = letters[random.below(letters.count)] }
      return 23
    }
  }
}
