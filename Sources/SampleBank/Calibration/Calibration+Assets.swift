/// The assets of the bank's customers and the accounts that hold them.
extension Calibration {
  /// Stocks by kind in fen, in the order of `AssetKind` (K03 and table 4.1).
  package var assetsNow: [Int] {
    scaling.leaves([
      58_940_771_823, 127_318_206_450, 96_315_020, 14_806_422_190, 3_911_268_044, 4_022_907_316, 7_104_880_500,
      2_840_100_000, 1_045_169_894,
    ])
  }
  package var assetsBase: [Int] {
    scaling.leaves([
      57_102_334_118, 120_240_771_905, 61_204_000, 12_930_118_447, 3_120_450_618, 3_480_992_061, 6_510_330_000,
      2_690_400_000, 981_618_905,
    ])
  }

  /// Persons who hold a demand account, at ten month ends from the base day on (table 4.2).
  var demandHolders: [Int] {
    [60_800, 60_900, 61_050, 61_200, 61_350, 61_450, 61_600, 61_700, 61_850, 62_000].map(scaling.scaled)
  }
  /// Of them, those with the messenger, and those who pay through third parties (K34, K35).
  var messengerHolders: [Int] {
    [18_240, 18_514, 18_803, 19_033, 19_325, 19_603, 19_897, 20_176, 20_472, 20_770].map(scaling.scaled)
  }
  var paymentHolders: [Int] {
    [37_088, 37_393, 37_729, 38_066, 38_405, 38_714, 39_054, 39_303, 39_646, 39_990].map(scaling.scaled)
  }

  /// Accounts opened in the period by mode: at the counter, by oneself, remotely (K33).
  var openings: [Int] { scaling.leaves([1_310, 1_820, 1_130]) }
  /// Customers of the lowest tier with a time account; time accounts that close in the period.
  var smallSavers: Int { scaling.scaled(2_500) }
  var closedTimeAccounts: Int { scaling.scaled(1_100) }
  /// Accounts of two holders.
  var jointAccounts: Int { scaling.scaled(1_900) }

  /// Pension accounts, and those of them opened in the period (K46).
  var pensionAccounts: Int { scaling.scaled(1_310) }
  var newPensionAccounts: Int { scaling.scaled(300) }
  /// Accounts with contributions and the sum of them in fen, by year from 2022 (K15).
  var pensionContributions: [(accounts: Int, fen: Int)] {
    zip([60, 210, 240].map(scaling.scaled), [18_000_000, 86_100_000, 114_480_000]).map { accounts, fen in
      (max(1, accounts), scaling.scaled(fen))
    }
  }

  /// Persons reached by the smart brain who were customers on the base day, and who became so later (K05).
  package var reached: [Int] { scaling.leaves([18_640, 360]) }
  /// Persons held out (K07.control).
  package var heldOut: Int { scaling.scaled(2_000) }
  /// Of those reached, persons whose assets rose, and rose by 1,000 yuan or more (K06, K08).
  package var reachedRises: Int { scaling.scaled(9_964) }
  package var reachedLargeRises: Int { scaling.scaled(7_912) }
  package var heldOutRises: Int { scaling.scaled(800) }
}

/// What customers hold of some products.
extension Calibration {
  /// Holders of the money-market bundle, their positions, and the value in fen (K11).
  package var bundleHolders: Int { scaling.scaled(104) }
  package var bundlePositions: Int { max(bundleHolders, scaling.scaled(131)) }
  package var bundleFen: Int { scaling.scaled(612_044_000) }
  /// Holders of funds on the new broad index (K44).
  package var indexHolders: Int { scaling.scaled(212) }
  /// Holders of products of weak partners: of grade C, of grade D, of both (K49).
  var weakHolders: (c: Int, d: Int, both: Int) { (scaling.scaled(1_020), scaling.scaled(148), scaling.scaled(22)) }
}
