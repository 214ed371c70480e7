import MartCore

/// Something that a user of the wealth community did.
struct CommunityEvent: DayEvent, Sendable {
  /// Which user; the name on the community follows from it.
  @Packed<UInt32> var user: Int
  /// Where in `Bank.numbers` the user's number is; nil for users who are no customers.
  @PackedPlace<UInt32> var number: Int?
  /// Which of the community's accounts.
  @Packed<UInt8> var account: Int
  let type: String
  let day: BusinessDate
  @Packed<UInt32> var second: Int
  var content: String?
  /// Where in `Bank.products` a product is that it is about.
  @PackedPlace<UInt16> var product: Int? = nil
  @Packed<UInt32> var sequence = 0
  @Packed<UInt8> var lateBy = 0
  var hasUnknownCode = false

  var id: String { day.id("CM", sequence) }
  var accountCode: String { "ICBC-WEALTH-\(account + 1)" }
}

/// Names under which users are known in the community.
enum CommunityUser {
  static func id(of user: Int, seed: UInt64) -> String {
    var random = SeededRandom(seed: seed, "community user", user)
    let letters = Array("abcdefghjkmnpqrstuvwxyz")
    return "wx_" + String((0..<16).map { _ in letters[random.below(letters.count)] })
  }
}

/// Builds the community, so that so many persons follow it, once followed it, and read its research.
struct CommunityBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let products: [WealthProduct]
  private var random: SeededRandom
  private var members: [Int]
  private var users = 0
  private var events: [CommunityEvent] = []
  private static let accounts = 8

  private var launch: BusinessDate { calendar.storyOpening - 300 }

  init(
    calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], relations: Relations,
    products: [WealthProduct], seed: UInt64
  ) {
    self.calibration = calibration
    self.calendar = calendar
    self.products = products
    random = SeededRandom(seed: seed, "community")
    let (launch, asOf) = (calendar.storyOpening - 300, calendar.asOf)
    members = relations.persons.compactMap { person in
      [Source.mobile, .core].compactMap { relations.number($0, of: person) }.first {
        numbers[$0].openedOn <= launch && numbers[$0].isActive(on: launch) && numbers[$0].isActive(on: asOf)
      }
    }
    random.shuffle(&members)
    members = Array(members.prefix(calibration.everFollowers))
  }

  /// In order of day.
  mutating func build() -> [CommunityEvent] {
    let followers = members.prefix(calibration.followers)
    var accounts = followers.map { _ in 1 }
    for place in 0..<(followers.isEmpty ? 0 : calibration.followPairs - calibration.strangers - followers.count) {
      accounts[place * 7 % followers.count] += 1
    }
    for (member, count) in zip(followers, accounts) { follow(member, count) }
    for member in members.dropFirst(followers.count) { leave(member) }
    for _ in 0..<calibration.strangers { follow(nil, 1) }
    readResearch()
    browse()
    let order = events.indices.sorted {
      (events[$0].day, events[$0].second, $0) < (events[$1].day, events[$1].second, $1)
    }
    events = order.map { events[$0] }
    events.number()
    return events
  }

  /// Most follow since before the story.
  private mutating func followDay() -> BusinessDate {
    random.chance(7, in: 10)
      ? random.day(from: launch, through: calendar.storyOpening)
      : random.day(from: calendar.storyOpening + 1, through: calendar.asOf)
  }

  /// Follows accounts, the last of them sometimes as a second user; one in ten leaves and comes back.
  private mutating func follow(_ member: Int?, _ count: Int) {
    let first = random.below(Self.accounts)
    var user = newUser()
    for place in 0..<count {
      if place > 0, place == count - 1, random.chance(1, in: 8) { user = newUser() }
      let account = (first + place) % Self.accounts
      let day = followDay()
      add(user, member, account, "FOLLOW", on: day, second: 30_000)
      guard random.chance(1, in: 10), day + 2 < calendar.asOf else { continue }
      let gone = random.day(from: day + 1, through: calendar.asOf - 1)
      add(user, member, account, "UNFOLLOW", on: gone, second: 40_000)
      add(user, member, account, "FOLLOW", on: random.day(from: gone + 1, through: calendar.asOf), second: 50_000)
    }
  }

  private mutating func leave(_ member: Int) {
    let (user, account) = (newUser(), random.below(Self.accounts))
    let day = min(followDay(), calendar.asOf - 1)
    add(user, member, account, "FOLLOW", on: day, second: 30_000)
    add(user, member, account, "UNFOLLOW", on: random.day(from: day + 1, through: calendar.asOf), second: 40_000)
  }

  private mutating func newUser() -> Int {
    defer { users += 1 }
    return users
  }

  /// Readers of research in the period; nobody else reads it then.
  private mutating func readResearch() {
    guard !members.isEmpty else { return }
    let step = 1 + members.count / 3
    for place in 0..<calibration.researchReaders {
      let member = members[(place + step) % members.count]
      for _ in 0..<(random.chance(1, in: 3) ? 2 : 1) {
        let day = random.day(from: calendar.periodFrom, through: calendar.asOf)
        act(user: users + (place + step) % members.count, member, "READ", "RESEARCH", on: day)
      }
    }
  }

  /// Whatever else is read, liked, written and asked.
  private mutating func browse() {
    guard !members.isEmpty else { return }
    browse(
      calibration.communityActs.earlier, launch...calendar.storyOpening, ["RESEARCH", "PRODUCT", "EDUCATION", "LIVE"])
    var month = calendar.storyOpening + 1
    while month < calendar.asOf {
      browse(calibration.communityActs.monthly, month...month.monthEnd, ["PRODUCT", "EDUCATION", "LIVE"])
      month = month.monthEnd + 1
    }
  }

  private mutating func browse(_ count: Int, _ days: ClosedRange<BusinessDate>, _ contents: [String]) {
    for _ in 0..<count {
      let place = random.below(members.count)
      let type = random.weighted([("READ", 70), ("LIKE", 20), ("POST", 4), ("ASK", 6)])
      let day = random.day(from: days.lowerBound, through: days.upperBound)
      act(user: users + place, members[place], type, random.pick(contents), on: day)
    }
  }

  /// Readers need not be followers; they come as users of their own.
  private mutating func act(user: Int, _ member: Int, _ type: String, _ content: String, on day: BusinessDate) {
    add(user, member, random.below(Self.accounts), type, on: day, second: random.number(in: 25_000...84_000))
    events[events.count - 1].content = content
    if content == "PRODUCT", !products.isEmpty {
      let place = random.below(products.count)
      if products[place].firstOffer <= calendar.storyOpening { events[events.count - 1].product = place }
    }
  }

  private mutating func add(
    _ user: Int, _ member: Int?, _ account: Int, _ type: String, on day: BusinessDate, second: Int
  ) {
    events.append(CommunityEvent(user: user, number: member, account: account, type: type, day: day, second: second))
  }
}
