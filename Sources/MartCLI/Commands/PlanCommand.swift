import ArgumentParser
import MartCore
import MartStore
import Nightly

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract:
      "Shows what the next run would do: deliveries found and missing, what they touch, what they stop; and what "
      + "a changed pipeline does.",
    discussion: "Reads the deliveries that wait, keeps and changes nothing, and needs no lock: also while a run works. "
      + "With --foretell the next night is begun on a copy of the home, up to where its tables would be made: their keys "
      + "and rows are then those that the night will touch, no more and no less; it takes as long as a night that makes "
      + "every table anew, and needs the lock while it copies. "
      + "Keys are counted as the deliveries name them, before what belongs to them: other accounts of their holders, "
      + "and so on. Of a snapshot count the rows that differ from the one before. "
      + "Where --pipeline is not the folder that made the current generation, what it changes is made beside the mart "
      + "from the journal, in a scratch folder, and compared: every change is classed, tables, figures and outputs are "
      + "shown before and after. Ends with 78 where an output breaks or the pipeline does not hold, and with 65 where a "
      + "check of severity stop would find rows that it did not find before, or amounts would not tie. Example: mart plan --home home"
  )

  @Flag(inversion: .prefixedNo, help: "Read the deliveries that wait and count the keys that they name.") var keys =
    true
  @Flag(help: "As for a run that makes every table anew.") var full = false
  @Flag(help: "Begin the next night on a copy of the home, and say which keys and rows of each table it will touch.")
  var foretell = false
  @Flag(inversion: .prefixedNo, help: "Make and compare what a changed pipeline changes.") var changes = true
  @Option(help: "The folder that made the current generation. (default: the copy in the archive)") var before: String?
  @Option(help: "How many rows that differ are shown of a table, by their keys.") var examples = 10
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if foretell, full { throw ValidationError("give --foretell or --full, not both") }
    if examples < 0 { throw ValidationError("--examples takes a number from 0") }
  }

  func run() throws {
    try reporting {
      var night = options.night(.waiting)
      night.rebuildInFull = full
      let change = try self.change(night)
      night.progress.done()
      let broken = change?.broken ?? []
      let plan = broken.isEmpty ? try planNights(night, countsKeys: keys, foretells: foretell) : NightPlan()
      if let untold = plan.untold {
        complain("warning: keys and rows are not foretold: \(untold.what); \(untold.remedy)")
      }
      let page = PlanPage(plan: plan, countsKeys: keys, change: change)
      print(options.json ? page.json : plain(page.text(withModels: options.verbose)))
      if !broken.isEmpty { throw Findings(broken) }
      if change?.stops == true {
        throw ArgumentParser.ExitCode(MartCore.ExitCode.refused.rawValue)
      }
    }
  }

  /// Nil where the pipeline is the published one, or nothing is published yet.
  private func change(_ night: NightOptions) throws -> PipelineChange? {
    guard changes, Files.exists(options.layout.current) else { return nil }
    do {
      return try ChangeTrial.changes(
        to: options.pipeline, in: options.layout, since: before, examples: examples, progress: night.progress)
    } catch let failure as Failure where failure.exit == .missing {
      complain("warning: what the pipeline changes is not shown: \(failure.what); \(failure.remedy)")
      return nil
    }
  }
}
