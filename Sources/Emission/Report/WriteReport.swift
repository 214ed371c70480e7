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
package func writeReport(
  _ pipeline: Pipeline, candidate: String, businessDate: BusinessDate, generation: String, notes: [String] = [],
  deliveries tonight: Set<Int64>? = nil, times: [StageTime] = [], held: [String: Set<String>] = [:],
  facts: NightFacts = NightFacts()
) throws {
  let mart = try Store("\(candidate)/mart.sqlite", .readOnly)
  defer { try? mart.close() }
  let page = try mart.use { session in
    let report = ReportPage(
      pipeline: pipeline, session: session, businessDate: businessDate, generation: generation, notes: notes,
      tonight: try tonight ?? deliveries(of: businessDate, session), times: times, held: held,
      facts: facts)
    return try report.page()
  }
  try Files.write(page.html, to: "\(candidate)/report.html", mode: 0o640)
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
      \(Markup(notes.map { "<p class=\"mild\">\($0)</p>" }))<nav>\(navigation)</nav></header><main>
      \(try glance())\(Markup(sections))<footer>Rejected rows are named by place; their values stay in the archive.
      被拒绝的行只注明位置，内容保留在归档中。</footer></main><script>
      \(sortingScript)
      </script></body></html>

      """
  }

  private var navigation: Markup {
    let pictures = pipeline.pictures.isEmpty ? [] : [("pictures", "Pictures")]
    let review = facts.questions == nil ? [] : [("review", "Review queue")]
    let operation = times.isEmpty && pipeline.outputs.isEmpty ? [] : [("operation", "Operation")]
    return Markup(
      ([
        ("arrivals", "Arrivals"), ("account", "Conservation"), ("paths", "Paths"), ("rejected", "Rejected rows"),
        ("figures", "Figures"),
      ] + pictures + review + [("checks", "Checks")] + operation).map { "<a href=\"#\($0.0)\">\($0.1)</a>" })
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
