import MartCore

/// Builds the events of the channels, so that so many persons use the mobile bank in the last month, are served
/// on several platforms, and keep their appointments.
struct ChannelEventBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  let relations: Relations
  private let season: Season?
  private var random: SeededRandom
  private var events: Roll<ChannelEvent>
  /// Places of MOBI numbers, and of those whose holders sign in during the last month.
  private var users: [Int] = []
  private var recent: [Int] = []
  /// Persons who come to a counter at all: to several platforms, or to one.
  private var several: [Int] = []
  private var single: [Int] = []

  private static let platforms = ["GMT", "WDT", "YXT", "REM"]

  /// - scratch: see `BankOptions.scratch`.
  init(
    calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], relations: Relations,
    season: Season?, seed: UInt64, scratch: String
  ) {
    events = Roll(in: scratch)
    self.season = season
    self.calibration = calibration
    self.calendar = calendar
    self.numbers = numbers
    self.relations = relations
    random = SeededRandom(seed: seed, "channel events")
  }

  /// In order of day; those after the opening.
  mutating func build() -> Roll<ChannelEvent> {
    choosePersons()
    let first = calendar.opening < calendar.base ? calendar.opening + 1 : calendar.periodFrom
    let months = (first...calendar.asOf).months
    for person in several { serve(person) }
    appoint()
    signInRecently()
    for month in months { fill(month) }
    sort()
    return events
  }

  private mutating func choosePersons() {
    users = numbers.indices.filter { numbers[$0].source == .mobile }
    recent = users.filter { numbers[$0].isActive(on: calendar.asOf) && numbers[$0].openedOn <= calendar.asOf - 2 }
    random.shuffle(&recent)
    recent = Array(recent.prefix(calibration.monthlyUsers))
    var persons = relations.persons.filter { person in
      guard let core = relations.number(.core, of: person), relations.isCustomer[person] else { return false }
      return numbers[core].isActive(on: calendar.periodFrom)
    }
    random.shuffle(&persons)
    several = Array(persons.prefix(calibration.servedOnSeveral))
    single = Array(persons.dropFirst(several.count))
  }

  private mutating func add(
    _ number: Int?, _ channel: String, _ type: String, on day: BusinessDate, second: Int? = nil,
    _ fill: (inout ChannelEvent, inout SeededRandom) -> Void = { _, _ in }
  ) {
    let isStaffed = Self.platforms.contains(channel)
    let second = second ?? (isStaffed ? random.number(in: 32_400...61_000) : random.number(in: 20_000...86_000))
    var event = ChannelEvent(number: number, channel: channel, type: type, day: day, second: second)
    if isStaffed {
      event.setStaff(random.below(20_000), branch: number.map { numbers[$0].branchPlace })
    }
    if channel == "MOB" {
      let isNew = day > calendar.asOf - 25 && random.chance(4, in: 100)
      event.version = isNew ? random.pick(["10.0.0", "10.0.1"]) : random.pick(["9.0.2", "9.0.5", "9.1.0", "9.1.2"])
    }
    fill(&event, &random)
    events.append(event)
  }

  /// One event on each of two or three platforms in the period.
  private mutating func serve(_ person: Int) {
    var platforms = Self.platforms
    random.shuffle(&platforms)
    for platform in platforms.prefix(random.chance(1, in: 4) ? 3 : 2) {
      let day = random.day(from: calendar.periodFrom, through: calendar.asOf)
      add(relations.number(.core, of: person), platform, random.pick(["SERVICE", "HANDOVER"]), on: day)
    }
  }

  /// Appointments of persons who come to several platforms: booked, kept, served.
  private mutating func appoint() {
    let (booked, kept, served) = calibration.appointments
    guard !several.isEmpty else { return }
    for index in 0..<booked {
      let core = relations.number(.core, of: random.pick(several))
      let day = random.day(from: calendar.periodFrom, through: calendar.asOf - 4)
      let coming = day + random.number(in: 1...4)
      add(core, "WECHAT", "APPT_BOOK", on: day) { event, _ in event.setAppointment(index) }
      guard index < kept else {
        let end = index % 2 == 0 ? "APPT_CANCEL" : "APPT_NOSHOW"
        add(core, "WDT", end, on: coming, second: 62_000) { event, _ in event.setAppointment(index) }
        continue
      }
      add(core, "WDT", "APPT_ARRIVE", on: coming, second: 36_000) { event, _ in event.setAppointment(index) }
      guard index < served else { continue }
      add(core, "WDT", "APPT_SERVED", on: coming, second: 38_000) { event, _ in event.setAppointment(index) }
    }
  }

  private mutating func signInRecently() {
    for user in recent { signIn(user, in: calendar.asOf.monthStart...calendar.asOf) }
  }

  private mutating func signIn(_ user: Int, in days: ClosedRange<BusinessDate>) {
    let day = random.day(from: max(days.lowerBound, numbers[user].openedOn), through: days.upperBound)
    add(user, "MOB", "LOGIN", on: day)
  }

  /// What the month still lacks: mostly the mobile bank; in the last month by those alone who sign in.
  private mutating func fill(_ days: ClosedRange<BusinessDate>) {
    let isLast = days.upperBound == calendar.asOf
    let there = events.count { days.contains($0.day) }
    let pool = isLast ? recent : users
    guard !pool.isEmpty, !single.isEmpty else { return }
    for _ in 0..<max(0, calibration.channelEvents(inSeptember: isLast) - there) {
      let day = random.day(of: days, season)
      let user = random.pick(pool)
      switch random.below(100) {
      case 0..<45: if numbers[user].isActive(on: day) { add(user, "MOB", "LOGIN", on: day) }
      case 45..<80: if numbers[user].isActive(on: day) { use(user, on: day) }
      case 80..<84: add(nil, "MOB", "VIEW", on: day)
      case 84..<92: servedOnce(on: day)
      default: helpOneself(on: day)
      }
    }
  }

  private mutating func helpOneself(on day: BusinessDate) {
    guard let core = relations.number(.core, of: random.pick(single)), numbers[core].isActive(on: day) else { return }
    add(core, random.pick(["ATM", "CALL", "WECHAT"]), random.pick(["SERVICE", "VIEW", "TRANSFER"]), on: day)
  }

  private mutating func use(_ user: Int, on day: BusinessDate) {
    add(user, "MOB", random.pick(["VIEW", "VIEW", "TRANSFER", "PAY", "SERVICE"]), on: day) { event, random in
      event.module = random.pick(["WEALTH", "FINANCE", "SPEND", "SMART", "UX"])
      event.interaction = random.weighted([("CLASSIC", 84), ("DIALOG", 12), ("SPACE", 4)])
    }
  }

  /// Everyone else comes to one platform only, always the same.
  private mutating func servedOnce(on day: BusinessDate) {
    let person = random.pick(single)
    guard let core = relations.number(.core, of: person), numbers[core].isActive(on: day) else { return }
    add(core, Self.platforms[person % 4], "SERVICE", on: day)
  }

  private mutating func sort() {
    events = events.arranged { Int($0.day.dayNumber) }
    var last: (day: BusinessDate, sequence: Int)?
    events.revise { _, event in
      event.sequence = last?.day == event.day ? (last?.sequence ?? 0) + 1 : 1
      last = (event.day, event.sequence)
    }
  }
}
