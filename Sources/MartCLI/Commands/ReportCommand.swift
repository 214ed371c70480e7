import ArgumentParser
import MartCore
import Nightly

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Says where the report of the current night is, or of the one that the gate stopped.",
    discussion: "One file that opens in any browser, without a network. Example: mart report --home home")

  @Flag(help: "The report of the night that the gate stopped: why it is not published.") var candidate = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      if candidate {
        try options.layout.openCandidate().close()
        print(options.layout.candidate + "/report.html")
        return
      }
      try options.layout.openCurrentMart().close()
      print(options.layout.current + "/report.html")
    }
  }
}
