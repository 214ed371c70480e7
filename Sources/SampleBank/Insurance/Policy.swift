import MartCore

/// An insurance policy that the bank sold.
struct Policy: Sendable {
  let number: String
  let terms: PolicyDraft
  /// Where in `Bank.numbers` the WLTH number of whoever is insured is; nil where it is the holder.
  let insured: Int?
  /// Where in `Bank.products` the product is.
  let product: Int
  let cover: Int

  /// The last day on which it may be given back for nothing.
  var coolingOffTo: BusinessDate { terms.issuedOn + 15 }
}

/// Gives the planned policies numbers and products.
struct PolicyBuilder {
  let numbers: [CustomerNumber]
  let products: [WealthProduct]
  let drafts: [PolicyDraft]
  private var random: SeededRandom

  init(numbers: [CustomerNumber], products: [WealthProduct], drafts: [PolicyDraft], seed: UInt64) {
    self.numbers = numbers
    self.products = products
    self.drafts = drafts
    random = SeededRandom(seed: seed, "policies")
  }

  /// By the day they were issued.
  mutating func build() -> [Policy] {
    let customers = numbers.indices.filter { numbers[$0].source == .wealth }
    let shelf = products.indices.filter { products[$0].kind == .insurance }
    let order = drafts.indices.sorted { (drafts[$0].issuedOn, $0) < (drafts[$1].issuedOn, $1) }
    return order.enumerated().map { place, index in
      let terms = drafts[index]
      let times = terms.isRegular ? terms.payYears * random.number(in: 2...25) : random.number(in: 1...4)
      return Policy(
        number: "PL" + String(7_000_000 + place) + random.digits(5), terms: terms,
        insured: insured(terms, customers), product: product(terms.issuedOn, shelf), cover: terms.premium * times)
    }
  }

  /// For three of ten policies someone else, whom the wealth system knew in time.
  private mutating func insured(_ terms: PolicyDraft, _ customers: [Int]) -> Int? {
    guard random.chance(3, in: 10) else { return nil }
    let other = random.pick(customers)
    return other != terms.holder && numbers[other].openedOn <= terms.issuedOn ? other : nil
  }

  /// One that was offered on the day.
  private mutating func product(_ day: BusinessDate, _ shelf: [Int]) -> Int {
    let offered = shelf.filter { index in
      products[index].firstOffer <= day && products[index].ended.map { $0.on > day } ?? true
    }
    return offered.isEmpty ? shelf.min { products[$0].firstOffer < products[$1].firstOffer } ?? 0 : random.pick(offered)
  }
}
