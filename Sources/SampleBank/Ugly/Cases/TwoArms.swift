import MartCore

/// U38: someone who came after the base day was reached, and is also held out: in neither arm of the comparison.
struct TwoArms: UglyCase {
  private static let score = 777

  func plant(in bank: inout Bank) {
    let place = bank.touches.indices.last { index in
      let touch = bank.touches[index]
      return touch.isBrain && touch.arm == .treated && touch.outcomes.contains { $0.outcome.isDelivered }
        && !bank.relations.wasCustomer[bank.numbers[touch.number].person]
    }
    guard let place else { return }
    let touch = bank.touches[place]
    let sequence = bank.touches.filter { $0.plannedOn == touch.plannedOn }.map(\.sequence).max() ?? 0
    var touches = Array(bank.touches)
    touches.insert(
      Touch(
        number: touch.number, isBrain: true, campaign: touch.campaign, arm: .control, channel: nil, offer: touch.offer,
        score: Self.score, outcomes: [(touch.plannedOn, .held)], sequence: sequence + 1),
      at: place + 1)
    bank.touches = Roll(touches, in: bank.options.scratch)
  }

  func put(into site: UglySite) throws {
    let feed = "campaign_touch"
    let touch = site.bank.touches.first { touch in
      touch.score == Self.score && touch.arm == .control
        && !site.bank.relations.wasCustomer[site.bank.numbers[touch.number].person]
    }
    guard let touch else { return }
    try site.notePlanted("U38", feed, site.bank.calendar.night(of: touch.plannedOn)) {
      $0.text("touch_id", of: site.spec(feed)) == touch.id
    }
  }
}
