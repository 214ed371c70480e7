import Emission
import Identity
import MartCore
import MartStore

/// What the ledger and the state tell the report, beside what stands in the mart.
struct ReportFacts {
  let context: NightContext
  let date: BusinessDate
  let run: Int64

  /// Nights whose figures, stages and punctuality the report shows.
  static let nights = 30

  func gather(_ night: CandidateNight) throws -> NightFacts {
    var facts = NightFacts()
    let before = try context.ledger.figureNights(before: date, limit: Self.nights - 1)
    facts.figures = before.map { FigureDay(day: $0.businessDate, values: $0.values) }
    if let values = try figures() { facts.figures.append(FigureDay(day: date.description, values: values)) }
    facts.arrivals = try Punctual(pipeline: context.pipeline).arrivals(
      run, on: date, context.ledger, stale: night.staged.stale, now: context.options.clock.now())
    facts.questions = try questions(night)
    return facts
  }

  /// The whole bank's figures of the candidate; nil where the pipeline has none, or another engine keeps their table.
  private func figures() throws -> [String: Int64]? {
    let table = context.pipeline.figures
    guard !table.isEmpty else { return nil }
    let mart = try Store("\(context.layout.candidate)/mart.sqlite", .readOnly)
    defer { try? mart.close() }
    return try mart.use { session in
      guard try session.int("SELECT 1 FROM sqlite_schema WHERE name = ?", [.text(table)]) != nil else { return nil }
      let rows = try session.rows(
        "SELECT kpi_id, value FROM \(sqlName(table)) WHERE org = 'BANK' AND value IS NOT NULL")
      return Dictionary(rows.compactMap { row in row[1].int.map { (row[0].display, $0) } }) { first, _ in first }
    }
  }

  private func questions(_ night: CandidateNight) throws -> [QuestionGroup]? {
    guard context.pipeline.identity != nil else { return nil }
    var days: [Int64: BusinessDate] = [night.number: date]
    return try context.state.store.use(waitingQuestions).map { group in
      if days[group.since] == nil { days[group.since] = try context.ledger.businessDate(ofGeneration: group.since) }
      return QuestionGroup(
        rule: group.rule, weight: group.bitsFrom.map { "\($0)–\($0 + bitsOfABand)" } ?? "", since: days[group.since],
        count: group.count)
    }
  }
}
