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

  package init(mart: String, folder: String, count: Int) {
    self.mart = mart
    self.folder = folder
    self.count = count
  }
}

/// The end of a build: models of `refresh: full` that nothing made by key waits for. They are many, read much and
/// write little, so their SELECTs run side by side on connections of their own, in layers, each after what it reads.
///
/// The mart's own connection writes all results, in the plan's order: the bytes do not depend on who was faster.
struct Tail {
  let layers: [[Model]]
  let names: Set<String>
  /// What readers need beside the mart.
  private let beside: Beside

  /// References, and persons as the journal has them: small, and made on each reader's own connection. `stg_` tables are
  /// not among them, since readers would have to judge the journal anew.
  private struct Beside {
    var pipeline: Pipeline
    /// Its file; nil where persons cannot be read side by side.
    var journal: String?
    /// What the models of each layer read.
    var tables: [Set<String>] = []

    var readable: Set<String> {
      let persons = [SourceSchema.idAssignment, SourceSchema.idEventLog, SourceSchema.idErasure].map(\.name)
      return Set(SourceSchema.references(pipeline).map(\.name) + (journal == nil ? [] : persons))
    }

    func open(_ tables: Set<String>, _ session: Session) throws {
      let references = tables.intersection(SourceSchema.references(pipeline).map(\.name))
      if !references.isEmpty { try loadReferences(pipeline, session, only: references) }
      guard let journal, !tables.subtracting(references).isEmpty else { return }
      try session.attach(journal, as: "journal")
      try session.execute("PRAGMA journal.cache_size = -8192; PRAGMA journal.locking_mode = NORMAL")
      try Assignments.makeViews(session)
    }
  }

  /// - journal: the file of the journal, where it is one.
  init(_ pipeline: Pipeline, _ plan: ModelPlan, journal: String?) {
    var beside = Beside(pipeline: pipeline, journal: journal)
    let outside = beside.readable
    let readable = Set(pipeline.models.map(\.name)).union(["run_context"]).union(outside)
    let stored = plan.order.filter { $0.refresh != .view }
    let behind = Dictionary(
      stored.map { ($0.name, plan.tables(behind: plan.reads[$0.name] ?? [])) }, uniquingKeysWith: { first, _ in first })
    var names: Set<String> = []
    var awaited: Set<String> = []
    for model in stored.reversed() {
      let reads = behind[model.name] ?? []
      if model.refresh == .full, reads.isSubset(of: readable), !awaited.contains(model.name) {
        names.insert(model.name)
      } else {
        awaited.formUnion(reads)
      }
    }
    var layers: [[Model]] = []
    var depth: [String: Int] = [:]
    for model in stored where names.contains(model.name) {
      let layer = (behind[model.name] ?? []).compactMap { depth[$0] }.max().map { $0 + 1 } ?? 0
      depth[model.name] = layer
      if layer == layers.count {
        layers.append([])
        beside.tables.append([])
      }
      layers[layer].append(model)
      beside.tables[layer].formUnion(outside.intersection(behind[model.name] ?? []))
    }
    (self.layers, self.names, self.beside) = (layers, names, beside)
  }

  /// The result of a SELECT, in the order in which the model's rows lie, as a table of its own file.
  struct Made {
    var file: String
    var table: String
    var seconds: Double
  }

  /// More would wait for the same disk; each has a cache, and an attached file, of its own.
  private static let mostReaders = 4

  /// Where each reader lays its results; one that found nothing to do leaves an empty file.
  static func files(_ readers: SideReaders) -> [String] {
    (0..<mostReaders).map { "\(readers.folder)/side-\($0).sqlite" }
  }

  /// Runs the SELECTs of one layer, several at once. The mart must not be written to meanwhile.
  func make(
    _ models: [Model], ofLayer layer: Int, _ readers: SideReaders, _ engine: SQLiteEngine
  ) throws -> [String: Made] {
    let work = Work(models)
    let group = DispatchGroup()
    let (beside, tables) = (beside, beside.tables[layer])
    for file in Self.files(readers).prefix(max(1, min(readers.count, models.count))) {
      DispatchQueue.global().async(group: group) {
        work.drain(file, readers.mart, engine) { try beside.open(tables, $0) }
      }
    }
    group.wait()
    return try work.results()
  }

  /// Models that wait and results that came, shared by the connections.
  private final class Work: @unchecked Sendable {
    private let lock = NSLock()
    private var waiting: ArraySlice<Model>
    private var made: [String: Made] = [:]
    private var failures: [String: any Error] = [:]
    private let order: [String]

    init(_ models: [Model]) {
      waiting = models[...]
      order = models.map(\.name)
    }

    func drain(_ file: String, _ mart: String, _ engine: SQLiteEngine, _ open: (Session) throws -> Void) {
      do {
        try Files.remove(file)
        let store = try Store(file, .scratch)
        try store.use { session in
          try session.execute("PRAGMA cache_size = -4096; PRAGMA locking_mode = NORMAL")
          try session.attach(mart, as: "mart")
          try session.execute("PRAGMA mart.cache_size = -32768; PRAGMA mart.locking_mode = NORMAL")
          try open(session)
          while let (number, model) = next() { try run(model, "made_\(number)", file, session, engine) }
        }
        try store.close()
      } catch { lock.withLock { failures[file] = error } }
    }

    private func next() -> (Int, Model)? {
      lock.withLock { waiting.popFirst().map { (order.count - waiting.count, $0) } }
    }

    private func run(
      _ model: Model, _ table: String, _ file: String, _ session: Session, _ engine: SQLiteEngine
    ) throws {
      do {
        let seconds = try ContinuousClock().measure {
          try engine.run("CREATE TABLE \(table) AS \(engine.select(model))", model, session)
        }
        lock.withLock { made[model.name] = Made(file: file, table: table, seconds: seconds / .seconds(1)) }
      } catch { lock.withLock { failures[model.name] = error } }
    }

    /// - Throws: the failure of the first model of the order that has one.
    func results() throws -> [String: Made] {
      for name in order { if let failure = failures[name] { throw failure } }
      if let failure = failures.min(by: { $0.key < $1.key }) { throw failure.value }
      return made
    }
  }
}
