import Contracts
import MartCore
import Transformation

/// Which business dates a run is asked for.
package enum DateChoice: Sendable, Hashable {
  /// Every unpublished date of the calendar, then what waits for published ones.
  case waiting
  case between(BusinessDate, BusinessDate)
  /// One date as it is told, also where it is published.
  case exactly(BusinessDate)
}

/// What a run is asked to do, and the clock by which it does it.
package struct NightOptions: Sendable {
  package var pipelineFolder: String
  package var layout: HomeLayout
  package var dates: DateChoice
  /// How many feeds are read, and queries of the gate asked, at once.
  package var jobs: Int
  /// Feeds that may be missing, by an operator's decision.
  package var allowMissing: Set<String>
  /// Snapshot feeds that may shrink, by an operator's decision.
  package var acceptDrop: Set<String>
  /// Lets the nights merge or split more parties than the thresholds allow, by an operator's decision.
  package var acceptMerges = false
  /// The decisions were approved when they were made, and are made again.
  package var decisionsStand = false
  /// What runs the models in this run; nil: what the pipeline says.
  package var engine: EngineName?
  /// Makes every table anew, also where a night could begin with the last one's rows.
  package var rebuildInFull = false
  /// Foretells what each table's keys and rows will be before the tables are made, and keeps it in the ledger.
  package var foretells = false
  /// Told what was foretold; what it throws ends the night.
  package var foretold: (@Sendable ([ForetoldTable]) throws -> Void)?
  /// Reads the night's files in the reverse order, which changes nothing of the result.
  package var reversesFiles = false
  /// Business dates that count as landed whatever lies in landing.
  package var calendar: [BusinessDate] = []
  /// Where the token key lies; nil: where the pipeline says.
  package var keyPath: String?
  package var clock: RunClock
  package var progress: any NightProgress

  package init(
    pipelineFolder: String, layout: HomeLayout, dates: DateChoice = .waiting, jobs: Int = 2,
    allowMissing: Set<String> = [], acceptDrop: Set<String> = [], clock: RunClock = .system,
    progress: any NightProgress = SilentProgress()
  ) {
    self.pipelineFolder = pipelineFolder
    self.layout = layout
    self.dates = dates
    self.jobs = jobs
    self.allowMissing = allowMissing
    self.acceptDrop = acceptDrop
    self.clock = clock
    self.progress = progress
  }
}

/// Told how a run goes on; for people at a terminal, never for results.
package protocol NightProgress: Sendable {
  /// A night begins, the `index`th (from 1) of `count`.
  func night(_ date: BusinessDate, _ index: Int, of count: Int)
  /// The night has this number in the ledger.
  func run(_ id: Int64, _ date: BusinessDate)
  /// How many seconds each stage of a night took when one was last published, by name; empty before the first.
  func expect(_ seconds: [String: Double])
  /// A stage of the night begins: `extract`, `transform`, `emit`, `load`.
  func stage(_ name: String)
  /// So many deliveries are going to be read.
  func deliveries(_ count: Int)
  /// So many rows of a feed have been read.
  func rows(_ feed: String, _ count: Int64)
  /// A delivery of a feed has been read to its end, so many rows.
  func read(_ feed: String, _ count: Int64)
  /// So many models of all have been made.
  func models(_ done: Int, of count: Int)
  /// A night has been published.
  func published(_ night: PublishedNight)
  /// The run has ended.
  func done()
}

extension NightProgress {
  package func run(_ id: Int64, _ date: BusinessDate) {}
  package func expect(_ seconds: [String: Double]) {}
  package func deliveries(_ count: Int) {}
  package func read(_ feed: String, _ count: Int64) {}
  package func models(_ done: Int, of count: Int) {}
}

/// A night of a run that has been published.
package struct PublishedNight: Sendable {
  /// The label of its generation.
  package var generation: String
  /// Its place in the run, from 1, of `count`.
  package var index: Int
  package var count: Int
  /// Rows of the deliveries that it read.
  package var rows: Int64
  package var seconds: Double
}

package struct SilentProgress: NightProgress {
  package init() {}
  package func night(_ date: BusinessDate, _ index: Int, of count: Int) {}
  package func stage(_ name: String) {}
  package func rows(_ feed: String, _ count: Int64) {}
  package func published(_ night: PublishedNight) {}
  package func done() {}
}
