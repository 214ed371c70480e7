/// Payment services for visitors, change packs, assistants, the community and complaints.
extension Calibration {
  /// Payments by foreign card in the period, net of reversals: count and fen (K27).
  package var acquiring: (count: Int, fen: Int) { (max(1, scaling.scaled(236)), scaling.scaled(60_000_000)) }
  /// Change packs since launch, net of reversals, by what is in them (K28).
  package var packs: [(code: String, fen: Int, count: Int)] {
    let counts = scaling.leaves([420, 150, 3])
    return [("P300", 30_000, counts[0]), ("P500", 50_000, counts[1]), ("P100", 10_000, counts[2])]
  }
  /// Exchanges and cash withdrawals of visitors in the period, net of reversals: counts and fen (K53).
  package var visitorServices: [(count: Int, fen: Int)] {
    let counts = scaling.leaves([184, 312])
    let fen = scaling.leaves([55_200_000, 46_800_000], members: counts)
    return Array(zip(counts, fen)).map { (count: $0, fen: $1) }
  }
  /// Rows of the three kinds that came before the period, and reversals of each kind.
  var earlierPayments: [Int] { [130, 100, 160].map(scaling.scaled) }
  var paymentReversals: [Int] { [5, 4, 6].map(scaling.scaled) }

  /// Front-line staff whom the companion serves (K17).
  package var servedStaff: Int { max(1, scaling.scaled(305)) }
  /// Tasks of the period before and after the assistant came, and their mean minutes (K18, K19).
  package var deployments: [(count: Int, mean: Int)] { tasks([(40, 14_400), (60, 7_200)]) }
  package var analyses: [(count: Int, mean: Int)] { tasks([(200, 46), (300, 40)]) }
  /// Tasks in all: before the period, and in it.
  var assistantTasks: (earlier: Int, period: Int) { (scaling.scaled(2_100), scaling.scaled(4_510)) }

  /// Followers of the community, persons who ever followed, pairs of user and account, users without a person (K09).
  package var followers: Int { scaling.scaled(4_900) }
  package var everFollowers: Int { scaling.scaled(5_410) }
  package var followPairs: Int { max(followers + strangers, scaling.scaled(7_265)) }
  package var strangers: Int { scaling.scaled(180) }
  /// Persons who read research in the period (K10).
  package var researchReaders: Int { min(everFollowers, scaling.scaled(3_180)) }
  /// Further reading, liking, posting and asking: before the history, and in each month of it.
  var communityActs: (earlier: Int, monthly: Int) { (scaling.scaled(2_200), scaling.scaled(700)) }

  /// Complaints opened and closed in the period without and with the assistant, and their mean minutes (K20).
  package var closedComplaints: [(count: Int, mean: Int)] { tasks([(150, 4_356), (260, 3_600)]) }
  /// Complaints opened in the period that are still open.
  package var openComplaints: Int { scaling.scaled(22) }
  /// Complaints open at the story's opening, later ones closed before the period, and those withdrawn in it.
  var earlierComplaints: (open: Int, closed: Int, withdrawn: Int) {
    (scaling.scaled(60), scaling.scaled(160), max(1, scaling.scaled(6)))
  }

  /// Durations do not scale: where there are fewer tasks, their mean stays.
  private func tasks(_ planted: [(count: Int, mean: Int)]) -> [(count: Int, mean: Int)] {
    planted.map { (max(1, scaling.scaled($0.count)), $0.mean) }
  }
}

/// Consumption campaigns.
extension Calibration {
  /// Card spend of the period in campaigns by scene, net of reversals, in the order of `SpendCampaign.scenes` (K22).
  package var campaignSpend: [Int] {
    scaling.leaves([
      612_400_000, 338_230_000, 401_600_000, 96_250_000, 214_900_000, 187_350_000, 158_600_000, 131_500_000,
    ])
  }
}
