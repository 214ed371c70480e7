import MartCore

/// Builds the applications: so many pass each stage, so many persons sign, and so many approvals are cheap.
struct ApplicationBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  let loans: [Loan]
  private var random: SeededRandom
  /// LOAN numbers; those of persons all of whose loans are paid as they should be; those of persons who sign without
  /// contact.
  private var all: [Int] = []
  private var sound: [Int] = []
  private var signers: [Int] = []
  private var applications: [LoanApplication] = []
  private var events: [ApplicationEvent] = []

  /// The day on which loans without contact began.
  private var launch: BusinessDate { BusinessDate(year: 2019, month: 6, day: 1) ?? calendar.storyOpening }

  init(calibration: Calibration, calendar: DeliveryCalendar, numbers: [CustomerNumber], loans: [Loan], seed: UInt64) {
    self.calibration = calibration
    self.calendar = calendar
    self.numbers = numbers
    self.loans = loans
    random = SeededRandom(seed: seed, "loan applications")
    all = numbers.indices.filter { numbers[$0].source == .loan }
    let troubled = Set(
      loans.filter { $0.rank(on: calendar.asOf) > 1 }.flatMap { [$0.borrower, $0.coBorrower].compactMap { $0 } }
        .map { numbers[$0].person })
    sound = all.filter { !troubled.contains(numbers[$0].person) }
  }

  /// All applications, and their steps in order of day up to the as-of day.
  mutating func build() -> (applications: [LoanApplication], events: [ApplicationEvent]) {
    guard !all.isEmpty else { return ([], []) }
    var drafts = drafts()
    link(&drafts)
    let (signing, others) = parted(drafts)
    for draft in signing.filter({ $0.loan != nil }) { apply(draft, by: nil) }
    chooseSigners(for: signing.filter { $0.loan == nil })
    for draft in others {
      apply(draft, by: draft.loan == nil ? number(of: sound.isEmpty ? all : sound, for: draft) : nil)
    }
    price()
    return (applications, sorted())
  }

  /// Contactless ones of the period have the same shape as all; the others make up the approvals of the period.
  private mutating func drafts() -> [ApplicationDraft] {
    let stages = calibration.passedStages
    let (signed, recent) = (max(1, stages[LoanStage.sign.ordinal]), calibration.contactlessSignatures)
    let new = stages.map { $0 * recent / signed }
    let rest = max(0, calibration.approvals - new[LoanStage.decide.ordinal])
    func inPerson(_ approved: Int) -> [Int] { [140, 122, 100, 96, 94, 94].map { approved * $0 / 100 } }
    return ApplicationDraft.drafts(zip(stages, new).map(-), isContactless: true, isNew: false, &random)
      + ApplicationDraft.drafts(new, isContactless: true, isNew: true, &random)
      + ApplicationDraft.drafts(inPerson(calibration.earlierApprovals), isContactless: false, isNew: false, &random)
      + ApplicationDraft.drafts(inPerson(rest), isContactless: false, isNew: true, &random)
  }

  /// Gives applications that were paid out a loan of the bank, as far as there are any and signers may be so many.
  private mutating func link(_ drafts: inout [ApplicationDraft]) {
    var order = loans.indices.filter { loans[$0].startedOn >= launch }
    random.shuffle(&order)
    var known: Set<Int> = []
    for isContactless in [true, false] {
      for isNew in [false, true] {
        var free = drafts.indices.filter {
          drafts[$0].isContactless == isContactless && drafts[$0].isNew == isNew
            && drafts[$0].passed > LoanStage.disburse.ordinal
        }[...]
        for loan in order where loans[loan].isContactless == isContactless {
          guard (loans[loan].startedOn >= calendar.periodFrom) == isNew else { continue }
          let isFresh = !known.contains(loans[loan].borrower)
          if isContactless, isFresh, known.count >= calibration.contactlessSigners { continue }
          guard let place = free.popFirst() else { break }
          drafts[place].loan = loan
          if isContactless { known.insert(loans[loan].borrower) }
        }
      }
    }
    signers = known.sorted()
  }

  private func parted(_ drafts: [ApplicationDraft]) -> (signing: [ApplicationDraft], others: [ApplicationDraft]) {
    let isSigning = { (draft: ApplicationDraft) in draft.isContactless && draft.passed > LoanStage.sign.ordinal }
    return (drafts.filter(isSigning), drafts.filter { !isSigning($0) })
  }

  /// Those who sign without a loan of the bank: first as many new persons as are wanted, then some who signed before.
  private mutating func chooseSigners(for drafts: [ApplicationDraft]) {
    let known = Set(signers)
    var fresh = all.filter { !known.contains($0) && numbers[$0].openedOn <= calendar.base - 60 }
    random.shuffle(&fresh)
    let missing = max(0, calibration.contactlessSigners - signers.count)
    let chosen = Array(fresh.prefix(missing))
    signers += chosen
    var order = drafts
    random.shuffle(&order)
    for (place, draft) in order.enumerated() {
      apply(draft, by: place < chosen.count ? chosen[place] : number(of: signers, for: draft))
    }
  }

  /// A number that was known in time for the application.
  private mutating func number(of list: [Int], for draft: ApplicationDraft) -> Int {
    let last = (draft.isNew ? calendar.asOf : calendar.base) - draft.length
    for _ in 0..<200 {
      let index = random.pick(list)
      if numbers[index].openedOn <= last { return index }
    }
    return list.min { numbers[$0].openedOn < numbers[$1].openedOn } ?? list[0]
  }

  /// - applicant: nil where the loan says who it is.
  private mutating func apply(_ draft: ApplicationDraft, by applicant: Int?) {
    var draft = draft
    let own = draft.loan.map { loans[$0] }
    let applicant = applicant ?? own?.borrower ?? all[0]
    let first = max(draft.isNew ? calendar.periodFrom : launch, numbers[applicant].openedOn)
    let end = draft.isNew ? calendar.asOf : calendar.base
    var day = random.day(from: min(first, end - draft.length), through: end - draft.length)
    if let own {
      draft.hasten(disbursedAfter: max(0, own.startedOn - first), monitoredAfter: end - own.startedOn)
      day = own.startedOn - draft.offsets[LoanStage.disburse.ordinal]
    }
    let approved = own?.principal ?? random.number(in: draft.isContactless ? 5...200 : 30...300) * 100_000
    applications.append(
      LoanApplication(
        applicant: applicant, isContactless: draft.isContactless,
        requested: (approved / 100 * random.number(in: 100...140) / 100_000 + 1) * 100_000, approved: approved,
        loan: own?.number ?? (draft.passed > LoanStage.disburse.ordinal ? pastLoan() : nil), submittedOn: day))
    go(draft, from: day)
  }

  /// The number of a loan that was paid off long ago.
  private mutating func pastLoan() -> String { "LN" + String(4_000_000 + applications.count) + random.digits(5) }

  private mutating func go(_ draft: ApplicationDraft, from day: BusinessDate) {
    let index = applications.count - 1
    var (second, last) = (random.number(in: 28_800...70_000), day)
    func add(_ stage: LoanStage, _ result: StageResult, on day: BusinessDate, _ random: inout SeededRandom) {
      second = day == last ? second + random.number(in: 20...900) : random.number(in: 28_800...70_000)
      last = day
      guard day <= calendar.asOf else { return }
      events.append(ApplicationEvent(application: index, stage: stage, result: result, day: day, second: second))
    }
    for stage in LoanStage.allCases.prefix(draft.passed) {
      let today = day + draft.offsets[stage.ordinal]
      if stage == .decide, random.chance(4, in: 100) { add(stage, .pending, on: last, &random) }
      add(stage, .pass, on: today, &random)
    }
    guard draft.passed < LoanStage.monitor.ordinal, draft.passed > 0 else { return }
    let stage = LoanStage.allCases[draft.passed]
    // an offer that no one takes up ends after 90 days
    let wait = stage == .sign ? 90 : 0
    add(stage, .fail, on: day + max(draft.offsets[stage.ordinal], last - day) + wait, &random)
  }

  /// Rates: of the approvals of the period so many are low, and of them some nothing.
  private mutating func price() {
    for index in applications.indices { applications[index].rate = random.number(in: 305...430) }
    var new = events.filter { $0.stage == .decide && $0.result == .pass && $0.day >= calendar.periodFrom }
      .map(\.application)
    random.shuffle(&new)
    for (place, index) in new.prefix(calibration.lowRateApprovals).enumerated() {
      applications[index].rate = place < calibration.zeroRateApprovals ? 0 : random.number(in: 40...60) * 5
    }
  }

  private func sorted() -> [ApplicationEvent] {
    var result = events.indices.sorted { (events[$0].day, $0) < (events[$1].day, $1) }.map { events[$0] }
    for index in result.indices {
      let follows = index > 0 && result[index - 1].day == result[index].day
      result[index].sequence = follows ? result[index - 1].sequence + 1 : 1
    }
    return result
  }
}
