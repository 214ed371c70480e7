import MartCore

/// Plans policies, so that what was paid for those in force is the planted stock on both days, and the new ones'
/// premiums are the planted ones.
struct PolicyPlan {
  let calibration: Calibration
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  /// WLTH numbers of those who may hold policies, and what each may have in them on the two days, in fen.
  let able: [(number: Int, room: AtDays)]
  var random: SeededRandom

  /// In no particular order.
  mutating func drafts() -> [PolicyDraft] {
    guard !able.isEmpty else { return [] }
    var order = able.filter { $0.room.base > 0 && $0.room.now > 0 && isOld($0.number) }
    if order.isEmpty { order = able }
    order = byRoom(order)
    let new = newPolicies(order)
    for policy in new {
      guard let place = order.firstIndex(where: { $0.number == policy.holder }) else { continue }
      order[place].room.now = max(0, order[place].room.now - policy.premium)
    }
    return olderPolicies(order, less: new.reduce(0) { $0 + $1.fen(on: calendar.asOf) }) + new + cancelled(order)
  }

  private func isOld(_ number: Int) -> Bool { numbers[number].openedOn <= calendar.storyOpening }

  /// Roughly those with the most room first.
  private mutating func byRoom(_ list: [(number: Int, room: AtDays)]) -> [(number: Int, room: AtDays)] {
    let ranks = list.map { min($0.room.now, $0.room.base) / 100 * random.number(in: 40...100) }
    return list.indices.sorted { (-ranks[$0], $0) < (-ranks[$1], $1) }.map { list[$0] }
  }

  private func stock(_ stocks: [Int]) -> Int { stocks[AssetKind.insurance.ordinal] }

  private mutating func draft(
    _ number: Int, isRegular: Bool, from first: BusinessDate, through last: BusinessDate
  ) -> PolicyDraft {
    let years = isRegular ? random.weighted([(3, 40), (5, 35), (10, 20), (20, 5)]) : 1
    let day = random.day(from: min(max(first, numbers[number].openedOn), last), through: last)
    return PolicyDraft(holder: number, isRegular: isRegular, payYears: years, issuedOn: day)
  }

  /// Policies of the period; they take a small part of what their holders may have.
  private mutating func newPolicies(_ order: [(number: Int, room: AtDays)]) -> [PolicyDraft] {
    var drafts: [PolicyDraft] = []
    for (isRegular, (count, fen)) in zip([true, false], zip(calibration.newPolicies, calibration.newPremiums)) {
      let holders = (0..<count).map { _ in
        let (one, other) = (random.pick(order), random.pick(order))
        return isRegular || one.room.now > other.room.now ? one : other
      }
      let weights = holders.map { $0.room.now / 1_000 * random.number(in: 10...40) + 1 }
      let caps = holders.map { max(1, $0.room.now / 8 / 10_000) }
      let shares = allocate(fen / 10_000, by: weights, upTo: caps)
      for (place, holder) in holders.enumerated() {
        var draft = draft(
          holder.number, isRegular: isRegular, from: calendar.periodFrom, through: calendar.asOf - 1)
        draft.premium = max(0, shares[place]) * 10_000 + (place == 0 ? fen % 10_000 : 0)
        drafts.append(draft)
      }
    }
    return drafts
  }

  /// Issued in the period and given back within days.
  private mutating func cancelled(_ order: [(number: Int, room: AtDays)]) -> [PolicyDraft] {
    (0..<calibration.cancelledPolicies).map { _ in
      var draft = draft(
        random.pick(order).number, isRegular: true, from: calendar.periodFrom, through: calendar.asOf - 20)
      draft.premium = random.number(in: 20...120) * 10_000
      draft.ended = (draft.issuedOn + random.number(in: 2...14), .cancelled)
      return draft
    }
  }

  /// Policies of the time before: some go on being paid, some end within the period, and the rest is as it was.
  private mutating func olderPolicies(_ order: [(number: Int, room: AtDays)], less new: Int) -> [PolicyDraft] {
    let (now, base) = (stock(calibration.assetsNow) - new, stock(calibration.assetsBase))
    let count = max(3, calibration.olderPolicies)
    let holders = (0..<count).map { order[$0 % order.count] }
    let each = (count + order.count - 1) / order.count
    let rooms = holders.map { min($0.room.now, $0.room.base) * 9 / 10 / each }
    var drafts = holders.indices.map { place in
      draft(
        holders[place].number, isRegular: isRegular(place, of: count), from: calendar.storyOpening - 1_500,
        through: calendar.base)
    }
    let single = drafts.indices.filter { !drafts[$0].isRegular }
    let step = max(1, single.count / calibration.endedPolicies)
    let ended = single.indices.filter { $0 % step == step / 2 }.prefix(calibration.endedPolicies).map { single[$0] }
    for index in ended {
      let day = random.day(from: calendar.periodFrom, through: calendar.asOf)
      drafts[index].ended = (day, random.chance(1, in: 2) ? .matured : .surrendered)
    }
    pay(&drafts, rooms, growth: now - base + base * 15 / 1_000)
    let paid = drafts.reduce(into: AtDays()) {
      $0.now += $1.paid(by: calendar.asOf); $0.base += $1.paid(by: calendar.base)
    }
    let staying = drafts.indices.filter { !drafts[$0].isRegular && drafts[$0].ended == nil }
    spread(now - paid.now, over: staying, &drafts, rooms)
    spread(base - paid.base - (now - paid.now), over: ended, &drafts, rooms)
    return drafts.filter { $0.premium > 0 }
  }

  /// Two of five are paid over years, fewer of those whose holders have the most room.
  private func isRegular(_ place: Int, of count: Int) -> Bool {
    place < count / 2 ? place % 5 == 0 : place % 5 < 3
  }

  /// Premiums of the regular policies: those that are due within the period make up the growth.
  private mutating func pay(_ drafts: inout [PolicyDraft], _ rooms: [Int], growth: Int) {
    let regular = drafts.indices.filter { drafts[$0].isRegular }
    let times = drafts.map { max(1, $0.payments(by: calendar.asOf).count) }
    for index in regular {
      drafts[index].premium = max(1, rooms[index] / times[index] / 10_000 * random.number(in: 10...60) / 100) * 10_000
    }
    let due = regular.filter {
      drafts[$0].payments(by: calendar.asOf).count > drafts[$0].payments(by: calendar.base).count
    }
    let caps = due.map { max(1, rooms[$0] / times[$0] / 10_000) }
    let shares = allocate(max(0, growth) / 10_000, by: due.map { drafts[$0].premium / 10_000 }, upTo: caps)
    for (index, share) in zip(due, shares) { drafts[index].premium = share * 10_000 }
  }

  private mutating func spread(_ fen: Int, over indices: [Int], _ drafts: inout [PolicyDraft], _ rooms: [Int]) {
    let weights = indices.map { rooms[$0] / 1_000 * random.number(in: 30...100) + 1 }
    let shares = allocate(max(0, fen), by: weights, upTo: indices.map { max(1, rooms[$0]) })
    for (index, share) in zip(indices, shares) { drafts[index].premium = share }
  }
}
