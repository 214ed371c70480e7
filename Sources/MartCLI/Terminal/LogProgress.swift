import Foundation
import Logging
import MartCore
import Nightly

/// Tells a run step by step to a structured log, and passes everything on to another progress.
final class LogProgress: NightProgress {
  private let other: any NightProgress
  private let clock: RunClock
  private let lock = NSLock()
  private nonisolated(unsafe) var logger: Logger
  private nonisolated(unsafe) var stage: (name: String, began: Double)?

  init(_ logger: Logger, _ clock: RunClock, passingOnTo other: any NightProgress) {
    self.logger = logger
    self.clock = clock
    self.other = other
  }

  func night(_ date: BusinessDate, _ index: Int, of count: Int) {
    change { logger in
      stage = nil
      logger[metadataKey: "night"] = "\(date)"
      logger[metadataKey: "run"] = nil
      logger.info("night begins", metadata: ["index": .stringConvertible(index), "count": .stringConvertible(count)])
    }
    other.night(date, index, of: count)
  }

  func run(_ id: Int64, _ date: BusinessDate) {
    change {
      $0[metadataKey: "run"] = .stringConvertible(id)
      $0[metadataKey: "night"] = "\(date)"
    }
    other.run(id, date)
  }

  func stage(_ name: String) {
    change { logger in
      // `transform: dim_party` is a step of a stage.
      let parts = name.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard let first = parts.first else { return }
      if stage?.name != first {
        endStage(logger)
        stage = (first, clock.now())
        logger.info("stage begins", metadata: ["stage": "\(first)"])
      }
      if parts.count > 1 { logger.debug("step", metadata: ["stage": "\(first)", "step": "\(parts[1])"]) }
    }
    other.stage(name)
  }

  func expect(_ seconds: [String: Double]) { other.expect(seconds) }

  func deliveries(_ count: Int) { other.deliveries(count) }

  func rows(_ feed: String, _ count: Int64) { other.rows(feed, count) }

  func read(_ feed: String, _ count: Int64) { other.read(feed, count) }

  func models(_ done: Int, of count: Int) { other.models(done, of: count) }

  func published(_ night: PublishedNight) {
    change { logger in
      endStage(logger)
      logger.notice(
        "published",
        metadata: [
          "generation": "\(night.generation)", "rows": .stringConvertible(night.rows),
          "seconds": .stringConvertible(night.seconds),
        ])
    }
    other.published(night)
  }

  func done() { other.done() }

  /// How the run ended.
  func ended(_ summary: RunSummary) {
    change { logger in
      if summary.isGood { endStage(logger) }
      for warning in summary.warningTexts { logger.warning("warning", metadata: ["what": "\(warning)"]) }
      let failure = summary.failureTexts.mapValues { Logger.Metadata.Value.string($0) }
      let metadata = failure.merging(["exit": .stringConvertible(Int(summary.exitCode))]) { $1 }
      logger.log(
        level: summary.isGood ? .info : .error, summary.isGood ? "run ended" : "run failed", metadata: metadata)
    }
  }

  private func endStage(_ logger: Logger) {
    guard let ended = stage else { return }
    stage = nil
    logger.info(
      "stage ended",
      metadata: ["stage": "\(ended.name)", "seconds": .stringConvertible(clock.now() - ended.began)])
  }

  private func change(_ body: (inout Logger) -> Void) { lock.withLock { body(&logger) } }
}
