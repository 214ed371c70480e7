/// What customers ask of the loan desk, and what it decides.
extension Calibration {
  /// Contactless applications that passed each stage since launch, in the order of `LoanStage` (K13).
  package var passedStages: [Int] { [5_890, 5_104, 4_020, 3_512, 3_377, 3_377].map(scaling.scaled) }
  /// Persons who signed without contact, and signatures of the period (K12.persons, K12.ytd).
  package var contactlessSigners: Int { scaling.scaled(2_380) }
  package var contactlessSignatures: Int { scaling.scaled(1_046) }
  /// Approvals of the period, with contact or without; those at a low rate; of them those without interest (K52).
  package var approvals: Int { scaling.scaled(1_660) }
  package var lowRateApprovals: Int { scaling.scaled(410) }
  package var zeroRateApprovals: Int { scaling.scaled(96) }
  /// Approvals before the period of applications made in person.
  var earlierApprovals: Int { scaling.scaled(1_500) }
}
