import MartCore

/// Lets cards change: features and faces, loss and recovery, closing.
struct CardChanger {
  let calendar: DeliveryCalendar
  let numbers: [CustomerNumber]
  var random: SeededRandom

  /// About `count` changes within the history, and the closing of the cards of those who left.
  mutating func change(_ cards: inout [Card], count: Int) {
    for index in cards.indices { closeWithHolder(&cards[index]) }
    guard !cards.isEmpty else { return }
    for _ in 0..<count {
      let index = random.below(cards.count)
      let first = max(cards[index].openedOn, calendar.storyOpening)
      guard cards[index].changes.isEmpty, first < calendar.asOf else { continue }
      changeOnce(&cards[index], on: random.day(after: first, through: calendar.asOf))
    }
  }

  /// A card ends with its holder's number.
  private func closeWithHolder(_ card: inout Card) {
    let holder = numbers[card.holder]
    var end: BusinessDate?
    if holder.opening.status != .active, holder.changes.isEmpty { end = card.openedOn + 30 }
    for (on, change) in holder.changes {
      if case .status(let status) = change, status == .closed || status == .deceased { end = on }
    }
    guard let end else { return }
    var state = card.opening
    (state.status, state.closedOn) = (.closed, max(end, card.openedOn))
    card.changes = [(max(end, card.openedOn), state)]
  }

  private mutating func changeOnce(_ card: inout Card, on day: BusinessDate) {
    var state = card.opening
    switch random.below(10) {
    case 0..<4: state.feature = state.feature == .travel ? .culture : .travel
    case 4..<6: state.customFace.toggle()
    case 6..<8: state.status = .lost
    default: (state.status, state.closedOn) = (.closed, day)
    }
    card.changes = [(day, state)]
    guard state.status == .lost else { return }
    let next = day + random.number(in: 4...25)
    guard next <= calendar.asOf else { return }
    if random.chance(3, in: 5) {
      state.status = .active
    } else {
      (state.status, state.closedOn) = (.closed, next)
    }
    card.changes.append((next, state))
  }
}
