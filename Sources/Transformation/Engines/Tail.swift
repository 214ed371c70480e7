import Contracts
import Foundation
import MartCore
import MartStore

/// Where the mart under construction lies, for connections that read it while its own connection waits.
package struct SideReaders: Sendable {
  package var mart: String
  /// Where results lie until they are taken over.
  package var folder: String
  /// How many at once.
  package var count: Int
  /// Bytes of a journal from which on they read its rows too.
  package var largeJournal: Int
  /// What they answer where they have nothing to make.
  package var questions: Questions?
  /// Seconds that models took last night, by name.
  package var expected: [String: Double]

  /// Below it a connection that reads the journal costs more than its half of the work: the references alone were 5 % of
  /// a night's instructions at 1:1,000,000, whose journal has 8 MB.
  package static let largeJournal = 32 << 20

  package init(
    mart: String, folder: String, count: Int, largeJournal: Int = Self.largeJournal, questions: Questions? = nil,
    expected: [String: Double] = [:]
  ) {
    self.mart = mart
    self.folder = folder
    self.count = count
    self.largeJournal = largeJournal
    self.questions = questions
    self.expected = expected
  }
}

/// The models that are made side by side on connections of their own: all that read what such a connection has, and that
/// no other model waits for. Over a large journal it has the `stg_` tables too; over a small one it has not, since what
/// a connection costs is more than what it spares.
///
/// In rounds: the mart is written to between them. Each model is taken over in the round before the first one that reads
/// it, and is made in that round or an earlier one, where a reader has nothing else to do.
///
/// The mart's own connection writes all results, in an order of their own: the bytes do not depend on who was faster.
struct Tail {
  /// What is taken over after each round; first those for which most wait.
  let rounds: [[Model]]
  /// The round in which a model can be made at the earliest.
  let earliest: [String: Int]
  /// Their places among all: first those for which most wait.
  let rank: [String: Int]
  /// Sources of which models made by key want to know what came or went.
  let followed: Set<String>
  private let plan: ModelPlan
  /// What readers need beside the mart.
  private let beside: Beside

  /// References, persons and, where that pays, the journal's rows: made on each reader's own connection.
  private struct Beside {
    var pipeline: Pipeline
    /// The journal's file; nil where nothing of it can be read side by side.
    var journal: String?
    /// True where its rows are read, and persons by key: what its rules say stands among the changes.
    var readsRows = false
    /// What models read of it.
    var tables: Set<String> = []

    var references: Set<String> { Set(SourceSchema.references(pipeline).map(\.name)) }
    var persons: Set<String> {
      journal == nil
        ? [] : Set([SourceSchema.idAssignment, SourceSchema.idEventLog, SourceSchema.idErasure].map(\.name))
    }
    var staged: Set<String> { Set(pipeline.feeds.map { SourceSchema.staged($0).name }) }

    /// - Returns: the journal as models see it; without its feeds where its rows are not read.
    func open(_ session: Session, changes: String) throws -> History {
      let history = History(session: session, pipeline: pipeline, feeds: [])
      let references = tables.intersection(references)
      if !references.isEmpty { try loadReferences(pipeline, session, only: references) }
      guard let journal, !tables.subtracting(references).isEmpty else { return history }
      try session.attach(journal, as: "journal")
      try session.execute("PRAGMA journal.cache_size = -8192; PRAGMA journal.locking_mode = NORMAL")
      guard readsRows else {
        try Assignments.makeViews(session)
        return history
      }
      return try History.open(session, pipeline, told: changes)
    }
  }

