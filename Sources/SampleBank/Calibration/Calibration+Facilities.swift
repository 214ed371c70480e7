/// The bank's facilities; their number does not scale beyond the real one, but for merchants of foreign cards.
extension Calibration {
  /// Branches with many old customers (K26); the others are the rest of `branches`.
  package var elderBranches: Int { min(branches, max(1, scaling.leaves([1_826, 314])[0])) }
  /// Branches for pension finance (K26.pension).
  package var pensionBranches: Int { min(branches, max(1, facilities(96))) }
  /// Open facilities of the kinds beside branches, in the order of `FacilityKind` (K26.atms, K27, K29, K30, K31).
  package var otherFacilities: [Int] {
    let real = [2_648, 74, 517, 27]
    let kinds = scaling.leaves([2_140] + real + [21])
    let some = scaling.part < scaling.whole ? Array(kinds[1...4]) : real
    return (some + [kinds[5]]).map { max(1, $0) }
  }
  /// Payment centres by scene: airport, scenic, shopping, hotel, other (K31).
  package var centresByScene: [Int] {
    let real = [9, 8, 6, 2, 2]
    let counts = scaling.part < scaling.whole ? scaling.leaves(real) : real
    let missing = otherFacilities[3] - counts.reduce(0, +)
    return [counts[0] + missing] + counts.dropFirst()
  }
  /// Facilities beside them: cash machines without a reader of passbooks, and closed ones by kind.
  var plainMachines: Int { facilities(31) }
  var closedFacilities: [Int] { [24, 3, 12, 0, 3].map(facilities) }

  private func facilities(_ count: Int) -> Int { min(count, scaling.scaled(count)) }
}
