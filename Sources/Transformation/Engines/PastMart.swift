import Contracts
import MartCore
import MartStore

/// A mart of a day made from a journal alone: the tables that are asked for and what they are made of. It can go on to
/// what another journal says, a later day or what was learned since, by the keys in which the two differ.
package struct PastMart {
  package let path: String
  private let folder: String
  private let pipeline: Pipeline
  private let plan: ModelPlan
  private let jobs: Int
  private var hashes: [String: RowHash]

  /// What the journal said, for the comparison with the next one.
  private var known: String { "\(folder)/known.sqlite" }

  /// Makes the mart in full.
  ///
  /// - folder: where the mart and what belongs to it lie; it must not hold one.
  /// - wanted: tables and views.
  /// - jobs: how many SELECTs of the tail run side by side.
  package init(
    _ pipeline: Pipeline, _ plan: ModelPlan, journal: PastJournal, in folder: String, on date: BusinessDate,
    wanted: Set<String>, jobs: Int
  ) throws {
    self.folder = folder
    path = "\(folder)/mart.sqlite"
    self.pipeline = pipeline
    self.plan = plan.limited(to: wanted)
    self.jobs = jobs
    hashes = [:]
    try make(journal, on: date, since: nil)
  }

  private init(copyOf other: PastMart, in folder: String) throws {
    self.folder = folder
    path = "\(folder)/mart.sqlite"
    (pipeline, plan, jobs, hashes) = (other.pipeline, other.plan, other.jobs, other.hashes)
    try Files.copy(other.path, to: path, mode: 0o600)
    try Files.copy(other.known, to: known, mode: 0o600)
  }

  /// Another mart with the same rows, which goes its own way.
  package func copy(to folder: String) throws -> PastMart { try PastMart(copyOf: self, in: folder) }

  /// Makes the rows anew that differ.
  ///
  /// - journal: with every row of the one that this mart was made from.
  /// - since: of identity, what a later generation wrote is new.
  package mutating func goOn(to journal: PastJournal, on date: BusinessDate, since generation: Int64) throws {
    try make(journal, on: date, since: generation)
  }

  package func remove() throws {
    try Files.remove(path)
    try Files.remove(known)
  }

  private mutating func make(_ journal: PastJournal, on date: BusinessDate, since: Int64?) throws {
    let mart = try Store(path, .scratch)
    let clock = RunContext(businessDate: date, parameters: pipeline.parameters)
    try mart.use { session in
      try session.attach(journal.path, as: "journal")
      try session.attach(known, as: "known")
      try session.transaction {
        let last = try since.map { _ in LastNight(hashes: hashes, context: try RunContext.read(session)) }
        try last == nil ? createFixedTables(clock, session) : renewFixedTables(clock, session)
        try loadReferences(pipeline, session)
        let history = try History.open(session, pipeline, jobs: jobs)
        var changes: NightChanges?
        if let last, let since {
          try history.listTouched(against: "known", in: journal, since: since)
          changes = NightChanges(history: history, since: since, last: last)
        }
        try history.remember(journal, in: "known")
        let readers = SideReaders(mart: path, folder: folder, count: jobs)
        let steps = try buildModels(pipeline, plan, session, clock, changes: changes, readers: readers)
        for step in steps where step.how != "view" {
          hashes[step.model] = try step.hash ?? RowHash.of(table: step.model, in: session)
        }
      }
    }
    try mart.close()
  }
}

/// Makes a mart of a day from a journal alone, in full: the tables that are asked for and what they are made of.
///
/// - path: of the mart, which must be absent.
/// - wanted: tables and views; nil: all, and the tables that describe them.
package func makePastMart(
  _ pipeline: Pipeline, _ plan: ModelPlan, journal: String, at path: String, on date: BusinessDate, wanted: Set<String>?
) throws {
  let mart = try Store(path, .scratch)
  try mart.use { session in
    try session.attach(journal, as: "journal")
    let clock = RunContext(businessDate: date, parameters: pipeline.parameters)
    try session.transaction {
      try createFixedTables(clock, session)
      try loadReferences(pipeline, session)
      let history = try History.open(session, pipeline)
      try buildModels(pipeline, plan.limited(to: wanted), session, clock)
      guard wanted == nil else { return }
      try history.fillMeta()
      try writeDictionary(pipeline, plan, session)
      try writeTables(pipeline, date, session)
    }
  }
  try mart.close()
}

extension ModelPlan {
  /// The plan that makes some tables and what they are made of; nil: all.
  package func limited(to wanted: Set<String>?) -> ModelPlan {
    guard let wanted else { return self }
    let needed = wanted.union(wanted.flatMap { ancestors(of: $0) })
    var plan = self
    plan.order = order.filter { needed.contains($0.name) }
    return plan
  }
}
