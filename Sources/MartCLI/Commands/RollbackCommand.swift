import ArgumentParser
import MartCore
import Nightly

struct RollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Makes an earlier generation current; readers see it at once.",
    discussion: "Until the next run, the later generation can be named to undo it. "
      + "Example: mart rollback 2024-09-29.1")

  @Argument(help: "A kept generation. (default: the one before the current)") var label: String?
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let now = try rollback(options.layout, to: label, pipelineFolder: options.pipeline)
      if !options.quiet { print("\(now) is current") }
    }
  }
}
