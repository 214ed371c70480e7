import Contracts
import MartCore
import MartStore

/// Writes `report.html` into the candidate: tonight on one page that opens without a network. It is whole without its one
/// script, which sorts tables; its own policy forbids the browser to load anything.
///
/// It reads the mart's meta tables and figures, so it is written after the gate has filled them. No value of a rejected
/// row is shown, only its place.
/// - notes: operators' decisions of this night, such as a feed that was allowed to be missing.
/// - times: how long the stages of the last nights took, oldest first.
/// - held: ids of the outputs that do not leave without a feed, by the feed's name.
/// - deliveries: ids of what this night took in; nil: those of the business date.
/// - facts: what the mart does not hold.
/// - causes: why the gate lets the night not be published; what it found is read from `refused.sqlite` of the candidate.
package func writeReport(
  _ pipeline: Pipeline, candidate: String, businessDate: BusinessDate, generation: String, notes: [String] = [],
  deliveries tonight: Set<Int64>? = nil, times: [StageTime] = [], held: [String: Set<String>] = [:],
  facts: NightFacts = NightFacts(), stoppedBy causes: [String] = []
) throws {
  let mart = try opened(candidate, isStopped: !causes.isEmpty)
  defer { try? mart.close() }
  let page = try mart.use { session in
    let report = ReportPage(
      pipeline: pipeline, session: session, businessDate: businessDate, generation: generation, notes: notes,
      tonight: try tonight ?? deliveries(of: businessDate, session), times: times, held: held,
      facts: facts, causes: causes)
    return try report.page()
  }
  try Files.write(page.html, to: "\(candidate)/report.html", mode: 0o640)
}

/// The candidate's mart; of a night that the gate stopped, with what it found before it: an unqualified name is looked up
/// in the files in the order in which they were attached.
private func opened(_ candidate: String, isStopped: Bool) throws -> Store {
  guard isStopped else { return try Store("\(candidate)/mart.sqlite", .readOnly) }
  let both = try Store()
  try both.use { session in
    try session.attach("\(candidate)/refused.sqlite", as: "refused")
    try session.attach("\(candidate)/mart.sqlite", as: "mart")
    try session.execute("PRAGMA query_only = ON")
  }
  return both
}

struct ReportPage {
  var pipeline: Pipeline
  var session: Session
  var businessDate: BusinessDate
  var generation: String
  var notes: [String]
  var tonight: Set<Int64>
  var times: [StageTime]
  var held: [String: Set<String>]
  var facts: NightFacts
  var causes: [String]

  func page() throws -> Markup {
    let sections = [
      try arrivals(), try account(), try paths(), try rejected(), try figures(), try pictures(), questions(),
      try checks(), operation(), declassified(),
    ]
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
      <title>\(pipeline.title) \(generation)</title><style>
      \(reportStyle)
      </style></head><body><header><h1>\(pipeline.title) <span class="zh" lang="zh">\(pipeline.zh)</span></h1>
      <p>Business date <b>\(businessDate)</b> · generation <b>\(generation)</b> · pipeline \(pipeline.version)</p>
      \(verdict)\(Markup(notes.map { "<p class=\"mild\">\($0)</p>" }))<nav aria-label="Sections 目录">\(navigation)</nav></header><main>
      \(try glance())\(Markup(sections))<footer>Rejected rows are named by place; their values stay in the archive.
      被拒绝的行只注明位置，内容保留在归档中。</footer></main><script>
      \(sortingScript)
      </script></body></html>

      """
  }

  /// Published, or why not.
  private var verdict: Markup {
    if causes.isEmpty { return "<p class=\"state good\">✓ \(Label("Published", "已发布").markup)</p>" }
    let list = Markup(causes.map { "<li>\($0)</li>" })
    return """
      <div class="bad"><p class="state">✗ \(Label("Not published: the gate stopped this night", "未发布：质量门未通过").markup)</p>\
      <ul>\(list)</ul></div>
      """
  }

  private var navigation: Markup {
    var places = [
      ("arrivals", Label("Arrivals", "到达")), ("account", Label("Conservation", "守恒账")), ("paths", Label("Paths", "路径")),
      ("rejected", Label("Rejected rows", "拒绝行")), ("figures", Label("Figures", "指标")),
    ]
    if !pipeline.pictures.isEmpty { places.append(("pictures", Label("Pictures", "图表"))) }
    if facts.questions != nil { places.append(("review", Label("Review queue", "复核队列"))) }
    places.append(("checks", Label("Checks", "检查")))
    if !times.isEmpty || !pipeline.outputs.isEmpty { places.append(("operation", Label("Operation", "运行"))) }
    return Markup(places.map { "<a href=\"#\($0.0)\">\($0.1.markup)</a>" })
  }

  /// The night in six numbers.
  private func glance() throws -> Markup {
    let rows = try flows()
    let failed = try session.int("SELECT COUNT(*) FROM meta_check WHERE status = 'failed'")
    let gaps = try session.int("SELECT COUNT(*) FROM meta_conservation WHERE difference <> 0")
    let cards: [(Label, String)] = [
      (Label("Deliveries", "批次"), grouped(Int64(tonight.count))),
      (Label("Rows accepted", "接受行数"), grouped(rows.reduce(0) { $0 + $1.accepted })),
      (Label("Rows quarantined", "隔离行数"), grouped(rows.reduce(0) { $0 + $1.quarantined })),
      (Label("Rows repeated", "重复行数"), grouped(rows.reduce(0) { $0 + $1.repeated })),
      (Label("Amounts that do not tie", "不平金额"), grouped(gaps ?? 0)),
      (Label("Checks failed", "未通过检查"), grouped(failed ?? 0)),
    ]
    return """
      <div class="cards">\(Markup(cards.map { "<div class=\"card\">\($0.0.markup)<b>\($0.1)</b></div>" }))</div>

      """
  }
}
