import MartCore

/// What the bank holds anyway, at any size: U27, U28, U33, U36, U38, U39, U44, U47.
struct PlantedOddities: UglyCase {
  func put(into site: UglySite) throws {
    let opening = site.bank.calendar.opening
    try note("U27", "deposit_account", opening, site) { !$0("joint_cust_no").isEmpty }
    try note("U28", "card_account", opening, site) { $0("holder") == "SUPP" }
    try note("U36", "deposit_balance", opening, site) { $0("ccy") == "JPY" }
    try note("U36", "deposit_balance", opening, site) { $0("ccy") == "USD" }
    try note("U36", "deposit_balance", opening, site) { $0("ccy") == "HKD" }
    try note("U39", "community_event", opening, site) { $0("event_type") == "UNFOLLOW" }
    try note("U39", "community_event", opening, site) { $0("cust_no").isEmpty }
    try note("U44", "loan_account", opening, site) { !$0("co_cust_no").isEmpty }
    for date in site.bank.calendar.dates.dropFirst() {
      let isDone = try anywhere("U38", "campaign_touch", date, site) { $0("outcome") == "SENT" && $0("op") == "I" }
      if isDone { break }
    }
    for (id, feed, isFit) in later {
      for date in site.bank.calendar.dates.dropFirst() where try anywhere(id, feed, date, site, isFit) { break }
    }
  }

  private typealias Test = ((String) -> String) -> Bool

  private var later: [(String, String, Test)] {
    [
      ("U33", "card_txn", { $0("mcc") == MerchantCategories.unknown }),
      ("U47", "insurance_policy", { $0("status") == "CANCELLED" }),
      ("U47", "insurance_policy", { $0("pay_mode") == "SINGLE" && $0("op") == "I" }),
    ]
  }

  private func note(_ id: String, _ feed: String, _ date: BusinessDate, _ site: UglySite, _ isFit: Test) throws {
    _ = try anywhere(id, feed, date, site, isFit)
  }

  /// Whether there was one.
  private func anywhere(
    _ id: String, _ feed: String, _ date: BusinessDate, _ site: UglySite, _ isFit: Test
  ) throws -> Bool {
    let spec = site.spec(feed)
    guard let found = try site.find(feed, date, where: { row in isFit { row.text($0, of: spec) } }) else {
      return false
    }
    let rule = id == "U47" && found.row.text("status", of: spec) == "CANCELLED" ? "INS-01" : ""
    let entry = UglyEntry(id: id, feed: feed, date: date, rule: rule, rows: 1)
    site.note(entry, in: found.file, mark: found.file.mark(found.place))
    return true
  }
}
