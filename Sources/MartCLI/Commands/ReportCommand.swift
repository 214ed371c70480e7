import ArgumentParser
import MartCore
import Nightly

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Says where the report of the current night is.",
    discussion: "One file that opens in any browser, without a network. Example: mart report --home home")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      try options.layout.openCurrentMart().close()
      print(options.layout.current + "/report.html")
    }
  }
}
