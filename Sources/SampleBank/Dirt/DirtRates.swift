/// How much ordinary dirt a feed holds, in rows of ten thousand.
///
/// - Source: part 8 of the domain description.
enum DirtRates {
  static let unreadable = 2
  static let unknownStrictCode = 1
  static let unknownOpenCode = 2
  static let repeated = 3
  static let late = 5
  /// No delivery may have more quarantined rows, so that none is stopped for them.
  static let quarantineCap = 19

  /// How many dirty rows each delivery gets, so that the rate holds over any run of deliveries.
  ///
  /// - rows: clean rows by delivery.   - Returns: dirty rows by delivery.
  static func counts(_ rate: Int, rows: [Int]) -> [Int] {
    var seen = 0
    return rows.map { count in
      let before = (seen * rate + 5_000) / 10_000
      seen += count
      return (seen * rate + 5_000) / 10_000 - before
    }
  }
}
