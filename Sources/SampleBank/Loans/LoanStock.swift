import MartCore

/// Plans what every loan owes, so that types and buckets come out at their figures on the as-of day,
/// and the consumer loans on the base day as well.
struct LoanStock {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  var random: SeededRandom

  /// Loans that are open on the as-of day, then those that are paid off within the story.
  mutating func drafts() -> [LoanDraft] {
    var drafts = unweighed()
    fallBehind(&drafts)
    weigh(&drafts)
    let open = drafts.count
    for (type, count) in zip(LoanType.allCases, calibration.closingLoans) {
      for _ in 0..<count {
        drafts.append(LoanDraft(type: type, closing: random.number(in: type.usualBalance) / 3))
      }
    }
    for index in drafts.indices { drafts[index].dueDay = drafts[index].unpaidFrom?.day ?? random.number(in: 1...28) }
    lendAnew(&drafts, open: open)
    repay(&drafts)
    return drafts
  }

  private mutating func unweighed() -> [LoanDraft] {
    var drafts: [LoanDraft] = []
    for (type, count) in zip(LoanType.allCases, calibration.loanCounts) {
      for _ in 0..<count { drafts.append(LoanDraft(type: type)) }
    }
    random.shuffle(&drafts)
    return drafts
  }

  /// Puts loans into the buckets; due days stay clear of the ends of months.
  private mutating func fallBehind(_ drafts: inout [LoanDraft]) {
    var free: [LoanType: [Int]] = [:]
    for index in drafts.indices { free[drafts[index].type, default: []].append(index) }
    for (bucket, count) in calibration.bucketCounts.enumerated() where bucket > 0 {
      for _ in 0..<count {
        let wanted = random.weighted(Bucket.weights(bucket))
        let type = LoanType.allCases.first { $0 == wanted && (free[$0]?.count ?? 0) > 1 } ?? .consumerCredit
        guard let index = free[type]?.popLast() else { continue }
        drafts[index].bucket = bucket
        var day = calendar.asOf
        repeat { day = calendar.asOf - random.number(in: Bucket.days[bucket]) } while day.day > 28
        drafts[index].unpaidFrom = day
      }
    }
  }

  /// Balances: first those of the buckets, then what the types still lack.
  private mutating func weigh(_ drafts: inout [LoanDraft]) {
    for index in drafts.indices { drafts[index].weigh(&random) }
    var left = calibration.loanBalances
    for (bucket, fen) in calibration.bucketBalances.enumerated() where bucket > 0 {
      let own = drafts.indices.filter { drafts[$0].bucket == bucket }
      let caps = own.map { _ in Bucket.largest(bucket) }
      for (index, share) in zip(own, allocate(fen, by: own.map { drafts[$0].balance }, upTo: caps)) {
        drafts[index].balance = share
        left[drafts[index].type.ordinal] -= share
      }
    }
    for type in LoanType.allCases {
      let own = drafts.indices.filter { drafts[$0].type == type && drafts[$0].bucket == 0 }
      for (index, share) in zip(own, allocate(left[type.ordinal], by: own.map { drafts[$0].balance })) {
        drafts[index].balance = share
      }
    }
  }

  /// Says which loans were lent after the base day: of the consumer loans so many that three quarters of what
  /// was owed on the base day are still owed.
  private mutating func lendAnew(_ drafts: inout [LoanDraft], open: Int) {
    for type in LoanType.allCases {
      let own = drafts[..<open].indices.filter { drafts[$0].type == type }
      var old = own.filter { drafts[$0].bucket > 0 }.reduce(0) { $0 + drafts[$1].balance }
      let wanted = type.isConsumer ? calibration.consumerBase[type.ordinal] * 3 / 4 : Int.max
      for index in own where drafts[index].bucket == 0 {
        let fits = type.isConsumer ? old + drafts[index].balance <= wanted : random.chance(type.oldShare, in: 100)
        drafts[index].isOld = fits
        old += fits ? drafts[index].balance : 0
      }
    }
  }

  /// Principal repaid after the base day: of the consumer loans what the base figures say.
  private mutating func repay(_ drafts: inout [LoanDraft]) {
    for index in drafts.indices {
      let draft = drafts[index]
      let months = draft.paidMonths(calendar)
      drafts[index].repaid = draft.closing ?? draft.balance * months / random.number(in: draft.type.usualRest)
    }
    for type in LoanType.allCases where type.isConsumer {
      let own = drafts.indices.filter { drafts[$0].type == type && drafts[$0].isOld && drafts[$0].closing == nil }
      let closing = drafts.reduce(0) { $0 + ($1.type == type ? $1.closing ?? 0 : 0) }
      let total = calibration.consumerBase[type.ordinal] - closing - own.reduce(0) { $0 + drafts[$1].balance }
      for (index, share) in zip(own, allocate(max(0, total), by: own.map { drafts[$0].repaid })) {
        drafts[index].repaid = share
      }
    }
  }
}
