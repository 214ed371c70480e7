import ArgumentParser
import Benchmark
import Foundation
import MartCore
import MartStore

/// Flags in, figures out.
struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nights", abstract: "Measure extraction and whole nights beside the sqlite3 shell's .import.",
    discussion: "Needs mart beside it, and sqlite3 on the PATH. Example: mart-bench --bank SampleData --rounds 1")

  @Option(help: "A folder of sample-bank, which is only read.") var bank: String
  @Option(help: "How often each feed is measured.") var rounds = 3
  @Option(help: "How often the nights are run; 0: not at all.") var nights = 1
  @Option(help: "Only this feed, and no nights; may be given again.") var feed: [String] = []
  @Option(help: "The pipeline folder.") var pipeline = "Pipelines/retail"
  @Option(help: "A folder for files that come and go.") var work = ".build/bench/work"
  @Option(help: "Where the figures are written for machines.") var out = "bench.json"

  func validate() throws {
    guard (1...100).contains(rounds) else { throw ValidationError("--rounds is 1 to 100") }
    guard (0...100).contains(nights) else { throw ValidationError("--nights is 0 to 100") }
  }

  func run() throws {
    do {
      let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
      var options = BenchmarkOptions(
        bank: bank, pipeline: pipeline, work: work, mart: own + "/mart", rounds: rounds, nights: nights)
      options.feeds = feed
      let result = try runBenchmark(options) { say($0) }
      print(result.table())
      try Files.write(result.json(), to: out, mode: 0o644)
    } catch let failure as Failure {
      say("\(failure)")
      throw ArgumentParser.ExitCode(failure.exit.rawValue)
    } catch let findings as Findings {
      say("\(findings)")
      throw ArgumentParser.ExitCode(MartCore.ExitCode.pipeline.rawValue)
    }
  }

  private func say(_ text: String) { writeToStandardError("mart-bench: \(text)\n") }
}
