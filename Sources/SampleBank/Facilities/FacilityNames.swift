/// Names and codes of facilities.
enum FacilityNames {
  /// Payment centres that everyone knows, by scene, with the code of their region.
  static let known: [(scene: String, name: String, region: String)] = [
    ("AIRPORT", "北京大兴国际机场支付服务中心", "110105"), ("AIRPORT", "杭州萧山国际机场支付服务中心", "330102"),
    ("AIRPORT", "深圳宝安国际机场支付服务中心", "440303"), ("SCENIC", "秦始皇兵马俑支付服务中心", "610102"),
    ("SCENIC", "大同云冈石窟支付服务中心", "140212"), ("SHOPPING", "哈尔滨中央大街支付服务中心", "230102"),
  ]
  /// Scenes of payment centres, in the order in which they are counted.
  static let centreScenes = ["AIRPORT", "SCENIC", "SHOPPING", "HOTEL", "OTHER"]

  static let languages = ["zh", "en", "ja", "ko", "fr", "de", "es", "ru", "ar"]
  static let currencies = [
    "USD", "HKD", "EUR", "JPY", "GBP", "AUD", "CAD", "CHF", "SGD", "NZD", "THB", "KRW", "MOP", "TWD", "MYR", "PHP",
    "IDR", "RUB", "SEK", "NOK", "DKK",
  ]

  /// A scene that no list knows.
  static let unknownScene = "KIOSK"

  /// How names read where no digits interrupt them.
  static let labels =
    Region.all.flatMap { region in FacilityKind.allCases.map { region.name + $0.suffix } } + known.map(\.name)

  static func scenes(of kind: FacilityKind) -> [(String, Int)] {
    switch kind {
    case .branch, .cashMachine:
      [("COMMUNITY", 58), ("COUNTY", 25), ("SHOPPING", 8), ("PENSION_PAYOUT", 6), ("OTHER", 3)]
    case .exchangeMachine: [("AIRPORT", 3), ("HOTEL", 3), ("SHOPPING", 2), ("SCENIC", 2)]
    case .agency: [("HOTEL", 4), ("AIRPORT", 2), ("RENTAL", 2), ("SHOPPING", 2), ("SCENIC", 2), ("TRANSPORT", 1)]
    case .centre: [("OTHER", 1)]
    case .merchant: [("DINING", 4), ("HOTEL", 3), ("TRANSPORT", 2), ("SCENIC", 2), ("SHOPPING", 3)]
    }
  }

  static func hours(of kind: FacilityKind) -> String {
    switch kind {
    case .branch: "0900-1700"
    case .cashMachine, .exchangeMachine: "24H"
    case .agency, .centre: "0800-2100"
    case .merchant: "1000-2200"
    }
  }
}
