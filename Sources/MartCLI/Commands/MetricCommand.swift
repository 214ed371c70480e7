import ArgumentParser
import Contracts
import MartCore
import MartStore
import Nightly

struct MetricCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metric", abstract: "Shows a figure with its parts and what it means, or all figures side by side.",
    discussion: "With --expect, all figures stand beside the numbers that a file says they should be. "
      + "Example: mart metric K01 --org all; mart metric --all --expect truth.json")

  @Argument(help: "A figure's id; its parts K01.x come with it.") var id: String?
  @Flag(help: "Every figure of the whole bank, with what was published of it.") var all = false
  @Option(
    help: "With --all: a JSON file whose object 'metrics' says what each id should be, null where it has no value.")
  var expect: String?
  @Flag(help: "With --expect: exit 65 where a figure differs.") var strict = false
  @Option(help: "With an id: the organisation whose figure is shown; 'all' for each one.") var org = "BANK"
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if (id == nil) != all { throw ValidationError("ask for one figure by its id, or for every one with --all") }
    if expect != nil && !all { throw ValidationError("--expect goes with --all") }
    if strict && expect == nil { throw ValidationError("--strict goes with --expect FILE") }
    if all && org != "BANK" { throw ValidationError("--org goes with an id") }
  }

  func run() throws {
    try reporting {
      let pipeline = try Pipeline.load(folder: options.pipeline)
      guard !pipeline.figures.isEmpty else {
        throw Failure(.usage, "the pipeline has no figures", remedy: "name their table as 'figures' in pipeline.yaml")
      }
      if let id { try show(id, pipeline) } else { try showAll(pipeline) }
    }
  }

  private func show(_ id: String, _ pipeline: Pipeline) throws {
    guard let metric = pipeline.metrics.first(where: { $0.id == id }) else {
      throw Failure(
        .usage, "there is no figure '\(id)'",
        remedy: didYouMean(id, in: pipeline.metrics.map(\.id), otherwise: "see `mart metric --all`"))
    }
    let mart = try options.layout.openCurrentMart()
    let header = ["kpi_id", "title", "title_zh", "org", "as_of", "value", "unit", "basis", "base_value", "growth_bp"]
    let rows = try mart.use { session in
      try session.rows(
        """
        SELECT k.kpi_id, m.title, m.title_zh, k.org, k.as_of, k.value, k.unit, k.basis, k.base_value, k.growth_bp
          FROM \(sqlName(pipeline.figures)) k LEFT JOIN meta_metric m ON m.kpi_id = k.kpi_id
         WHERE (k.kpi_id = ? OR substr(k.kpi_id, 1, length(?) + 1) = ? || '.') AND ? IN (k.org, 'all')
         ORDER BY k.org, k.kpi_id
        """, [.text(id), .text(id), .text(id), .text(org)])
    }
    if options.json {
      print(jsonText(header: header, rows: rows))
      return
    }
    print(TextTable(header: header, rows: rows).lines().joined(separator: "\n"))
    print("\n\(metric.title) (\(metric.zh)): \(metric.definition). Owner: \(metric.owner).")
  }

  private func showAll(_ pipeline: Pipeline) throws {
    let expected = try expect.map(ExpectedFigures.init(file:))
    let mart = try options.layout.openCurrentMart()
    let figures = try mart.use { try AllFigures($0, of: pipeline, beside: expected) }
    if options.json {
      print(jsonText(header: AllFigures.wholeHeader, rows: figures.rows))
    } else {
      let shown = figures.rows.map { Array($0.dropLast()) }
      print(TextTable(header: AllFigures.header, rows: shown, blank: "-").lines().joined(separator: "\n"))
      print("\n" + figures.summary)
    }
    if let expected, let day = expected.asOf, !figures.day.isEmpty, day != figures.day {
      complain("note: the mart is of \(figures.day), the expected numbers are of \(day)")
    }
    if strict && figures.differing > 0 { throw ArgumentParser.ExitCode(MartCore.ExitCode.refused.rawValue) }
  }
}
