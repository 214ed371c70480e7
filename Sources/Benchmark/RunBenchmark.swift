import Foundation
import MartCore
import MartStore

/// What is to be measured, and where.
package struct BenchmarkOptions: Sendable {
  /// A folder of `sample-bank`, with `landing` in it.
  package var bank: String
  package var pipeline: String
  /// Where files of the benchmark are made; what is in it may be removed at any time.
  package var work: String
  /// The program `mart`.
  package var mart: String
  package var rounds: Int
  /// How often the nights are run; they take much longer than the rest.
  package var nights: Int
  /// Only these feeds, and no nights; empty: everything.
  package var feeds: [String] = []

  package init(bank: String, pipeline: String, work: String, mart: String, rounds: Int, nights: Int) {
    self.bank = bank
    self.pipeline = pipeline
    self.work = work
    self.mart = mart
    self.rounds = rounds
    self.nights = nights
  }
}

/// Measures decoding, extraction and whole nights of a bank, and the rival beside each, in one run.
///
/// - say: told what is being done, for people who wait.
/// - Throws: `Failure` where something cannot be run, or where ours and the rival's rows differ in number.
package func runBenchmark(_ options: BenchmarkOptions, say: (String) -> Void) throws -> BenchmarkResult {
  let workload = try Workload(pipeline: options.pipeline, landing: options.bank + "/landing", only: options.feeds)
  say("preparing the rival's files")
  let rival = try Rival(workload, folder: options.work + "/rival")
  // Nights come first: see `Child.Ended.peakMiB`.
  let nightRounds = NightRounds(
    workload: workload, rival: rival, mart: options.mart, home: options.work + "/night")
  var nights: [NightFigures] = []
  for round in 0..<(options.feeds.isEmpty ? options.nights : 0) {
    say("nights, round \(round + 1) of \(options.nights)")
    try nightRounds.run(into: &nights)
  }
  let feedRounds = FeedRounds(workload, rival, folder: options.work + "/extract")
  var feeds = workload.feeds.map { FeedFigures(name: $0.name) }
  for round in 1...options.rounds {
    say("feeds, round \(round) of \(options.rounds)")
    for (index, feed) in workload.feeds.enumerated() { try feedRounds.run(feed, into: &feeds[index]) }
  }
  try Files.remove(options.work + "/extract")
  try Files.remove(options.work + "/rival")
  return BenchmarkResult(
    rounds: options.rounds, cores: ProcessInfo.processInfo.activeProcessorCount, feeds: feeds, nights: nights,
    extractPeakMiB: Cost.usage().peakMiB)
}
