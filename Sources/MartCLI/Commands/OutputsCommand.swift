import ArgumentParser
import MartStore
import Nightly

struct OutputsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outputs",
    abstract: "Shows what the current night sent to whom, what it held and why, and what users acknowledged.",
    discussion:
      "A user acknowledges by a file HOME/acks/USER/NAME.ack with the lines of the control: output, generation, "
      + "rows and totals as he counted them. Example: mart outputs --home home")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let header = ["output", "name", "user", "version", "generation", "rows", "state", "acknowledged", "because"]
      let rows = try outputStates(options.layout).map { sent, told -> [SQLValue] in
        [
          .text(sent.id), .text(sent.name + (sent.restated.isEmpty ? "" : " \(sent.restated)")), .text(sent.user),
          .text(sent.version), .text(sent.generation),
          sent.rows.map(SQLValue.integer) ?? .null, .text(sent.isHeld ? "held" : "sent"),
          .text(told.map { $0.verdict == .agrees ? "yes" : $0.verdict.rawValue } ?? "no"),
          .text(sent.isHeld ? "\(sent.heldBecause); ask \(sent.owner)" : told?.message ?? ""),
        ]
      }
      print(
        options.json
          ? jsonText(header: header, rows: rows) : TextTable(header: header, rows: rows).lines().joined(separator: "\n")
      )
    }
  }
}
