import Contracts
import Extraction
import Loading
import MartCore
import MartStore
import Transformation

/// What the nights of one run share.
struct NightContext {
  let pipeline: Pipeline
  let plan: ModelPlan
  let options: NightOptions
  let key: [UInt8]
  let tombstones: Tombstones?
  let generations: Generations
  let state: State
  let ledger: Ledger
  let hashes: ContentHashes
  let approvals: Approvals
  /// Who is behind the operator's decisions that need two, by act and subject.
  var approved: [String: Approvals.Approved]
  /// What rows are made by in this run.
  let basis: String

  var layout: HomeLayout { options.layout }
  var runsOnSpark: Bool { pipeline.engine == EngineName.spark.rawValue }

  /// Reads the pipeline and takes what the home holds.
  ///
  /// - beginsAnew: removes what an unfinished night left; false for a stage that goes on with it.
  init(_ options: NightOptions, beginsAnew: Bool = true) throws {
    self.options = options
    let proved = try ProvedPipeline(options.pipelineFolder, known: options.layout)
    var checked = proved.pipeline
    plan = proved.plan
    if let engine = options.engine { checked.engine = engine.rawValue }
    pipeline = checked
    try keepPromises(of: pipeline, in: options.layout)
    approvals = Approvals(options.layout, try Policy.load(folder: options.pipelineFolder), options.clock)
    approved = try approvals.required(by: options)
    key = try KeyFile.read(options.keyPath ?? pipeline.keyPath)
    tombstones = try Tombstones.of(pipeline, options.layout)
    ledger = try Ledger(home: options.layout.home)
    try options.layout.prepare()
    try proved.keep()
    generations = Generations(home: options.layout.home, kept: pipeline.keep.generations)
    state = try State.open(options.layout.state, pipeline: pipeline)
    if beginsAnew {
      try generations.removeLeftovers()
      // A run that was killed while it removed what it no longer keeps has left that to this one.
      try generations.removeOld()
      try state.cut(above: generations.current()?.number ?? 0)
    }
    hashes = try ContentHashes(ledger)
    basis = try RowBasis.digest(pipeline)
  }

  /// Landing beside what has been accepted by now.
  func landedFiles() throws -> LandedFiles {
    let today = options.clock.today(in: pipeline.timeZone)
    let scan = try Landing.scan(layout.landing, pipeline.feeds, today: today)
    return LandedFiles(
      pipeline, scan, try state.acceptedDeliveries(), repeated: try state.repeatedDeliveries(), hashes,
      dates: options.calendar)
  }

  func close() throws {
    try hashes.save(to: ledger)
    try state.close()
    try ledger.close()
  }
}
