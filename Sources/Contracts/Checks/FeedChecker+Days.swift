import MartCore

extension FeedChecker {
  /// Columns that come and go: those by which rows are told apart must always be there.
  mutating func checkDays() {
    for column in feed.columns {
      if let from = column.from, let until = column.until, from >= until {
        note(
          "'\(column.name)' ends before it begins", "days", at: place(column, "until"),
          remedy: "`from` is the first business date that has it, `until` the first one that does not")
      }
      guard column.from != nil || column.until != nil else { continue }
      if feed.key.contains(column.name) || column.role != nil {
        note(
          "'\(column.name)' is a key or has a role, and must be in all deliveries", "days",
          at: place(column, column.from == nil ? "until" : "from"),
          remedy: "take `from` and `until` away, or declare a feed of its own for the other form")
      }
    }
  }
}