  /// - journal: the file of the journal, where it is one.
  /// - readsRows: whether `stg_` tables are made on connections of their own.
  init(_ pipeline: Pipeline, _ plan: ModelPlan, journal: String?, readsRows: Bool) {
    var beside = Beside(pipeline: pipeline, journal: journal, readsRows: readsRows && journal != nil)
    // By key, persons are followed in the journal.
    var readable = Set(pipeline.models.map(\.name)).union(["run_context"]).union(beside.references)
    if beside.readsRows { readable.formUnion(beside.staged.union(beside.persons)) }
    let stored = plan.order.filter { $0.refresh != .view }
    let behind = Dictionary(
      stored.map { ($0.name, plan.tables(behind: plan.reads[$0.name] ?? [])) }, uniquingKeysWith: { first, _ in first })
    var tail: [Model] = []
    var awaited: Set<String> = []
    for model in stored.reversed() {
      let reads = behind[model.name] ?? []
      let allowed = model.refresh == .full ? readable.union(beside.persons) : readable
      if reads.isSubset(of: allowed), !awaited.contains(model.name) {
        tail.insert(model, at: 0)
        beside.tables.formUnion(reads.intersection(beside.references.union(beside.persons).union(beside.staged)))
      } else {
        awaited.formUnion(reads)
      }
    }
    var earliest: [String: Int] = [:]
    for model in tail {
      earliest[model.name] = (behind[model.name] ?? []).compactMap { earliest[$0] }.max().map { $0 + 1 } ?? 0
    }
    var latest = earliest.mapValues { _ in earliest.values.max() ?? 0 }
    for model in tail {
      for read in behind[model.name] ?? [] {
        latest[read] = latest[read].map { min($0, (earliest[model.name] ?? 0) - 1) }
      }
    }
    let waiting = Dictionary(tail.flatMap { plan.ancestors(of: $0.name) }.map { ($0, 1) }, uniquingKeysWith: +)
    let place = Dictionary(stored.enumerated().map { ($1.name, $0) }) { first, _ in first }
    func comesFirst(_ left: Model, _ right: Model) -> Bool {
      (-(waiting[left.name] ?? 0), place[left.name] ?? 0) < (-(waiting[right.name] ?? 0), place[right.name] ?? 0)
    }
    let inOrder = tail.sorted(by: comesFirst)
    let last = earliest.values.max().map { $0 + 1 } ?? 0
    rounds = (0..<last).map { round in inOrder.filter { latest[$0.name] == round } }
    rank = Dictionary(inOrder.enumerated().map { ($1.name, $0) }) { first, _ in first }
    let footprints = tail.compactMap { plan.footprints[$0.name] }
    followed = Set(footprints.flatMap { Array($0.linked.keys) + Array($0.lookups.keys) })
    (self.earliest, self.beside, self.plan) = (earliest, beside, plan)
  }

  /// Each question that the mart's tables alone answer, with the round in which all of them are taken over.
  private func places(of questions: Questions?) -> [Question] {
    let taken = Dictionary(
      uniqueKeysWithValues: rounds.enumerated().flatMap { round, models in models.map { ($0.name, round) } })
    let views = Set(plan.order.filter { $0.refresh == .view }.map(\.name))
    return Set(questions?.queries ?? []).sorted().compactMap { query in
      let names = Set(shapeTokens(query).filter(\.isName).map(\.text))
      let tables = plan.tables(behind: names.map { TableColumns(table: $0, columns: []) })
      // What the gate itself writes is not there yet.
      if tables.contains(where: { $0.hasPrefix("meta_") }) { return nil }
      return Question(
        sql: query, round: tables.subtracting(views).compactMap { taken[$0] }.max().map { $0 + 1 } ?? 0)
    }
  }

  /// More would wait for the same disk; each has a cache, and an attached file, of its own.
  private static let mostReaders = 4

  /// Whether readers want to know what rules say of the journal's rows.
  var readsRows: Bool { beside.readsRows }
  var pipeline: Pipeline { beside.pipeline }

  /// Where each reader lays its results; one that found nothing to do leaves an empty file.
  private static func files(_ readers: SideReaders) -> [String] {
    (0..<max(1, min(readers.count, mostReaders))).map { "\(readers.folder)/side-\($0).sqlite" }
  }

  /// Where the mart's connection tells readers which keys came or went.
  private static func changes(_ readers: SideReaders) -> String { "\(readers.folder)/side-changes.sqlite" }

  /// What a reader laid, and where.
  struct Made: Sendable {
    var file: String
    var laid: Laid
    var seconds: Double
  }

  /// Readers are told how much of the models that were taken over differs from last night.
  typealias MartDesk = Desk<[String: Refresh.Extent], Made>

  /// Readers at work, until they are dismissed.
  final class Crew {
    let desk: MartDesk
    let changes: String
    private let files: [String]
    private let group = DispatchGroup()

