import ArgumentParser
import MartCore
import MartStore
import Nightly

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Shows what the next run would do: deliveries found and missing, what they touch, what they stop.",
    discussion: "Reads the deliveries that wait, keeps and changes nothing, and needs no lock: also while a run works. "
      + "Keys are counted as the deliveries name them, before what belongs to them: other accounts of their holders, "
      + "and so on. Of a snapshot count the rows that differ from the one before. Example: mart plan --home home")

  @Flag(inversion: .prefixedNo, help: "Read the deliveries that wait and count the keys that they name.") var keys =
    true
  @Flag(help: "As for a run that makes every table anew.") var full = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      var night = NightOptions(pipelineFolder: options.pipeline, layout: options.layout)
      night.rebuildInFull = full
      let page = PlanPage(plan: try planNights(night, countsKeys: keys), countsKeys: keys)
      print(options.json ? page.json : plain(page.text(withModels: options.verbose)))
    }
  }
}
