import MartCore

/// U35: a telephone whose clock is wrong, the last millisecond of a day, and an event after midnight that belongs to
/// the day before.
struct ClockOddities: UglyCase {
  func put(into site: UglySite) throws {
    let (feed, date) = ("channel_event", site.bank.calendar.september(10))
    let spec = site.spec(feed)
    let day = { (row: Row) -> BusinessDate in
      if case .date(let day) = row.fields[spec.columns.count - 1] { day } else { date }
    }
    for (rule, times) in changes {
      let found = try site.find(feed, date) {
        $0.text("channel", of: spec) == "MOB" && $0.outcome == .accepted(late: false)
      }
      guard let found else { continue }
      let (occurred, received) = times(day(found.row))
      site.change("U35", found, rule: rule) { row in
        row.set("occurred_at", of: spec, to: .text(occurred))
        row.set("received_at", of: spec, to: .text(received))
      }
    }
  }

  private typealias Times = @Sendable (BusinessDate) -> (String, String)

  private var changes: [(rule: String, times: Times)] {
    [
      ("DQ-15", { ("\($0)T15:00:00+08:00", "\($0)T12:00:00+08:00") }),
      ("", { ("\($0)T23:59:59.999+08:00", "\($0 + 1)T00:00:01+08:00") }),
      ("", { ("\($0 + 1)T00:03:00+08:00", "\($0 + 1)T00:03:01+08:00") }),
    ]
  }
}
