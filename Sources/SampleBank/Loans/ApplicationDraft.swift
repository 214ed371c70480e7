import MartCore

/// An application before it has an applicant.
struct ApplicationDraft {
  let isContactless: Bool
  /// Made within the period of cumulative figures, else before it.
  let isNew: Bool
  /// How many stages it passes.
  let passed: Int
  /// Days from the first step to each further one; those of steps that are never taken do not matter.
  var offsets: [Int]
  /// Where in the list of loans the loan is that came of it.
  var loan: Int?

  /// Days that the whole takes.
  var length: Int { offsets[min(passed, offsets.count - 1)] }

  init(isContactless: Bool, isNew: Bool, passed: Int, _ random: inout SeededRandom) {
    (self.isContactless, self.isNew, self.passed) = (isContactless, isNew, passed)
    let steps: [ClosedRange<Int>] =
      isContactless ? [0...0, 0...1, 0...4, 0...2, 1...20] : [1...4, 1...7, 1...9, 0...3, 2...20]
    offsets = [0]
    for step in steps { offsets.append((offsets.last ?? 0) + random.number(in: step)) }
  }

  /// Draws the steps together so that none before `limit` days is further away than that.
  mutating func hasten(disbursedAfter limit: Int, monitoredAfter last: Int) {
    for index in 0...LoanStage.disburse.ordinal { offsets[index] = min(offsets[index], limit) }
    let disbursed = offsets[LoanStage.disburse.ordinal]
    offsets[LoanStage.monitor.ordinal] = min(max(offsets[LoanStage.monitor.ordinal], disbursed), disbursed + last)
  }
}

extension ApplicationDraft {
  /// So many applications that each stage is passed by as many as it says.
  static func drafts(
    _ counts: [Int], isContactless: Bool, isNew: Bool, _ random: inout SeededRandom
  ) -> [ApplicationDraft] {
    (0..<counts[0]).map { place in
      ApplicationDraft(
        isContactless: isContactless, isNew: isNew, passed: counts.count { place < $0 }, &random)
    }
  }
}
