import Contracts
import MartCore
import MartStore

/// Makes models one by one, or the tail side by side: in full, or only where something changed.
struct Build {
  typealias Made = (rows: Int64, hash: RowHash?)

  let plan: ModelPlan
  let session: Session
  /// Nil where the mart is empty.
  let refresh: Refresh?
  let engine: SQLiteEngine

  func make(_ model: Model) throws -> Made {
    if let refresh { return try refresh.make(model) }
    try engine.create(model, in: session)
    return (try engine.fill(model, in: session), nil)
  }

  /// Makes the tail: its rows side by side, its tables one after another.
  func make(_ tail: Tail, _ readers: SideReaders, _ note: (Model, Made, Double) throws -> Void) throws {
    // What stands in the mart is given to the readers; nobody writes while they read.
    try session.execute("COMMIT; PRAGMA main.locking_mode = NORMAL; SELECT 1 FROM main.sqlite_schema LIMIT 1")
    if try session.journalFile() != nil {
      try session.execute("PRAGMA journal.locking_mode = NORMAL; SELECT 1 FROM journal.sqlite_schema LIMIT 1")
    }
    let crew = try tail.crew(readers, engine, refresh?.known)
    do {
      var told: Set<String> = []
      if tail.readsRows {
        try telling(crew.changes) { try History.tellVerdicts(tail.pipeline, in: "changes", session) }
      }
      for (round, models) in tail.rounds.enumerated() {
        try tell(crew.changes, tail.followed, &told)
        let ready = try tail.rounds.enumerated().flatMap { until, models in
          try due(models.filter { tail.earliest[$0.name] == round }).map {
            Tail.MartDesk.Ready(
              $0, until: until, rank: tail.rank[$0.name] ?? 0, seconds: readers.expected[$0.name])
          }
        }
        crew.desk.make(ready, telling: refresh?.extents ?? [:])
        try take(models, crew.desk, note)
      }
    } catch {
      try? crew.dismiss()
      throw error
    }
    try crew.dismiss()
    try session.execute("BEGIN IMMEDIATE")
  }

  /// Those that may have something to do; of models by key a reader finds out.
  private func due(_ models: [Model]) throws -> [Model] {
    guard let refresh else { return models }
    return try models.filter { try $0.refresh != .full || refresh.isDue($0) }
  }

  /// Copies the lists of keys that came or went to where readers look for them.
  private func tell(_ changes: String, _ followed: Set<String>, _ told: inout Set<String>) throws {
    guard let refresh else { return }
    try telling(changes) {
      for table in followed.sorted() where refresh.extents[table] == .some && told.insert(table).inserted {
        let name = sqlName("changed_\(table)")
        try session.execute("CREATE TABLE changes.\(name) AS SELECT * FROM \(refresh.changedTable(table))")
      }
    }
  }

  /// Writes into the file in which readers look, as `changes`.
  private func telling(_ changes: String, _ body: () throws -> Void) throws {
    try attachScratch(changes, as: "changes")
    try body()
    try session.execute("DETACH DATABASE changes")
  }

  private func attachScratch(_ file: String, as schema: String) throws {
    try session.attach(file, as: schema)
    try session.execute("PRAGMA \(schema).journal_mode = OFF; PRAGMA \(schema).synchronous = OFF")
  }

  /// Puts what readers laid into the mart; its room in their files is theirs again.
  private func take(_ models: [Model], _ desk: Tail.MartDesk, _ note: (Model, Made, Double) throws -> Void) throws {
    let results = try desk.results(of: models)
    let files = Set(results.values.map(\.file)).sorted()
    for (number, file) in files.enumerated() { try attachScratch(file, as: "side_\(number)") }
    try session.execute("BEGIN IMMEDIATE")
    for model in models {
      guard let result = results[model.name], let number = files.firstIndex(of: result.file) else {
        try note(model, refresh?.keep(model) ?? (0, nil), 0)
        continue
      }
      var made: Made = (0, nil)
      let time = try ContinuousClock().measure { made = try take(model, result.laid, "side_\(number)") }
      try note(model, made, result.seconds + time / .seconds(1))
    }
    try session.execute("COMMIT")
    for number in files.indices { try session.execute("DETACH DATABASE side_\(number)") }
  }

  private func take(_ model: Model, _ laid: Laid, _ side: String) throws -> Made {
    switch (laid, refresh) {
    case (.whole(let table, let hash), _):
      let rows = "SELECT * FROM \(side).\(table) ORDER BY rowid"
      let made: Made
      if let refresh {
        made = try refresh.take(model, rows, hash)
      } else {
        try engine.create(model, in: session)
        made = (try engine.fill(model, from: rows, in: session), hash)
      }
      try session.execute("DROP TABLE \(side).\(table)")
      return made
    case (.differing(var rows, let keys), let refresh?):
      rows.schema = side
      return try refresh.take(model, rows, keys: keys)
    case (.kept, _), (.differing, nil): return refresh?.keep(model) ?? (0, nil)
    }
  }
}
