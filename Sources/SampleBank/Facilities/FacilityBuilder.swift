import MartCore

/// Builds the facilities, so that on the as-of day so many of each kind are open and rebuilt.
struct FacilityBuilder {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  private var random: SeededRandom
  private var facilities: [Facility] = []

  init(calibration: Calibration, calendar: DeliveryCalendar, seed: UInt64) {
    self.calibration = calibration
    self.calendar = calendar
    random = SeededRandom(seed: seed, "facilities")
  }

  /// By kind; of each kind those that are open at the end come first.
  mutating func build() -> [Facility] {
    for place in 0..<calibration.branches { addBranch(place) }
    for (kind, count) in zip(FacilityKind.allCases.dropFirst(), calibration.otherFacilities) {
      for place in 0..<count { add(kind, place) }
    }
    for place in 0..<calibration.plainMachines { addPlainMachine(calibration.otherFacilities[0] + place) }
    for (index, kind) in FacilityKind.allCases.dropFirst().enumerated() {
      for place in 0..<calibration.closedFacilities[index] { addClosed(kind, place) }
    }
    return facilities
  }

  private mutating func longAgo() -> BusinessDate {
    random.day(from: calendar.storyOpening - 7_000, through: calendar.storyOpening - 90)
  }

  /// A day of the story, early enough for the change to be delivered.
  private mutating func recently() -> BusinessDate {
    random.day(from: calendar.storyOpening + 1, through: calendar.asOf - 2)
  }

  private mutating func facility(_ kind: FacilityKind, _ place: Int, in region: Int, named name: String? = nil)
    -> Facility
  {
    let number = kind == .branch ? ContactMaker.branch(place) : kind.prefix + String(10_000 + place)
    return Facility(
      number: number, kind: kind, name: name ?? "\(Region.all[region].name)\(kind.suffix)\(place + 1)号", region: region,
      scene: random.weighted(FacilityNames.scenes(of: kind)), openedOn: longAgo(), hours: FacilityNames.hours(of: kind))
  }

  /// Elders come to the first ones; one in ten is rebuilt within the story, one in a hundred refitted.
  private mutating func addBranch(_ place: Int) {
    var branch = facility(.branch, place, in: place % Region.all.count)
    let step = max(1, calibration.branches / calibration.pensionBranches)
    let isPension = place % step == 0 && place / step < calibration.pensionBranches
    branch.opening.isForElders = place < calibration.elderBranches
    (branch.opening.isAgeFriendly, branch.opening.isForPensions) = (true, isPension)
    let final = branch.opening
    if random.chance(1, in: 10) {
      branch.opening.isAgeFriendly = false
      branch.changes = [(recently(), final)]
    } else if random.chance(1, in: 100) {
      let day = random.day(from: calendar.storyOpening + 1, through: calendar.asOf - 60)
      var refit = final
      refit.status = "REFIT"
      branch.changes = [(day, refit), (day + 45, final)]
    } else if isPension, random.chance(1, in: 2) {
      branch.opening.isForPensions = false
      branch.changes = [(recently(), final)]
    }
    facilities.append(branch)
  }

  private mutating func add(_ kind: FacilityKind, _ place: Int) {
    switch kind {
    case .cashMachine: addCashMachine(place)
    case .centre: addCentre(place)
    default:
      let parent = random.below(calibration.branches)
      var facility = facility(kind, place, in: parent % Region.all.count)
      facility.parent = ContactMaker.branch(parent)
      if place > 0, random.chance(kind == .agency ? 15 : 45, in: 100) { facility.openedOn = recently() }
      if kind == .merchant { facility.takesForeignCards = true }
      if kind == .exchangeMachine { equip(&facility, place) }
      facilities.append(facility)
    }
  }

  /// The first machine knows all languages and currencies; some learn a currency within the story.
  private mutating func equip(_ machine: inout Facility, _ place: Int) {
    let languages = place == 0 ? FacilityNames.languages.count : random.number(in: 2...FacilityNames.languages.count)
    let currencies = place == 0 ? FacilityNames.currencies.count : random.number(in: 6...16)
    machine.languages = Array(FacilityNames.languages.prefix(languages))
    machine.opening.currencies = Array(FacilityNames.currencies.prefix(currencies))
    guard place > 0, random.chance(1, in: 4) else { return }
    var state = machine.opening
    state.currencies.append(FacilityNames.currencies[currencies])
    machine.changes = [(max(recently(), machine.openedOn), state)]
  }

  /// At the branches with many old customers, all with a reader of passbooks; three in ten are rebuilt in the story.
  private mutating func addCashMachine(_ place: Int) {
    let parent = place % calibration.elderBranches
    var machine = facility(.cashMachine, place, in: parent % Region.all.count)
    machine.parent = ContactMaker.branch(parent)
    if place % 5_000 == 137 { machine.scene = FacilityNames.unknownScene }
    machine.takesForeignCards = place == 0 || random.chance(1, in: 3)
    machine.opening.readsPassbooks = true
    if random.chance(3, in: 10) {
      let final = machine.opening
      machine.opening.readsPassbooks = false
      machine.changes = [(recently(), final)]
    }
    facilities.append(machine)
  }

  /// Cash machines elsewhere, without a reader of passbooks.
  private mutating func addPlainMachine(_ place: Int) {
    let others = calibration.branches - calibration.elderBranches
    let parent = others > 0 ? calibration.elderBranches + place % others : 0
    var machine = facility(.cashMachine, place, in: parent % Region.all.count)
    machine.parent = ContactMaker.branch(parent)
    machine.takesForeignCards = false
    machine.opening.readsPassbooks = false
    facilities.append(machine)
  }

  /// The known places of a scene come first; all but the first opened within the story.
  private mutating func addCentre(_ place: Int) {
    let scenes = zip(FacilityNames.centreScenes, calibration.centresByScene)
      .flatMap { scene, count in (0..<count).map { (scene: scene, place: $0) } }
    let (scene, own) = scenes[min(place, scenes.count - 1)]
    let known = FacilityNames.known.filter { $0.scene == scene }.dropFirst(own).first
    let region = known.flatMap { known in Region.all.firstIndex { $0.code == known.region } }
    var centre = facility(.centre, place, in: region ?? random.below(Region.all.count), named: known?.name)
    centre.scene = scene
    centre.takesForeignCards = true
    centre.languages = Array(FacilityNames.languages.prefix(random.number(in: 2...6)))
    if place > 0 { centre.openedOn = recently() }
    facilities.append(centre)
  }

  /// Closed before the end, some of them within the story; numbered apart.
  private mutating func addClosed(_ kind: FacilityKind, _ place: Int) {
    let parent = random.below(calibration.branches)
    var facility = facility(kind, 7_000 + place, in: parent % Region.all.count)
    facility.parent = ContactMaker.branch(parent)
    if kind == .cashMachine { facility.opening.readsPassbooks = false }
    if kind == .exchangeMachine {
      facility.languages = ["zh", "en"]
      facility.opening.currencies = ["USD", "EUR", "JPY"]
    }
    if kind == .merchant { facility.takesForeignCards = true }
    var closed = facility.opening
    closed.status = "CLOSED"
    facility.changes = [(random.day(from: calendar.storyOpening - 200, through: calendar.asOf), closed)]
    facilities.append(facility)
  }
}
