import MartCore

/// A campaign for spending by card: what is bought, under which brand, with which partner, from month to month of 2024.
struct SpendCampaign: Sendable {
  let code: String
  let scene: String
  /// First and last month.
  let months: ClosedRange<Int>

  static let all: [SpendCampaign] = table.map { SpendCampaign(code: $0.0, scene: $0.1, months: $0.2...$0.3) }

  /// Scenes in the order in which they are planted, with the categories of what is bought.
  static let scenes: [(scene: String, categories: [String])] = [
    ("GROCERY", ["5411", "5499", "5331"]), ("DINING", ["5812", "5814"]), ("TRADEIN", ["5732", "5722"]),
    ("CINEMA", ["7832"]), ("TRAVEL", ["4511", "7011", "4722"]), ("COUNTY", ["5411", "5311", "5541"]),
    ("NEV", ["5511", "7538"]), ("HOME_CAR", ["5712", "5200"]),
  ]

  private static let table: [(String, String, Int, Int)] = [
    ("XFJ-SAMS", "GROCERY", 1, 6), ("XFJ-DINGDONG", "GROCERY", 4, 9), ("XFJ-JDDJ", "GROCERY", 1, 9),
    ("HM-MEITUAN", "DINING", 1, 9), ("XFJ-HOTPOT", "DINING", 5, 9), ("XFJ-KOREATOWN", "DINING", 3, 9),
    ("XFJ-JD-HOME", "TRADEIN", 1, 9), ("XFJ-PHONE", "TRADEIN", 4, 9), ("GY-CINEMA", "CINEMA", 1, 9),
    ("HM-UNIONPAY", "TRAVEL", 1, 9), ("XFJ-DOUYIN", "TRAVEL", 3, 9), ("HM-COUNTY", "COUNTY", 1, 9),
    ("XFJ-CHONGQING", "COUNTY", 9, 9), ("XFJ-NEV", "NEV", 1, 9), ("XFJ-HOMECAR", "HOME_CAR", 1, 9),
  ]
}
