/// How busy the channels are.
extension Calibration {
  /// Touches planned in a month.
  func touches(inSeptember: Bool) -> Int { scaling.scaled(inSeptember ? 3_600 : 6_300) }
  /// Events of the channels in a month.
  func channelEvents(inSeptember: Bool) -> Int { scaling.scaled(inSeptember ? 60_000 : 32_000) }
  /// Persons who sign in to the mobile bank in the last month (K32).
  package var monthlyUsers: Int { scaling.scaled(26_100) }
  /// Persons served on two or more of the four platforms in the period (K36).
  var servedOnSeveral: Int { scaling.scaled(6_204) }
  /// Appointments booked, kept and served in the period (K37).
  var appointments: (booked: Int, kept: Int, served: Int) {
    (scaling.scaled(2_400), scaling.scaled(2_040), scaling.scaled(1_998))
  }
}
