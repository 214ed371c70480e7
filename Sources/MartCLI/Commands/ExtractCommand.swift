import ArgumentParser
import MartCore
import Nightly

/// `mart-extract`: the first stage of a night, alone, or one part of a feed for it.
public struct ExtractCommand: ParsableCommand {
  public static let configuration = stage(
    .extract, "Reads the deliveries of the next night that waits into staging.",
    "Leaves one database a delivery in HOME/staging/DATE, and a note for mart-transform. With --feed, and --part 1/4 to "
      + "4/4 for a large one, processes side by side read parts ahead, which the extract of the night then combines.")
  @Option(help: "This business date, yyyy-mm-dd, instead of the next that waits.") var date: BusinessDate?
  @Option(help: "Only what waits of this feed, ahead of the night.") var feed: String?
  @Option(help: "Only this part of the feed, I/N, as 2/4.") var part: String?
  @OptionGroup var decisions: DecisionOptions
  @OptionGroup var engine: EngineOption
  @OptionGroup var logging: LogOption
  @OptionGroup var options: GlobalOptions

  public init() {}

  public func validate() throws {
    if let part, PartChoice(part) == nil {
      throw ValidationError("'\(part)' is no part: write I/N, N up to \(PartChoice.most) and I from 1 to N, as in 2/4")
    }
    if part != nil && feed == nil { throw ValidationError("--part needs --feed: parts are parts of one feed") }
    let decides = !decisions.allowMissing.isEmpty || !decisions.acceptDrop.isEmpty || decisions.acceptMerges
    if feed != nil && decides {
      throw ValidationError("what operators decide belongs to the extract of the night, not to one ahead of it")
    }
  }

  public func run() throws {
    var night = options.night(date)
    if let feed, let part = part.map(PartChoice.init) ?? .whole { return try run(part, of: feed, night) }
    night.allowMissing = Set(decisions.allowMissing)
    night.engine = engine.engine
    night.acceptDrop = Set(decisions.acceptDrop)
    night.acceptMerges = decisions.acceptMerges
    try runAlone(.extract, night, logging, options)
  }

  private func run(_ part: PartChoice, of feed: String, _ night: NightOptions) throws {
    try reporting {
      Stopping.watch(forced: complain)
      let report = try extractApart(part, of: feed, night)
      let date = report.businessDate
      if options.json {
        print(
          "{\"feed\": \(jsonString(feed)), \"part\": \(jsonString(part.text)), \"business_date\": "
            + "\(date.map { jsonString($0.description) } ?? "null"), \"rows\": \(report.rows)}")
      } else if options.talks || options.verbose {
        complain(
          date.map { "part \(part.text) of '\(feed)' for the night of \($0): \(counted(Int(report.rows), "record"))" }
            ?? "nothing waits of '\(feed)'")
      }
    }
  }
}
