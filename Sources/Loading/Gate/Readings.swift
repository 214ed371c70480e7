import Foundation
import MartCore
import MartStore

/// Answers to the queries of paths and checks that read nothing which the gate itself writes, asked on several
/// connections at once before anything is written about them.
///
/// Readers see the mart as the transformation left it; the gate's own transaction holds back what it writes until all
/// are done. A query that names a `meta_` table, or a view over one, is asked in that transaction, in its turn.
struct Readings {
  typealias Rows = [[SQLValue]]

  /// More readers than this wait for the same disk, and each has a cache of its own.
  private static let mostReaders = 3

  private var answers: [String: Result<Rows, any Error>] = [:]

  /// - jobs: connections in all, that of `session` among them.
  /// - known: answers of the engine that made the tables, which need not be asked again.
  init(
    _ queries: [String], _ session: Session, mart: String, jobs: Int, known: [String: Rows] = [:]
  ) throws {
    let writes = try Self.written(session)
    let asked = Set(queries.filter { query in known[query] == nil && !writes.contains { query.contains($0) } }).sorted()
    let queue = Queue(asked)
    let group = DispatchGroup()
    for _ in 0..<max(0, min(jobs - 1, Self.mostReaders)) where asked.count > 1 {
      DispatchQueue.global().async(group: group) { queue.drain(mart) }
    }
    queue.drain(session)
    group.wait()
    answers = queue.answers
    for query in queries { if let rows = known[query] { answers[query] = .success(rows) } }
  }

  /// The rows of a query, asked now where it was not before.
  func rows(_ query: String, _ session: Session) throws -> Rows {
    guard let answer = answers[query] else { return try session.rows(query) }
    return try answer.get()
  }

  /// What a query's text holds where it reads what the gate writes: the tables' prefix, and the names of views over them.
  private static func written(_ session: Session) throws -> Set<String> {
    let views = try session.rows("SELECT name, sql FROM main.sqlite_schema WHERE type = 'view'")
    var names: Set = ["meta_"]
    var before = 0
    while before < names.count {
      before = names.count
      for view in views where names.contains(where: { view[1].display.contains($0) }) { names.insert(view[0].display) }
    }
    return names
  }

  /// Queries that wait and answers that came, shared by the connections.
  private final class Queue: @unchecked Sendable {
    private let lock = NSLock()
    private var waiting: ArraySlice<String>
    private(set) var answers: [String: Result<Rows, any Error>] = [:]

    init(_ queries: [String]) { waiting = queries[...] }

    func drain(_ session: Session) {
      while let query = lock.withLock({ waiting.popFirst() }) {
        let answer = Result { try session.rows(query) }
        lock.withLock { answers[query] = answer }
      }
    }

    /// Where the file cannot be opened again, its own connection does the rest.
    func drain(_ mart: String) {
      guard let store = try? Store(mart, .readOnly) else { return }
      try? store.use { session in
        try session.execute("PRAGMA temp_store = FILE")
        drain(session)
      }
      try? store.close()
    }
  }
}
