import Contracts
import MartCore

extension Gate {
  /// One line for the whole account, and one for rows that no delivery owns.
  func accountResults(_ account: AccountOutcome) -> [CheckResult] {
    let first = account.gaps.first.map { "; the first: \(describe($0))" } ?? ""
    let account1 = CheckResult(
      "conservation", .stop, owner: account.gaps.first.map { owner($0.feed) } ?? "", failing: Int64(account.gaps.count),
      what: "the conservation account of \(account.gaps.count) amounts does not hold\(first)",
      remedy: look(in: Evidence.name, "SELECT * FROM meta_conservation WHERE difference <> 0"))
    let strange = account.strangers.sorted { $0.key < $1.key }
    let count = strange.reduce(0) { $0 + $1.value }
    let tables = strange.map(\.key).joined(separator: ", ")
    let account2 = CheckResult(
      "conservation.delivery", .stop, owner: "", failing: Int64(count),
      what: "\(tables) holds rows of \(count) deliveries that meta_delivery does not know",
      remedy: look("SELECT delivery_id FROM \(strange.first?.key ?? "") EXCEPT SELECT delivery_id FROM meta_delivery"))
    return [account1, account2]
  }

  /// One line a path.
  func pathResults(_ gaps: [PathGap]) -> [CheckResult] {
    pipeline.paths.map { path in
      let mine = gaps.filter { $0.pathID == path.id }
      let steps = mine.map(describe).joined(separator: "; ")
      return CheckResult(
        "path.\(path.id)", .stop, owner: path.owner, failing: Int64(mine.count),
        what: "path \(path.id) (\(path.title)) breaks: \(steps)", at: path.location,
        remedy: "ask \(path.owner); "
          + look(
            in: Evidence.name,
            "SELECT * FROM meta_path WHERE path_id = '\(path.id)' AND business_date = '\(businessDate)'"))
    }
  }

  private func describe(_ gap: AccountGap) -> String {
    let published = gap.published.map { ", published \($0)" } ?? ""
    return "\(gap.feed) of \(gap.businessDate), \(gap.measure) in \(gap.unit): announced \(gap.announced), "
      + "accepted \(gap.accepted), quarantined \(gap.quarantined), repeated \(gap.repeated), staged \(gap.staged)"
      + "\(published), difference \(gap.difference)"
  }

  private func describe(_ gap: PathGap) -> String {
    let lines = gap.lines == 0 ? "" : " with reported lines of \(gap.lines)"
    return "step \(gap.step), \(gap.table).\(gap.measure) = \(gap.amount)\(lines), "
      + "but \(gap.previousTable) before it = \(gap.previous): difference \(gap.difference) \(gap.unit)"
  }

  private func owner(_ feed: String) -> String { pipeline.feed(feed)?.owner ?? "" }

  /// How to see the rows.
  func look(in file: String = "mart.sqlite", _ sql: String) -> String {
    "to see it: sqlite3 -readonly \(candidate)/\(file) \"\(sql)\""
  }
}
