import MartCore

/// The figures of payment services, assistants, the community and complaints, counted from what the bank holds.
struct ServiceFigures {
  let bank: Bank

  func metrics() -> [(String, Int?)] {
    payments() + AssistantFigures(bank: bank).metrics() + community() + complaints() + campaigns()
  }

  private func isInPeriod(_ day: BusinessDate) -> Bool { day >= bank.calendar.periodFrom && day <= bank.calendar.asOf }

  /// K27, K28 and K53.
  private func payments() -> [(String, Int?)] {
    func net(_ kinds: [PaymentService.Kind], _ holds: (PaymentService) -> Bool) -> (count: Int, fen: Int) {
      bank.services.filter { kinds.contains($0.kind) && holds($0) }.reduce(into: (0, 0)) { sum, service in
        sum.0 += service.kind.sign * service.quantity
        sum.1 += service.kind.sign * service.fen
      }
    }
    let period: (PaymentService) -> Bool = { isInPeriod($0.day) }
    let (acquired, packs) = (net([.acquiring, .acquiringReversal], period), net([.pack, .packReversal]) { _ in true })
    let (exchanged, cash) = (net([.exchange, .exchangeReversal], period), net([.cash], period))
    let byPack = calibrationPacks.map { code in
      ("K28.\(code)", Optional(net([.pack, .packReversal]) { $0.pack == code }.count))
    }
    return [("K27.count", acquired.count), ("K27.fen", acquired.fen), ("K28", packs.count), ("K28.fen", packs.fen)]
      + byPack.filter { $0.1 != 0 } + [
        ("K53", exchanged.count + cash.count), ("K53.FXEX", exchanged.count), ("K53.CASHOUT", cash.count),
        ("K53.FXEX_fen", exchanged.fen), ("K53.CASHOUT_fen", cash.fen),
      ]
  }

  private var calibrationPacks: [String] { bank.calibration.packs.map(\.code) }

  /// K09 and K10.
  private func community() -> [(String, Int?)] {
    var latest: [Int: CommunityEvent] = [:]
    var (ever, readers) = (Set<Int>(), Set<Int>())
    for event in bank.communityEvents {
      let person = event.number.map { bank.numbers[$0].person }
      if event.type == "FOLLOW" || event.type == "UNFOLLOW" {
        latest[event.user * 100 + event.account] = event
        if let person, event.type == "FOLLOW" { ever.insert(person) }
      }
      if let person, event.type == "READ", event.content == "RESEARCH", isInPeriod(event.day) { readers.insert(person) }
    }
    let following = latest.values.filter { $0.type == "FOLLOW" }
    let persons = Set(following.compactMap { $0.number.map { bank.numbers[$0].person } })
    let strangers = Set(following.filter { $0.number == nil }.map(\.user))
    return [
      ("K09", persons.count), ("K09.ever", ever.count), ("K09.pairs", following.count),
      ("K09.noparty", strangers.count), ("K10", readers.count),
    ]
  }

  /// K20.
  private func complaints() -> [(String, Int?)] {
    let closed = bank.complaints.filter { complaint in
      !complaint.isWithdrawn && complaint.end.map { isInPeriod($0.day) } ?? false
    }
    let means = [false, true].map { assisted in
      let own = closed.filter { $0.isAssisted == assisted }
      return Mean(count: own.count, sum: own.reduce(0) { $0 + ($1.minutes ?? 0) })
    }
    return Mean.figures("K20", means, gain: Mean.workGain) + [("K20.time_bp", Mean.timeChange(means))]
  }

  /// K22 by scene.
  private func campaigns() -> [(String, Int?)] {
    var fen: [String: Int] = [:]
    for transaction in bank.transactions where transaction.type.isSpend && isInPeriod(transaction.postedOn) {
      guard let scene = transaction.campaign.map({ SpendCampaign.all[$0].scene }) else { continue }
      fen[scene, default: 0] += transaction.type.sign * transaction.fen
    }
    return [("K22", fen.values.reduce(0, +))]
      + SpendCampaign.scenes.compactMap { scene in fen[scene.scene].map { ("K22.\(scene.scene)", $0) } }
  }
}

/// The figures of the assistants.
struct AssistantFigures {
  let bank: Bank

  /// K16 to K19.
  func metrics() -> [(String, Int?)] {
    let after = bank.tasks.filter { $0.isAfter && $0.day <= bank.calendar.asOf }
    let served = Set(after.filter { $0.assistant == .companion }.map(\.staff))
    return [("K16", Set(after.map(\.assistant)).count), ("K17", served.count)]
      + Mean.figures("K18", means(.deploy), gain: Mean.timeSaved)
      + Mean.figures("K19", means(.analysis), gain: Mean.workGain)
  }

  private func means(_ assistant: Assistant) -> [Mean] {
    [false, true].map { isAfter in
      let own = bank.tasks.filter {
        $0.assistant == assistant && $0.isAfter == isAfter && $0.day >= bank.calendar.periodFrom
      }
      return Mean(count: own.count, sum: own.reduce(0) { $0 + $1.minutes })
    }
  }
}

/// How many things took how long together.
struct Mean {
  let count: Int
  let sum: Int

  /// Rounded half up; nil of nothing.
  var value: Int? { count > 0 ? (2 * sum + count) / (2 * count) : nil }

  /// The gain, and what it is made from: before and after.
  static func figures(_ id: String, _ means: [Mean], gain: ([Mean]) -> Int?) -> [(String, Int?)] {
    [
      (id, gain(means)), ("\(id).before", means[0].value), ("\(id).after", means[1].value),
      ("\(id).before_n", means[0].count), ("\(id).after_n", means[1].count), ("\(id).before_sum", means[0].sum),
      ("\(id).after_sum", means[1].sum),
    ]
  }

  /// More work in the same time: mean before ÷ mean after − 1, in basis points.
  static func workGain(_ means: [Mean]) -> Int? {
    let (before, after) = (means[0].sum * means[1].count, means[1].sum * means[0].count)
    return Ratio.basisPoints(before - after, of: after)
  }

  /// Change of time for the same work: mean after ÷ mean before − 1, in basis points.
  static func timeChange(_ means: [Mean]) -> Int? {
    let (before, after) = (means[0].sum * means[1].count, means[1].sum * means[0].count)
    return Ratio.basisPoints(after - before, of: before)
  }

  /// Time saved for the same work, in basis points.
  static func timeSaved(_ means: [Mean]) -> Int? { timeChange(means).map { -$0 } }
}
