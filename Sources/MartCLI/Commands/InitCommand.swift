import ArgumentParser
import Guessing
import MartCore
import Nightly

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Makes a new pipeline folder, with its key, that holds nothing yet and works.",
    discussion:
      "Nothing that is there is touched. The key of tokens is made at random, mode 0600, and is in no version "
      + "control. Example: mart init mybank/pipeline")

  @Argument(help: "The folder to make.") var folder: String
  @Option(help: "The pipeline's name. (default: the folder's, or that of the folder above where it is called pipeline)")
  var name: String?

  func run() throws {
    try reporting {
      let scaffold = try Scaffold(folder: folder, name: name)
      try scaffold.make()
      _ = try checkedPipeline(folder)
      print(
        """
        \(folder) is a pipeline named \(scaffold.name), without feeds
        its key of tokens is \(folder)/\(scaffold.key): keep a copy in a safe place, and never publish it

        next:
          mart guess FILE --out \(folder) --model --land home   # for every file that the bank sends
          mart check --pipeline \(folder)
          mart run --pipeline \(folder) --home home
        """)
    }
  }
}
