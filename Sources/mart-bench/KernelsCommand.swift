import ArgumentParser
import Benchmark
import Foundation
import MartCore

/// The work of a few kernels, to be run under a counter of instructions.
struct KernelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels", abstract: "Run decoding and extraction of some feeds, for a counter of instructions.",
    discussion: """
      Benchmarks/kernels.py runs it under callgrind. Example: mart-bench kernels --bank SampleData --feed channel_event
      """)

  @Option(help: "A folder of sample-bank, which is only read.") var bank: String
  @Option(help: "The feed; may be given again.") var feed: [String]
  @Option(help: "The pipeline folder.") var pipeline = "Pipelines/retail"
  @Option(help: "A folder for files that come and go.") var work = ".build/bench/kernels"

  func run() throws {
    do {
      for line in try KernelRounds(bank: bank, pipeline: pipeline, only: feed, folder: work).run() { print(line) }
    } catch let failure as Failure {
      FileHandle.standardError.write(Data("mart-bench: \(failure)\n".utf8))
      throw ArgumentParser.ExitCode(failure.exit.rawValue)
    } catch let findings as Findings {
      FileHandle.standardError.write(Data("mart-bench: \(findings)\n".utf8))
      throw ArgumentParser.ExitCode(MartCore.ExitCode.pipeline.rawValue)
    }
  }
}