    /// - known: of the night, where the mart goes on from last night's.
    fileprivate init(_ tail: Tail, _ readers: SideReaders, _ engine: SQLiteEngine, _ known: Refresh.Known?) throws {
      desk = MartDesk(tail.places(of: readers.questions))
      changes = Tail.changes(readers)
      files = Tail.files(readers)
      for file in files + [changes] { try Files.remove(file) }
      for file in files {
        let reader = Reader(
          file: file, mart: readers.mart, changes: changes, engine: engine, beside: tail.beside, known: known,
          questions: readers.questions)
        DispatchQueue.global().async(group: group) { [desk] in reader.work(at: desk) }
      }
    }

    /// Waits until the last reader has gone, and removes what they laid.
    func dismiss() throws {
      desk.close()
      group.wait()
      for file in files + [changes] { try Files.remove(file) }
    }
  }

  func crew(_ readers: SideReaders, _ engine: SQLiteEngine, _ known: Refresh.Known?) throws -> Crew {
    try Crew(self, readers, engine, known)
  }

  /// A connection that makes what it finds on the desk. It opens when there is something.
  private struct Reader: Sendable {
    var file: String
    var mart: String
    var changes: String
    var engine: SQLiteEngine
    var beside: Beside
    var known: Refresh.Known?
    var questions: Questions?

    func work(at desk: MartDesk) {
      guard let first = desk.next() else { return }
      do {
        let store = try Store(file, .scratch)
        try store.use { session in
          let history = try open(session)
          let refresh = known.map { Refresh($0, beside: session, history) }
          var work: MartDesk.Work? = first
          while let next = work {
            switch next {
            case .model(let job): desk.done(job, Result { try make(job, session, refresh) })
            case .question(let query):
              // One that fails is asked again by the gate, which says why.
              if let rows = try? session.rows(query) { questions?.answer(query, rows) }
              desk.answered()
            }
            work = desk.next()
          }
        }
        try? store.close()
      } catch {
        var work: MartDesk.Work? = first
        while let next = work {
          switch next {
          case .model(let job): desk.done(job, .failure(error))
          case .question: desk.answered()
          }
          work = desk.next()
        }
      }
    }

    private func open(_ session: Session) throws -> History {
      try session.execute(
        "PRAGMA cache_size = -4096; PRAGMA locking_mode = NORMAL; SELECT 1 FROM main.sqlite_schema LIMIT 1")
      try session.attach(mart, as: "mart")
      try session.execute("PRAGMA mart.cache_size = -32768; PRAGMA mart.locking_mode = NORMAL")
      try session.attach(changes, as: "changes")
      try session.execute("PRAGMA changes.locking_mode = NORMAL")
      return try beside.open(session, changes: "changes")
    }

    private func make(_ job: MartDesk.Job, _ session: Session, _ refresh: Refresh?) throws -> Made {
      var laid = Laid.kept
      let time = try ContinuousClock().measure {
        refresh?.learn(job.told)
        laid = try refresh?.lay(job.model, job.number) ?? layWhole(job.model, job.number, engine, session)
      }
      return Made(file: file, laid: laid, seconds: time / .seconds(1))
    }
  }
}

/// What a model needs tonight, made without writing to the mart.
enum Laid: Sendable {
  case kept
  /// A table of all rows in their order, and their hash.
  case whole(String, RowHash)
  /// - keys: how many were made anew; nil where all rows were compared.
  case differing(Difference.Laid, keys: Int64?)
}

/// Makes all rows of a model into a table of the connection's own file. Its columns convert values as those of the mart's
/// table do, so that the hash is of the same values; what they do not take is found there.
func layWhole(_ model: Model, _ number: Int, _ engine: SQLiteEngine, _ session: Session) throws -> Laid {
  let table = "made_\(number)"
  let columns = model.columns.map { "\(sqlName($0.name)) \($0.storage.sqlType)" }.joined(separator: ", ")
  try session.execute("CREATE TABLE main.\(table)(\(columns))")
  try engine.run("INSERT INTO main.\(table) \(engine.select(model))", model, session)
  return .whole(table, try RowHash.of(table: table, in: session))
}
