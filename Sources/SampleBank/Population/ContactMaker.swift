import MartCore

/// Makes phones, addresses and branches.
struct ContactMaker {
  private let branches: Int
  private var phones: Set<String> = []

  init(branches: Int) {
    self.branches = branches
  }

  /// A mobile number that no one else has.
  mutating func phone(_ random: inout SeededRandom) -> String {
    let prefixes = [
      "134", "135", "136", "137", "139", "150", "151", "158", "159", "176", "177", "186", "188", "189", "199",
    ]
    while true {
      let number = random.pick(prefixes) + random.digits(8)
      if phones.insert(number).inserted { return number }
    }
  }

  /// An address in the region.
  func address(in region: Int, _ random: inout SeededRandom) -> String {
    let door = "\(random.number(in: 1...28))幢\(random.number(in: 1...33))0\(random.number(in: 1...8))室"
    return "\(Region.all[region].name)\(random.pick(Streets.names))\(random.number(in: 1...999))号\(door)"
  }

  /// The number of a branch in the region, or of any where the bank is too small to be there.
  func branch(in region: Int, _ random: inout SeededRandom) -> String {
    let regions = Region.all.count
    let local = (branches - region + regions - 1) / regions
    let index = local > 0 ? region + random.below(local) * regions : random.below(branches)
    return Self.branch(index)
  }

  /// `B` and five digits; the branch lies in region `index` modulo the number of regions.
  static func branch(_ index: Int) -> String { "B" + String(10_000 + index) }
}
