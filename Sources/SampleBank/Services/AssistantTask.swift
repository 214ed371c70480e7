import MartCore

/// A task of a member of staff, done with an assistant, or measured before there was one.
struct AssistantTask: DayEvent, Sendable {
  let assistant: Assistant
  let isAfter: Bool
  let staff: Int
  let minutes: Int
  let day: BusinessDate
  var sequence = 0
  var lateBy = 0
  var hasUnknownCode = false

  var id: String { day.id("AU", sequence) }
  var staffNumber: String { "S" + String(40_000 + staff) }
}

/// The assistants, each for staff of one role and tasks of one kind.
enum Assistant: String, CaseIterable, Sendable {
  case companion = "COMPANION"
  case deploy = "DEPLOY"
  case analysis = "ANALYSIS"
  case voice = "VOICE"

  var role: String {
    switch self {
    case .companion: "FRONT"
    case .deploy: "OPERATIONS"
    case .analysis: "ANALYST"
    case .voice: "COMPLAINT"
    }
  }

  var task: String {
    switch self {
    case .companion: "QUESTION"
    case .deploy: "CAMPAIGN"
    case .analysis: "REPORT"
    case .voice: "TICKET"
    }
  }
}

/// Builds the tasks, so that so many staff are served and the measured tasks take so long.
struct AssistantBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  private var random: SeededRandom
  private var tasks: [AssistantTask] = []

  init(calibration: Calibration, calendar: DeliveryCalendar, seed: UInt64) {
    self.calibration = calibration
    self.calendar = calendar
    random = SeededRandom(seed: seed, "assistants")
  }

  /// In order of day.
  mutating func build() -> [AssistantTask] {
    let period = calendar.periodFrom...calendar.asOf
    let earlier = calendar.storyOpening - 150...calendar.base
    measure(.deploy, calibration.deployments, in: period)
    measure(.analysis, calibration.analyses, in: period)
    for staff in 0..<calibration.servedStaff {
      let days = random.chance(7, in: 10) ? earlier : period
      add(.companion, isAfter: true, staff: staff, minutes: random.number(in: 2...15), in: days)
    }
    let served = tasks.count { period.contains($0.day) }
    fill(calibration.assistantTasks.period - served, in: period, measured: false)
    fill(calibration.assistantTasks.earlier - (tasks.count { earlier.contains($0.day) }), in: earlier, measured: true)
    return tasks.inOrder()
  }

  /// Tasks before and after the assistant came, whose minutes have the mean that is planted.
  private mutating func measure(
    _ assistant: Assistant, _ planted: [(count: Int, mean: Int)], in days: ClosedRange<BusinessDate>
  ) {
    for (place, (count, mean)) in planted.enumerated() {
      let weights = (0..<count).map { _ in random.number(in: 60...140) }
      for minutes in allocate(count * mean, by: weights) {
        add(assistant, isAfter: place == 1, staff: 5_000 + random.below(80), minutes: max(1, minutes), in: days)
      }
    }
  }

  /// What else is asked: of the companion and of the voice of the customer, and earlier of the others too.
  private mutating func fill(_ count: Int, in days: ClosedRange<BusinessDate>, measured: Bool) {
    for _ in 0..<max(0, count) {
      let isAfter = random.chance(95, in: 100)
      switch random.below(measured ? 100 : 90) {
      case 0..<65:
        let staff = random.below(calibration.servedStaff)
        add(.companion, isAfter: isAfter, staff: staff, minutes: random.number(in: 2...15), in: days)
      case 65..<90:
        add(.voice, isAfter: isAfter, staff: 6_000 + random.below(60), minutes: random.number(in: 3...40), in: days)
      case 90..<93:
        add(
          .deploy, isAfter: isAfter, staff: 5_000 + random.below(80), minutes: random.number(in: 5_000...15_000),
          in: days)
      default:
        add(.analysis, isAfter: isAfter, staff: 5_000 + random.below(80), minutes: random.number(in: 30...55), in: days)
      }
    }
  }

  private mutating func add(
    _ assistant: Assistant, isAfter: Bool, staff: Int, minutes: Int, in days: ClosedRange<BusinessDate>
  ) {
    let day = random.day(from: days.lowerBound, through: days.upperBound)
    tasks.append(AssistantTask(assistant: assistant, isAfter: isAfter, staff: staff, minutes: minutes, day: day))
  }
}
