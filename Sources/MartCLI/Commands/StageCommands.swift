import ArgumentParser
import MartCore
import Nightly

/// `mart-transform`: the second stage.
public struct TransformCommand: ParsableCommand {
  public static let configuration = stage(
    .transform, "Makes the candidate mart of what was staged and of all nights before.",
    "Needs mart-extract before it; leaves HOME/generations/.candidate. Run again, it begins anew.")
  @Option(help: "The business date that must be staged, yyyy-mm-dd.") var date: BusinessDate?
  @Flag(help: "Make every table anew, not only what changed since the night before.") var full = false
  @OptionGroup var engine: EngineOption
  @OptionGroup var logging: LogOption
  @OptionGroup var options: GlobalOptions

  public init() {}

  public func run() throws {
    var night = options.night(date)
    night.rebuildInFull = full
    night.engine = engine.engine
    try runAlone(.transform, night, logging, options)
  }
}

/// `mart-emit`: the third stage.
public struct EmitCommand: ParsableCommand {
  public static let configuration = stage(
    .emit, "Writes outbox and quarantine files of the candidate mart.",
    "Needs mart-transform before it. Run again, it replaces what it wrote.")
  @Option(help: "The business date that must be under way, yyyy-mm-dd.") var date: BusinessDate?
  @OptionGroup var engine: EngineOption
  @OptionGroup var logging: LogOption
  @OptionGroup var options: GlobalOptions

  public init() {}

  public func run() throws {
    var night = options.night(date)
    night.engine = engine.engine
    try runAlone(.emit, night, logging, options)
  }
}

/// `mart-load`: the last stage.
public struct LoadCommand: ParsableCommand {
  public static let configuration = stage(
    .load, "Proves the candidate and makes it current, or changes nothing.",
    "Needs mart-emit before it. Where the gate fails, the candidate stays as it was.")
  @Option(help: "The business date that must be under way, yyyy-mm-dd.") var date: BusinessDate?
  @OptionGroup var engine: EngineOption
  @OptionGroup var logging: LogOption
  @OptionGroup var options: GlobalOptions

  public init() {}

  public func run() throws {
    var night = options.night(date)
    night.engine = engine.engine
    try runAlone(.load, night, logging, options)
  }
}

func stage(_ name: StageName, _ abstract: String, _ discussion: String) -> CommandConfiguration {
  CommandConfiguration(
    commandName: name.program, abstract: abstract,
    discussion: discussion
      + " Silent on success unless at a terminal or with --verbose; exit codes are those of `mart`."
      + " Example: \(name.program) --home home",
    version: engineVersion)
}

func runAlone(
  _ stage: StageName, _ night: NightOptions, _ logging: LogOption, _ options: GlobalOptions
) throws {
  try reporting {
    Stopping.watch(forced: complain)
    var night = night
    let log = try logging.listen(to: &night)
    let report: StageReport
    do { report = try runStage(stage, night) } catch {
      log?.ended(RunSummary(error, options.layout, night.clock))
      throw error
    }
    log?.ended(RunSummary(RunReport(), options.layout, night.clock))
    // Of parts that were made and not used somebody should hear: it will be so again tomorrow.
    if options.verbose || (stage == .extract && !options.quiet) {
      for text in Set(report.warnings.map(\.description)).sorted() { complain(text) }
    }
    if options.json {
      print(
        "{\"stage\": \"\(stage.rawValue)\", \"business_date\": "
          + "\(report.businessDate.map { jsonString($0.description) } ?? "null"), "
          + "\"generation\": \(jsonString(report.generation)), \"warnings\": \(report.warnings.count)}")
    } else if options.talks || options.verbose {
      let done = report.generation.isEmpty ? "has ended for" : "published \(report.generation) of"
      complain(report.businessDate.map { "\(stage.program) \(done) \($0)" } ?? "nothing waits for \(stage.program)")
    }
  }
}

extension GlobalOptions {
  func night(_ date: BusinessDate?) -> NightOptions { night(date.map { .between($0, $0) } ?? .waiting) }
}

extension BusinessDate: ExpressibleByArgument {
  public init?(argument: String) { self.init(iso: argument) }
}
