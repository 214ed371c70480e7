import MartCore

/// The figures of the facilities, counted from what is open on the as-of day.
struct FacilityFigures {
  let bank: Bank

  /// K25, K26, the merchants of K27, K29, K30 and K31.
  func metrics() -> [(String, Int?)] {
    let open = bank.facilities.filter { $0.isOpen(on: bank.calendar.asOf) }
    func of(_ kind: FacilityKind, _ holds: (Facility, FacilityState) -> Bool = { _, _ in true }) -> [Facility] {
      open.filter { $0.kind == kind && holds($0, $0.state(on: bank.calendar.asOf)) }
    }
    let (branches, machines, centres) = (of(.branch), of(.exchangeMachine), of(.centre))
    let friendly = of(.branch) { $1.isAgeFriendly == true }.count
    let currencies = Set(machines.flatMap { $0.state(on: bank.calendar.asOf).currencies })
    let own: [(String, Int?)] = [
      ("K25", Ratio.basisPoints(friendly, of: branches.count)), ("K25.num", friendly), ("K25.den", branches.count),
      ("K26", of(.branch) { $1.isForElders == true }.count),
      ("K26.atms", of(.cashMachine) { $1.readsPassbooks == true }.count),
      ("K26.pension", of(.branch) { $1.isForPensions == true }.count),
      ("K27", of(.merchant) { facility, _ in facility.takesForeignCards == true }.count),
      ("K29", machines.count), ("K29.languages", machines.map(\.languages.count).max()),
      ("K29.h24", machines.count { $0.hours == "24H" }), ("K29.currencies", currencies.count),
      ("K30", of(.agency).count), ("K31", centres.count),
    ]
    let scenes = FacilityNames.centreScenes.map { scene in
      ("K31.\(scene)", Optional(centres.count { $0.scene == scene }))
    }
    return own + scenes.filter { $0.1 != 0 }
  }

  /// Rows of dim_facility and facility_currency: versions as the month ends show them.
  func tables() -> [(String, JSONValue)] {
    var (versions, currencies) = (0, 0)
    for facility in bank.facilities {
      let states = bank.calendar.dates.filter { $0.isMonthEnd && $0 >= facility.openedOn }.map {
        facility.state(on: $0)
      }
      var last: FacilityState?
      for state in states {
        var face = state
        face.currencies = []
        versions +=
          face
            == last.map { last in
              var before = last
              before.currencies = []
              return before
            } ? 0 : 1
        currencies += Set(state.currencies).subtracting(last?.currencies ?? []).count
        last = state
      }
    }
    return [
      ("dim_facility", .object([("rows", .number(versions))])),
      ("facility_currency", .object([("rows", .number(currencies))])),
    ]
  }
}
