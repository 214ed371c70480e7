import MartCore

extension ReportPage {
  /// How many pairs wait for a steward, by reason, weight and age; never whom they concern.
  func questions() -> Markup {
    guard let groups = facts.questions else { return "" }
    let heads = [
      Label("Reason", "原因"), Label("Weight in bits", "匹配分（比特）"), Label("Questions", "待复核对数"),
      Label("0–1 days", "0–1 天"), Label("2–7 days", "2–7 天"), Label("8–30 days", "8–30 天"), Label("Older", "更久"),
      Label("Oldest since", "最早日期"),
    ]
    var lines: [[Cell]] = []
    for (rule, weight) in distinctPairs(groups) {
      let own = groups.filter { $0.rule == rule && $0.weight == weight }
      var ages: [Int64] = [0, 0, 0, 0]
      for group in own { ages[place(of: group.since)] += group.count }
      let oldest = own.contains { $0.since == nil } ? nil : own.compactMap(\.since).min()
      lines.append(
        [
          .text("\(rule) \(Self.reasons[rule] ?? "")"), .text(weight.isEmpty ? "not weighed" : weight),
          .number(ages.reduce(0, +)),
        ] + ages.map(Cell.number) + [.text(oldest?.description ?? "before the ledger")])
    }
    let bars = distinctPairs(groups).map { rule, weight in
      (
        label: weight.isEmpty ? rule : "\(rule), \(weight) bits",
        value: groups.filter { $0.rule == rule && $0.weight == weight }.reduce(0) { $0 + $1.count }
      )
    }
    let picture = bars.isEmpty ? "" : barsPicture(bars, unit: "", title: "Questions that wait for a steward")
    return section(
      "review", Label("Identity: questions that wait", "身份复核队列"),
      [
        picture, table(heads, lines, whenEmpty: Label("No question waits for a steward.", "没有待复核问题")),
        "<p class=\"none\"><code>mart review</code> lists them; whom they concern is in the vault alone.</p>",
      ])
  }

  private static var reasons: [String: String] {
    [
      "C1": "two documents of one kind 同类证件冲突", "D2": "one document, names that do not fit 同证异名",
      "F2": "much agrees, not enough 证据不足",
    ]
  }

  private func distinctPairs(_ groups: [QuestionGroup]) -> [(String, String)] {
    var seen: Set<String> = []
    return groups.filter { seen.insert("\($0.rule)|\($0.weight)").inserted }.map { ($0.rule, $0.weight) }
  }

  private func place(of since: BusinessDate?) -> Int {
    guard let since else { return 3 }
    switch businessDate.dayNumber - since.dayNumber {
    case ...1: return 0
    case ...7: return 1
    case ...30: return 2
    default: return 3
    }
  }
}
