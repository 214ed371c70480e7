import MartCore

/// Makes the products: as many of each kind as a large bank's shelf, grown down a hundred times.
struct ProductCatalogue {
  let calendar: DeliveryCalendar
  private var random: SeededRandom
  private var products: [WealthProduct] = []

  static let bundle = "TTY"
  static let newIndex = "A500"
  /// The day on which funds on the new index were first offered.
  private var indexDay: BusinessDate { calendar.asOf - 6 }

  init(calendar: DeliveryCalendar, seed: UInt64) {
    self.calendar = calendar
    random = SeededRandom(seed: seed, "products of the wealth system")
  }

  /// By code. On the as-of day 240 of 310 are offered, 96 of them for a yuan or less.
  mutating func build() -> [WealthProduct] {
    add(140, .wmp, ended: 45, cheap: 28, recent: 12)
    add(30, .mmf, ended: 2, cheap: 28, recent: 0)
    add(75, .fund, ended: 10, cheap: 40, recent: 3)
    add(25, .bond, ended: 10, cheap: 0, recent: 5)
    add(5, .metal, ended: 0, cheap: 0, recent: 0)
    add(35, .insurance, ended: 3, cheap: 0, recent: 0)
    return products
  }

  /// - ended: those no longer offered at the end.   - cheap: offered ones for a yuan or less.
  /// - recent: those first offered within the story, the last ones.
  private mutating func add(_ count: Int, _ kind: AssetKind, ended: Int, cheap: Int, recent: Int) {
    for place in 0..<count {
      let isRecent = place >= count - recent
      var product = product(kind, place, isRecent: isRecent)
      let isEnded = !isRecent && place >= count - recent - ended
      if isEnded { product.ended = end(kind) }
      let isCheap = !isEnded && !isRecent && place >= count - recent - ended - cheap || isRecent && kind == .fund
      product.minimum =
        isCheap && !isBeyond(place, count, recent, ended, cheap, kind) ? random.pick([1, 100]) : minimum(kind)
      products.append(product)
    }
  }

  /// Recent funds are cheap as well, so that many fewer of the others are.
  private func isBeyond(_ place: Int, _ count: Int, _ recent: Int, _ ended: Int, _ cheap: Int, _ kind: AssetKind)
    -> Bool
  {
    let first = count - recent - ended - cheap
    return kind == .fund && place >= first && place < first + recent
  }

  private mutating func product(_ kind: AssetKind, _ place: Int, isRecent: Bool) -> WealthProduct {
    let shape = shape(kind, place)
    let first =
      isRecent ? recentDay(kind) : random.day(from: calendar.storyOpening - 2_500, through: calendar.storyOpening - 60)
    let isFund = kind == .fund
    return WealthProduct(
      code: shape.prefix + String(1_001 + place), name: "\(shape.name)\(place + 1)号", kind: kind,
      assetClass: isFund && isRecent ? "INDEX" : shape.assetClass, risk: shape.risk,
      bundle: kind == .mmf && place < 5 ? Self.bundle : nil,
      index: isFund && isRecent ? Self.newIndex : isFund && shape.assetClass == "INDEX" ? "CSI300" : nil,
      partner: partner(kind, place), firstOffer: first, minimum: 0, isForPensions: isFund && place < 12,
      settleModes: kind == .mmf ? "T0/T05/T1" : kind == .wmp && place % 3 == 0 ? "T05/T1" : "T1",
      start: shape.start, growth: shape.growth)
  }

  private func partner(_ kind: AssetKind, _ place: Int) -> Int {
    guard kind == .wmp, place < 9 else { return place % Partner.strong }
    return place < 6 ? Partner.weak : Partner.weakest
  }

  private func recentDay(_ kind: AssetKind) -> BusinessDate {
    kind == .fund ? indexDay : calendar.storyOpening + 20 + products.count * 7 % 300
  }

  /// Fixed terms mature, the rest is closed to new buyers.
  private mutating func end(_ kind: AssetKind) -> (on: BusinessDate, status: String) {
    let status = kind == .bond || kind == .wmp && random.chance(1, in: 2) ? "MATURED" : "CLOSED"
    return (random.day(from: calendar.storyOpening - 300, through: calendar.asOf - 1), status)
  }

  private mutating func minimum(_ kind: AssetKind) -> Int {
    switch kind {
    case .wmp: random.pick([100_000, 1_000_000])
    case .insurance: random.pick([100_000, 500_000])
    case .bond, .mmf: 10_000
    default: random.pick([1_000, 10_000])
    }
  }

  private typealias Shape = (prefix: String, name: String, assetClass: String, risk: Int, start: Int, growth: Int)

  private mutating func shape(_ kind: AssetKind, _ place: Int) -> Shape {
    switch kind {
    case .mmf: return ("MM", "天天货币", "CASH", 1, 10_000, 0)
    case .bond: return ("BD", "储蓄国债", "GOVBOND", 1, random.number(in: 10_000...10_600), 240)
    case .metal: return ("ME", "积存金", "GOLD", 3, random.number(in: 44_000...47_000), 2_600)
    case .insurance: return ("IN", "代理保险", "INSURANCE", 2, 10_000, 0)
    case .fund where place < 30: return ("FD", "稳健债券基金", "BOND_FUND", 2, random.number(in: 9_800...13_000), 320)
    case .fund where place < 60: return ("FD", "成长股票基金", "EQUITY", 4, random.number(in: 6_000...24_000), 700)
    case .fund: return ("FD", "宽基指数基金", "INDEX", 4, random.number(in: 8_000...15_000), 500)
    default: return ("WM", "固收理财", "WMP", place % 4 == 0 ? 3 : 2, random.number(in: 10_000...11_800), 290)
    }
  }
}
