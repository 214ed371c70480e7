/// The loans that the bank holds, by type and by days past due.
extension Calibration {
  /// Open loans by type, in the order of `LoanType`; the consumer loans are of two types.
  package var loanCounts: [Int] { scaling.leaves([2_400, 580, 2_710, 350]) }
  /// Their balance on the as-of day, in fen.
  package var loanBalances: [Int] {
    scaling.leaves([2_961_540_015, 1_226_486_000, 61_320_455_000, 16_273_011_520], members: loanCounts)
  }
  /// Balances of the consumer loans on the base day (K24); the third figure is the card overdraft's.
  package var consumerBase: [Int] { Array(scaling.leaves([2_240_011_300, 975_000_000, 5_945_200_000]).prefix(2)) }

  /// Open loans by bucket of days past due on the as-of day (K48), from none to more than 360.
  package var bucketCounts: [Int] { scaling.leaves([5_740, 142, 58, 29, 31, 18, 12, 10]) }
  package var bucketBalances: [Int] {
    let fen = [
      79_993_011_265, 512_040_410, 260_311_790, 181_910_030, 302_080_000, 191_139_040, 161_000_000, 180_000_000,
    ]
    return scaling.leaves(fen, members: bucketCounts)
  }

  /// Loans paid off within the story, by type; loans paid off before; loans written off before.
  var closingLoans: [Int] { scaling.leaves([70, 10, 12, 8]) }
  var closedLoans: Int { scaling.scaled(40) }
  var writtenOffLoans: Int { scaling.scaled(20) }
  /// Persons who owe more than the cap of their class (K41).
  package var overLimits: Int { scaling.scaled(37) }
}
