import ArgumentParser
import Foundation
import MartCore
import Nightly

struct SQLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql", abstract: "Opens the sqlite3 shell on the current mart, read-only, with headers.",
    discussion:
      "It keeps the night that was current when it was opened. Questions may come on standard input, or behind "
      + "the command. `mart query` needs no shell. "
      + "Example: mart sql \"SELECT kpi_id, value FROM mgt_kpi WHERE org = 'BANK' LIMIT 5\"")

  @Argument(help: "Statements to run instead of asking for some.") var statements: [String] = []
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      try options.layout.openCurrentMart().close()
      let generation = URL(fileURLWithPath: options.layout.current).resolvingSymlinksInPath().path
      let words = ["sqlite3", "-readonly", "-header", "-column", generation + "/mart.sqlite"] + statements
      var arguments = words.map { strdup($0) } + [nil]
      // The shell takes this process's place, so that it has the terminal and its signals.
      _ = execvp(words[0], &arguments)
      throw Failure(
        .usage, "there is no sqlite3 to open the mart with",
        remedy: "install it (Debian: apt-get install sqlite3), or ask by `mart query`")
    }
  }
}
