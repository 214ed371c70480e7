import MartCore

/// A complaint with its life.
struct Complaint: Sendable {
  /// Where in `Bank.numbers` the customer is; nil where nobody gave a name.
  let number: Int?
  let openedOn: BusinessDate
  /// Minute of the day on which it was opened.
  let minute: Int
  let channel: String
  let category: String
  let branch: String
  let severity: Int
  let isAssisted: Bool
  /// Where in `Bank.products` the product is that it is about.
  var product: Int?
  /// Minutes until it was closed or withdrawn; nil while it is open.
  var minutes: Int?
  var isWithdrawn = false
  var satisfaction: Int?
  var sequence = 0
  var hasUnknownCategory = false
  /// What else the customer wrote.
  var addition = ""

  var id: String { openedOn.id("TK", sequence) }

  /// When it ended; nil while it is open.
  var end: (day: BusinessDate, minute: Int)? {
    minutes.map { (openedOn + (minute + $0) / 1_440, (minute + $0) % 1_440) }
  }

  /// Whether it has ended by the end of the day.
  func isEnded(by day: BusinessDate) -> Bool { end.map { $0.day <= day } ?? false }
}

/// What customers say in their own words.
enum ComplaintText {
  /// Text with quotes, commas and line ends, as people write.
  static func summary(of complaint: Complaint, in bank: Bank) -> String {
    let person = complaint.number.map { bank.persons[bank.numbers[$0].person] }
    let phone = complaint.number.map { bank.numbers[$0].opening.phone.text }
    let who = person.map { "客户\($0.name)" } ?? "匿名来电"
    let matter = matters[complaint.category] ?? "其他事项"
    let contact = phone.map { "\n联系电话：\($0)" } ?? ""
    return "\(who)反映：\"\(matter)\",\n要求尽快答复,谢谢。\(contact)\(complaint.addition)"
  }

  static let matters = [
    "FEE": "收费与告知不符", "SERVICE": "排队时间太长", "SALES": "销售时未说明风险", "DISPUTE": "对账单有争议",
    "FRAUD": "疑似被骗,要求止付", "SYSTEM": "手机银行打不开", "CREDIT": "征信记录有误", "OTHER": "其他事项",
  ]
}

/// Builds the complaints, so that so many are closed in the period with and without the assistant, and take so long.
struct ComplaintBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  let products: Int
  private let customers: [Int]
  private var random: SeededRandom
  private var complaints: [Complaint] = []

  init(
    calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], products: Int, seed: UInt64
  ) {
    self.calibration = calibration
    self.calendar = calendar
    self.numbers = numbers
    self.products = products
    let (first, last) = (calendar.storyOpening - 30, calendar.asOf)
    customers = numbers.indices.filter {
      [.core, .card].contains(numbers[$0].source) && numbers[$0].openedOn <= first && numbers[$0].isActive(on: first)
        && numbers[$0].isActive(on: last)
    }
    random = SeededRandom(seed: seed, "complaints")
  }

  /// In order of day.
  mutating func build() -> [Complaint] {
    for (place, (count, mean)) in calibration.closedComplaints.enumerated() {
      let weights = (0..<count).map { _ in random.number(in: 40...160) }
      for minutes in allocate(count * mean, by: weights) {
        open(in: calendar.periodFrom...calendar.asOf - 8, assisted: place == 1, minutes: minutes)
      }
    }
    for _ in 0..<calibration.openComplaints {
      open(in: calendar.asOf - 20...calendar.asOf, assisted: nil, minutes: nil)
    }
    let earlier = calibration.earlierComplaints
    let opening = calendar.storyOpening
    for _ in 0..<earlier.open {
      open(in: opening - 3...opening, assisted: nil, minutes: random.number(in: 6_000...12_000))
    }
    for _ in 0..<earlier.closed {
      open(in: opening + 1...calendar.base - 8, assisted: nil, minutes: random.number(in: 1_500...9_000))
    }
    for _ in 0..<earlier.withdrawn {
      open(in: calendar.base - 6...calendar.base, assisted: nil, minutes: random.number(in: 12_000...20_000))
      complaints[complaints.count - 1].isWithdrawn = true
    }
    return ordered()
  }

  private mutating func open(in days: ClosedRange<BusinessDate>, assisted: Bool?, minutes: Int?) {
    let number = customers.isEmpty || random.chance(6, in: 100) ? nil : random.pick(customers)
    let category = random.weighted([
      ("FEE", 18), ("SERVICE", 22), ("SALES", 10), ("DISPUTE", 14), ("FRAUD", 8), ("SYSTEM", 14), ("CREDIT", 6),
      ("OTHER", 8),
    ])
    var complaint = Complaint(
      number: number, openedOn: random.day(from: days.lowerBound, through: days.upperBound),
      minute: random.number(in: 480...1_250),
      channel: random.weighted([("CALL", 55), ("MOB", 20), ("GMT", 15), ("REM", 10)]),
      category: category,
      branch: number.map { numbers[$0].branch } ?? ContactMaker.branch(random.below(calibration.branches)),
      severity: random.weighted([(1, 30), (2, 35), (3, 22), (4, 10), (5, 3)]),
      isAssisted: assisted ?? random.chance(2, in: 5))
    if category == "SALES", products > 0 { complaint.product = random.below(products) }
    complaint.minutes = minutes
    if minutes != nil, random.chance(7, in: 10) {
      complaint.satisfaction = random.weighted([(1, 5), (2, 8), (3, 20), (4, 37), (5, 30)])
    }
    complaints.append(complaint)
  }

  /// Two of ten thousand are of a category that no list knows.
  private func ordered() -> [Complaint] {
    let order = complaints.indices.sorted { (complaints[$0].openedOn, $0) < (complaints[$1].openedOn, $1) }
    var result = order.map { complaints[$0] }
    for index in result.indices {
      let follows = index > 0 && result[index - 1].openedOn == result[index].openedOn
      result[index].sequence = follows ? result[index - 1].sequence + 1 : 1
      result[index].hasUnknownCategory = index % 5_000 == 137
    }
    return result
  }
}
