import ArgumentParser
import MartCore
import MartStore
import Nightly

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Shows what the next run would do: deliveries found and missing, and what they stop.",
    discussion: "Example: mart plan --home home")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let plan = try planNights(NightOptions(pipelineFolder: options.pipeline, layout: options.layout))
      let header = ["business_date", "feed", "file", "state", "due", "without_it_stop"]
      let rows = plan.lines.map { line in
        [line.businessDate.description, line.feed, line.file, line.state, line.due, line.stops.joined(separator: " ")]
          .map(SQLValue.text)
      }
      if options.json {
        print(jsonText(header: header, rows: rows))
        return
      }
      if rows.isEmpty {
        print("nothing has landed")
      } else {
        print(TextTable(header: header, rows: rows).lines().joined(separator: "\n"))
      }
      if options.verbose { print("\nmodels, in order: " + plan.models.joined(separator: ", ")) }
      for stray in plan.strays { print("ignored \(stray) [DL-10]") }
    }
  }
}
