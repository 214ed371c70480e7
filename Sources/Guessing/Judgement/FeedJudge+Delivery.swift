import Contracts
import MartCore

extension FeedJudge {
  /// How the feed is delivered, of which day its rows are, what sums it announces; after the key.
  mutating func judgeTogether() {
    judgeDelivery()
    judgePersons()
    settleRequired()
    guess.totals = guess.columns.filter { $0.type == .money && $0.currency != nil && !$0.isVaulted }.map(\.name)
  }

  private mutating func judgeDelivery() {
    let hasOperation = guess.columns.contains { $0.role == .op }
    var day = businessDay()
    if let found = day, wishes.delivery == nil, isStateOf(found) { day = nil }
    guess.delivery = wishes.delivery ?? (hasOperation ? .delta : day != nil ? .events : .snapshot)
    if guess.delivery != .delta {
      for index in guess.columns.indices where guess.columns[index].role == .op { guess.columns[index].role = nil }
    }
    guard guess.delivery == .events else { return noteDelivery() }
    if let day {
      (guess.columns[day].role, guess.columns[day].required) = (.businessDate, true)
      guess.doubts.append(
        Doubt(
          "delivery events, by the days in \(guess.columns[day].name): each row happens once. If every file lists all "
            + "there is, --delivery snapshot"))
    } else {
      guess.isDatedByControl = true
      guess.doubts.append(Doubt("no column was found for the day of an event: all rows are of the delivery's day"))
    }
  }

  private mutating func noteDelivery() {
    if guess.delivery == .snapshot, wishes.delivery == nil {
      guess.doubts.append(
        Doubt(
          "delivery snapshot: every file lists all there is, and a key that is no longer listed is closed. If rows "
            + "happen once, --delivery events"))
    }
    if guess.delivery == .delta {
      guess.doubts.append(Doubt("delivery delta, by the operations I, U and D; --delivery says otherwise"))
      if !guess.columns.contains(where: { $0.role == .op }) {
        guess.doubts.append(Doubt("no column of operations D, I, U was found, which a delta needs", isGrave: true))
      }
    }
  }

  /// A required date near the delivery's day, not after it, whose name does not say that it is another.
  private func businessDay() -> Int? {
    let days = guess.columns.indices.filter { index in
      let (column, profile) = (guess.columns[index], profile.columns[index])
      guard column.type == .date, !column.isVaulted, profile.empty == 0,
        column.hints.isDisjoint(with: [.otherDay, .birth]),
        let first = profile.firstDay, let last = profile.lastDay
      else { return false }
      return last <= guess.date && guess.date - last <= 62 && guess.date - first <= 800
    }
    return days.max { left, right in score(left) < score(right) }
  }

  /// All rows are of the delivery's own day and say so, or what they are of comes again every day.
  private func isStateOf(_ day: Int) -> Bool {
    guard profile.columns[day].firstDay == guess.date, profile.columns[day].lastDay == guess.date else { return false }
    let lasting = guess.key.contains { name in
      guard let token = guess.index(name).flatMap({ guess.columns[$0].token }) else { return false }
      return token == "customer" || token == "account"
    }
    return lasting || guess.columns[day].hints.contains(.asOf)
  }

  private func score(_ index: Int) -> (Int, Int) {
    let span = (profile.columns[index].lastDay ?? guess.date) - (profile.columns[index].firstDay ?? guess.date)
    return (guess.columns[index].hints.contains(.day) ? 1 : 0, -span)
  }

  /// Of few rows nothing is required but what must be.
  private mutating func settleRequired() {
    for index in guess.columns.indices where profile.rows < 50 && !guess.key.contains(guess.columns[index].name) {
      if guess.columns[index].role == nil, guess.columns[index].list == nil { guess.columns[index].required = false }
    }
    let required = guess.columns.filter { $0.required && !guess.key.contains($0.name) && $0.role == nil }
    guard !required.isEmpty else { return }
    guess.doubts.append(
      Doubt(
        "\(counted(required.count, "column is", "columns are")) required because no row of this file lacks a value; take "
          + "`required` away where a later one may"))
  }

  /// Amounts of persons are personal.
  private mutating func judgePersons() {
    guard guess.columns.contains(where: \.isVaulted) else { return }
    for index in guess.columns.indices where guess.columns[index].type == .money && !guess.columns[index].isVaulted {
      guess.columns[index].dataClass = max(guess.columns[index].dataClass, .personal)
    }
  }
}
