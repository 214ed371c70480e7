import Contracts
import MartStore

extension ReportPage {
  /// What was rejected tonight, by feed, rule and reason, with the place of the first of each.
  func rejected() throws -> Markup {
    var rows: [(feed: String, rule: String, reason: String, count: Int64, place: String)] = []
    let sql = """
      SELECT d.delivery_id, d.feed, q.rule, q.reason, d.file, q.line
        FROM meta_delivery AS d JOIN meta_quarantine AS q ON q.delivery_id = d.delivery_id
       ORDER BY d.feed, q.rule, q.reason, d.business_date, d.sequence, q.line
      """
    try session.scan(sql) { row in
      guard tonight.contains(row.int(0)) else { return }
      let (feed, rule, reason) = (row.string(1), row.string(2), row.string(3))
      if let last = rows.last, last.feed == feed, last.rule == rule, last.reason == reason {
        rows[rows.count - 1].count += 1
      } else {
        rows.append((feed, rule, reason, 1, "\(row.string(4)):\(row.int(5))"))
      }
    }
    let heads = [
      Label("Feed", "数据源"), Label("Rule", "规则"), Label("Reason", "原因"), Label("Rows", "行数"), Label("First at", "首个位置"),
    ]
    let cells = rows.map { [Cell.text($0.feed), .text($0.rule), .text($0.reason), .number($0.count), .text($0.place)] }
    return section(
      "rejected", Label("Rejected rows", "拒绝行"),
      [table(heads, cells, whenEmpty: Label("No row was rejected.", "没有拒绝行"))])
  }

  /// The whole bank's figures with their names and what was published of them.
  func figures() throws -> Markup {
    let heads = [
      Label("Id", "编号"), Label("Figure", "指标"), Label("Value", "数值"), Label("Since last night", "较前一晚"),
      Label("Trend", "走势"), Label("Base", "基期"), Label("Since base", "较基期"), Label("Published", "公布值"),
      Label("Unit", "单位"), Label("Basis", "口径"), Label("Owner", "责任人"),
    ]
    let label = Label("Figures", "指标")
    let empty = Label("The pipeline declares no figures.", "没有指标")
    guard !pipeline.figures.isEmpty else { return section("figures", label, [table(heads, [], whenEmpty: empty)]) }
    let headlines = Dictionary(
      pipeline.metrics.compactMap { metric in metric.headline.map { (metric.id, (metric.headlineScaled, $0)) } }
    ) { first, _ in first }
    let sql = """
      SELECT k.kpi_id, COALESCE(m.title, ''), COALESCE(m.title_zh, ''), k.value, k.base_value, k.unit, k.basis,
             COALESCE(m.owner, '')
        FROM \(sqlName(pipeline.figures)) AS k LEFT JOIN meta_metric AS m ON m.kpi_id = k.kpi_id
       WHERE k.org = 'BANK' ORDER BY k.kpi_id
      """
    let rows = try session.rows(sql).map { row -> [Cell] in
      let headline = headlines[row[0].display].map { scaled, value in
        scaled ? dividedHalfUp(value, by: pipeline.headlineScale) : value
      }
      return [.text(row[0].display), .text("\(row[1].display) \(row[2].display)")]
        + [.number(row[3].int), change(row[0].display, row[3].int), trend(row[0].display, row[1].display)]
        + [.number(row[4].int), .number(row[3].int.flatMap { value in row[4].int.map { value - $0 } })]
        + [.number(headline)] + row[5...7].map { .text($0.display) }
    }
    let nights = facts.figures.map(\.day)
    let words: Markup =
      nights.count > 1
      ? "<p class=\"none\">Trend: \(nights.count) nights, \(nights.first ?? "") to \(nights.last ?? ""); each line has its own scale.</p>"
      : ""
    return section("figures", label, [words, table(heads, rows, whenEmpty: empty)])
  }

  /// The value less that of the night before.
  private func change(_ id: String, _ value: Int64?) -> Cell {
    guard facts.figures.count > 1, let value else { return .number(nil) }
    return .number(facts.figures[facts.figures.count - 2].values[id].map { value - $0 })
  }

  private func trend(_ id: String, _ title: String) -> Cell {
    let points = facts.figures.compactMap { night in night.values[id].map { (day: night.day, value: $0) } }
    return .drawing(sparkline(points, name: title.isEmpty ? id : "\(id) \(title)"))
  }

  func checks() throws -> Markup {
    let tones = ["ok": "good", "failed": "bad", "waived": "mild", "held": "mild"]
    let sql = """
      SELECT check_id, severity, owner, failing, status, waiver FROM meta_check
       ORDER BY CASE status WHEN 'failed' THEN 0 WHEN 'held' THEN 1 WHEN 'waived' THEN 2 ELSE 3 END, check_id
      """
    let titles = Dictionary(pipeline.checks.map { ($0.id, $0.title) }) { first, _ in first }
    let rows = try session.rows(sql).map { row -> [Cell] in
      let status = row[4].display
      return [.state(status, tones[status] ?? "mild"), .text(row[0].display), .text(titles[row[0].display] ?? "")]
        + [.text(row[1].display), .text(row[2].display), .number(row[3].int), .text(row[5].display)]
    }
    let heads = [
      Label("Status", "结果"), Label("Check", "检查"), Label("What", "内容"), Label("Severity", "级别"),
      Label("Owner", "责任人"), Label("Rows", "行数"), Label("Waiver", "豁免"),
    ]
    return section(
      "checks", Label("Checks", "检查"), [table(heads, rows, whenEmpty: Label("No check has run yet.", "尚未检查"))])
  }

  /// Columns that are less protected than what they are made from, each with its reason.
  func declassified() -> Markup {
    let rows = pipeline.models.flatMap { model in
      model.columns.compactMap { column in
        column.declassify.map {
          [Cell.text("\(model.name).\(column.name)"), .text(column.dataClass.rawValue), .text($0)]
        }
      }
    }
    if rows.isEmpty { return "" }
    let heads = [Label("Column", "列"), Label("Class", "级别"), Label("Why", "理由")]
    return section(
      "declassified", Label("Declassified columns", "降级列"), [table(heads, rows, whenEmpty: Label("None.", "无"))])
  }
}
