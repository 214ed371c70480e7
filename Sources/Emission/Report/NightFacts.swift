import MartCore

/// What the report shows of other nights and of what is not in the mart; whoever makes the night gathers it.
package struct NightFacts: Sendable {
  /// The figures of the last nights, oldest first, tonight's last.
  package var figures: [FigureDay] = []
  /// By due time.
  package var arrivals: [DueArrival] = []
  /// Nil where the pipeline tells no persons apart.
  package var questions: [QuestionGroup]?

  package init() {}
}

/// The whole bank's figures of one day.
package struct FigureDay: Sendable, Hashable {
  package var day: String
  /// By id.
  package var values: [String: Int64]

  package init(day: String, values: [String: Int64]) {
    self.day = day
    self.values = values
  }
}

/// A delivery, or one that did not come, beside its due time. Times are those of the pipeline's zone, `yyyy-mm-dd hh:mm`.
package struct DueArrival: Sendable, Hashable {
  package var feed: String
  package var businessDate: BusinessDate
  package var due: String
  /// RFC 3339, to sort by.
  package var dueBy: String
  /// Nil: nothing came.
  package var landed: String?
  /// Below 0: early. Of what did not come, how long it is overdue; nil while it is not.
  package var minutesLate: Int?
  /// Nights of the last thirty on which the feed brought something, and how many of them it was late.
  package var nights: Int64 = 0
  package var lateNights: Int64 = 0

  package init(
    feed: String, businessDate: BusinessDate, due: String, dueBy: String, landed: String?, minutesLate: Int? = nil
  ) {
    self.feed = feed
    self.businessDate = businessDate
    self.due = due
    self.dueBy = dueBy
    self.landed = landed
    self.minutesLate = minutesLate
  }
}

/// Questions of one reason and weight that wait for a steward since one day.
package struct QuestionGroup: Sendable, Hashable {
  package var rule: String
  /// Bits, such as `20–24`; empty where the pair was not weighed.
  package var weight: String
  /// Nil: since before the ledger.
  package var since: BusinessDate?
  package var count: Int64

  package init(rule: String, weight: String, since: BusinessDate?, count: Int64) {
    self.rule = rule
    self.weight = weight
    self.since = since
    self.count = count
  }
}
