import ArgumentParser
import MartCore
import MartStore
import Nightly

struct HouseholdsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "households",
    abstract: "Lists parties that share a phone or an address, and may be a family (rule H1).",
    discussion: "A proposal joins nobody and makes no household: those come from the links that sources declare. "
      + "The values themselves are not shown. Example: mart review households --most 6")

  @Option(help: "A value under more parties than this proposes nothing.") var most = 12
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    guard most >= 2 else { throw ValidationError("--most is 2 or more: a family of one shares nothing") }
  }

  func run() throws {
    try reporting {
      let proposed = try StewardDesk(options.layout, pipeline: options.pipeline).households(most: most)
      let rows = proposed.map { proposal -> [SQLValue] in
        [
          .integer(Int64(proposal.parties.count)), .text(proposal.shared.joined(separator: " ")),
          .text(proposal.parties.map(String.init).joined(separator: " ")),
        ]
      }
      let header = ["persons", "share", "parties"]
      if options.json {
        print(jsonText(header: header, rows: rows))
      } else if rows.isEmpty {
        print("no parties share a phone or an address")
      } else {
        print(TextTable(header: header, rows: rows).lines().joined(separator: "\n"))
      }
    }
  }
}
