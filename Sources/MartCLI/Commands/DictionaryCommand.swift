import ArgumentParser
import Nightly

struct DictionaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dictionary", abstract: "Prints the data dictionary of the pipeline as Markdown.",
    discussion: "Tables with grain, key and columns, then figures, from the contracts; no mart is needed. "
      + "Example: mart dictionary > Dictionary.md")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting { print(try dictionaryText(options.pipeline), terminator: "") }
  }
}
