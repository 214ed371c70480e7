import Contracts
import Extraction
import Loading
import MartCore
import MartStore
import Transformation

/// What the next run would do, feed by feed; nothing is changed by asking.
package struct NightPlan: Sendable {
  package struct Line: Sendable {
    package var businessDate: BusinessDate
    package var feed: String
    package var file: String
    /// `to take in`, `correction`, `accepted`, `waiting`, `late`, `stale`, `not due`.
    package var state: String
    package var due: String
    /// Outputs that a night without this feed would not write: all of them for a required feed.
    package var stops: [String]
    /// What the delivery names; nil where nothing waits to be taken in, nobody asked, or the file cannot be read.
    package var touched: TouchedKeys?
    /// Why the file cannot be read; empty where it can.
    package var trouble = ""
  }

  /// In the order of the nights, then of the feeds.
  package var lines: [Line] = []
  /// Models in the order in which they would run.
  package var models: [String] = []
  package var strays: [String] = []
  /// The business date of the next night; nil where nothing waits.
  package var next: BusinessDate?
  /// How the next night would make each table, in the order of the models.
  package var refreshes: [PlannedRefresh] = []
  /// What it would do to each table, by name, found out on a copy of the home; empty where nobody asked.
  package var foretold: [String: ForetoldTable] = [:]
  /// Why it is not foretold, where it was asked; nil where it is, or where all is made in full.
  package var untold: Failure?

  package init(models: [String] = []) { self.models = models }
}

/// Looks at landing, the published mart and the pipeline. Takes no lock and writes nothing.
///
/// - countsKeys: reads the deliveries that wait, to say what they name.
/// - foretells: takes them in on a copy of the home, to say which keys and rows of each table they touch. Where
///   that is not possible (a file is missing, a run works on the home), `untold` says why.
package func planNights(
  _ options: NightOptions, countsKeys: Bool = true, foretells: Bool = false
) throws -> NightPlan {
  let (pipeline, plan) = try checkedPipelineAndPlan(options.pipelineFolder, known: options.layout)
  let today = options.clock.today(in: pipeline.timeZone)
  let scan = try Landing.scan(options.layout.landing, pipeline.feeds, today: today)
  let published = try PublishedNights(options.layout)
  var lines = PlanLines(pipeline: pipeline, plan: plan, options: options, scan: scan, published: published)
  var result = NightPlan(models: plan.order.map(\.name))
  result.strays = scan.strays.map { "\($0.name): \($0.reason)" }
  lines.find()
  if countsKeys { lines.countKeys() }
  result.lines = lines.lines
  result.next = lines.next
  guard let next = lines.next else { return result }
  result.refreshes = try RefreshForecast(
    pipeline: pipeline, plan: plan, date: next, published: published,
    deliveries: lines.deliveries(upTo: next), isFull: options.rebuildInFull
  ).refreshes()
  if foretells {
    do {
      let tables = try NightTrial(options: options, date: next).foretold()
      result.foretold = Dictionary(tables.map { ($0.table, $0) }) { first, _ in first }
    } catch let failure as Failure {
      result.untold = failure
    }
  }
  return result
}
