import ArgumentParser
import Benchmark
import Foundation
import MartCore
import MartStore

/// The programs of the benchmark.
struct MartBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mart-bench",
    abstract: "Measure extraction, whole nights, kernels, and the matching of records to persons.",
    subcommands: [BenchmarkCommand.self, TownCommand.self, KernelsCommand.self],
    defaultSubcommand: BenchmarkCommand.self)
}

/// One night of matching over a town of `sample-bank --town`.
struct TownCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "town", abstract: "Measure a night of matching over the records of a town.",
    discussion: "Example: mart-bench town /tmp/town/records.csv --work /tmp/town/work")

  @Argument(help: "Files of records, in the order in which they came; one night takes them all in.")
  var files: [String]
  @Option(help: "The folder of the state and of what was found: parties-N.csv, questions-N.csv.") var work: String
  @Option(help: "The number of the night, from 1.") var night: Int64 = 1
  @Option(help: "Its business date.") var date = "2024-08-31"
  @Option(help: "The pipeline folder, for its rules of identity.") var pipeline = "Pipelines/retail"

  func validate() throws {
    guard BusinessDate(iso: date) != nil else { throw ValidationError("--date is a day as yyyy-mm-dd") }
    guard night > 0 else { throw ValidationError("--night counts from 1") }
  }

  func run() throws {
    do {
      let options = TownOptions(
        files: files, state: work + "/state", pipeline: pipeline, generation: night,
        date: BusinessDate(iso: date) ?? BusinessDate(dayNumber: 0), parties: work + "/parties-\(night).csv",
        questions: work + "/questions-\(night).csv")
      for line in try runTown(options) { print(line) }
    } catch let failure as Failure {
      writeToStandardError("mart-bench: \(failure)\n")
      throw ArgumentParser.ExitCode(failure.exit.rawValue)
    } catch let findings as Findings {
      writeToStandardError("mart-bench: \(findings)\n")
      throw ArgumentParser.ExitCode(MartCore.ExitCode.pipeline.rawValue)
    }
  }
}
