import ArgumentParser
import Contracts
import MartCore
import MartStore
import Nightly

struct MetricCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metric", abstract: "Shows a figure with its parts, and what it means.",
    discussion: "Example: mart metric K01")

  @Argument(help: "A figure's id; its parts K01.x come with it.") var id: String
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let pipeline = try Pipeline.load(folder: options.pipeline)
      guard !pipeline.figures.isEmpty else {
        throw Failure(.usage, "the pipeline has no figures", remedy: "name their table as 'figures' in pipeline.yaml")
      }
      guard let metric = pipeline.metrics.first(where: { $0.id == id }) else {
        throw Failure(
          .usage, "there is no figure '\(id)'",
          remedy: didYouMean(
            id, in: pipeline.metrics.map(\.id), otherwise: "see `mart query \"SELECT kpi_id FROM meta_metric\"`"))
      }
      let mart = try options.layout.openCurrentMart()
      let header = ["kpi_id", "title", "title_zh", "org", "as_of", "value", "unit", "basis", "base_value", "growth_bp"]
      let rows = try mart.use { session in
        try session.rows(
          """
          SELECT k.kpi_id, m.title, m.title_zh, k.org, k.as_of, k.value, k.unit, k.basis, k.base_value, k.growth_bp
            FROM \(sqlName(pipeline.figures)) k LEFT JOIN meta_metric m ON m.kpi_id = k.kpi_id
           WHERE k.kpi_id = ? OR substr(k.kpi_id, 1, length(?) + 1) = ? || '.' ORDER BY k.org, k.kpi_id
          """, [.text(id), .text(id), .text(id)])
      }
      if options.json {
        print(jsonText(header: header, rows: rows))
        return
      }
      print(TextTable(header: header, rows: rows).lines().joined(separator: "\n"))
      print("\n\(metric.title) (\(metric.zh)): \(metric.definition). Owner: \(metric.owner).")
    }
  }
}
