import Contracts
import MartStore

extension ReportPage {
  /// Rows of each feed that brought something tonight.
  func flows() throws -> [FeedFlow] {
    var flows: [String: FeedFlow] = [:]
    let sql = """
      SELECT delivery_id, feed, announced, accepted, quarantined, repeated FROM meta_conservation
       WHERE measure = 'rows'
      """
    try session.scan(sql) { row in
      guard tonight.contains(row.int(0)) else { return }
      let feed = row.string(1)
      var flow = flows[feed] ?? FeedFlow(feed: feed, announced: 0, accepted: 0, quarantined: 0, repeated: 0)
      flow.announced += row.int(2)
      flow.accepted += row.int(3)
      flow.quarantined += row.int(4)
      flow.repeated += row.int(5)
      flows[feed] = flow
    }
    return flows.values.sorted { $0.feed < $1.feed }
  }

  func arrivals() throws -> Markup {
    var rows: [[Cell]] = []
    var present = Set<String>()
    let sql = """
      SELECT delivery_id, feed, business_date, file, sequence, status, rows, accepted, quarantined, repeated
        FROM meta_delivery ORDER BY feed, business_date, sequence, delivery_id
      """
    try session.each(sql) { row in
      guard let id = row[0].int, tonight.contains(id) else { return }
      present.insert(row[1].display)
      let status = row[5].display
      rows.append(
        [1, 2, 3].map { .text(row[$0].display) }
          + [.number(row[4].int), .state(status, status == "accepted" ? "good" : "mild")]
          + row[6...9].map { .number($0.int) })
    }
    for feed in pipeline.feeds where !present.contains(feed.name) {
      rows.append(
        [.text(feed.name), .text(businessDate.description), .text(""), .number(nil), .state("nothing came", "mild")]
          + Array(repeating: .number(nil), count: 4))
    }
    let heads = [
      Label("Feed", "数据源"), Label("Business date", "业务日期"), Label("File", "文件"), Label("Sequence", "序号"),
      Label("Status", "状态"), Label("Rows", "行数"), Label("Accepted", "接受"), Label("Quarantined", "隔离"),
      Label("Repeated", "重复"),
    ]
    return section(
      "arrivals", Label("Arrivals", "到达情况"),
      [
        flowPicture(try flows()), table(heads, rows, whenEmpty: Label("No feed is declared.", "没有数据源")), dueTimes(),
      ])
  }

  func account() throws -> Markup {
    var rows: [[Cell]] = []
    let sql = """
      SELECT delivery_id, feed, business_date, measure, unit, announced, accepted, quarantined, repeated, staged,
             published, difference
        FROM meta_conservation ORDER BY feed, business_date, delivery_id, measure <> 'rows', measure
      """
    try session.each(sql) { row in
      let difference = row[11].int ?? 0
      guard difference != 0 || row[0].int.map(tonight.contains) == true else { return }
      rows.append(
        row[1...4].map { .text($0.display) } + row[5...10].map { .number($0.int) }
          + [.state(grouped(difference), difference == 0 ? "good" : "bad")])
    }
    let dates = try session.rows(
      "SELECT business_date, SUM(accepted) FROM meta_conservation WHERE measure = 'rows' GROUP BY 1 ORDER BY 1"
    ).map { (date: $0[0].display, rows: $0[1].int ?? 0) }
    let heads = [
      Label("Feed", "数据源"), Label("Business date", "业务日期"), Label("Measure", "度量"), Label("Unit", "单位"),
      Label("Announced", "申报"), Label("Accepted", "接受"), Label("Quarantined", "隔离"), Label("Repeated", "重复"),
      Label("Staged", "暂存"), Label("Published", "发布"), Label("Difference", "差额"),
    ]
    return section(
      "account", Label("Conservation account", "守恒账"),
      [
        "<p>Announced = accepted + quarantined + repeated; accepted = staged = published.</p>",
        table(heads, rows, whenEmpty: Label("Nothing came tonight.", "今晚没有批次")),
        "<h3>\(Label("Accepted rows by business date", "各业务日接受行数").markup)</h3>", datesPicture(dates),
      ])
  }

  func paths() throws -> Markup {
    let titles = Dictionary(pipeline.paths.map { ($0.id, "\($0.id) \($0.title)") }) { first, _ in first }
    let sql = """
      SELECT path_id, step_no, table_name, measure, reported_as, amount, difference FROM meta_path
       WHERE business_date = ? ORDER BY path_id, step_no, reported_as = '', reported_as
      """
    let rows = try session.rows(sql, [.text(businessDate.description)]).map { row -> [Cell] in
      let difference = row[6].int ?? 0
      return [.text(titles[row[0].display] ?? row[0].display), .number(row[1].int)]
        + row[2...4].map { .text($0.display) }
        + [.number(row[5].int), .state(grouped(difference), difference == 0 ? "good" : "bad")]
    }
    let heads = [
      Label("Path", "路径"), Label("Step", "步骤"), Label("Table", "表"), Label("Measure", "度量"),
      Label("Reported line", "列示项"), Label("Amount", "金额"), Label("Difference", "差额"),
    ]
    return section(
      "paths", Label("Paths of amounts", "金额路径"), [table(heads, rows, whenEmpty: Label("No path is declared.", "没有路径"))]
    )
  }
}
