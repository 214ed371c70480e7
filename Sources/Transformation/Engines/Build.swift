import Contracts
import MartCore
import MartStore

/// Makes models one by one, or a layer of the tail at once: in full, or only where something changed.
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

  /// Makes a layer of the tail: its SELECTs side by side, its tables in their order.
  func make(
    layer number: Int, of tail: Tail, _ readers: SideReaders, _ note: (Model, Made, Double) throws -> Void
  ) throws {
    let layer = tail.layers[number]
    let due = try refresh.map { refresh in try layer.filter { try refresh.isDue($0) } } ?? layer
    // What stands in the mart is given to the readers; nobody writes until they are done.
    try session.execute("COMMIT; PRAGMA main.locking_mode = NORMAL; SELECT 1 FROM main.sqlite_schema LIMIT 1")
    if try session.journalFile() != nil {
      try session.execute("PRAGMA journal.locking_mode = NORMAL; SELECT 1 FROM journal.sqlite_schema LIMIT 1")
    }
    let results = try tail.make(due, ofLayer: number, readers, engine)
    let files = Set(results.values.map(\.file)).sorted()
    for (number, file) in files.enumerated() { try session.attach(file, as: "side_\(number)") }
    try session.execute("BEGIN IMMEDIATE")
    for model in layer {
      guard let result = results[model.name], let number = files.firstIndex(of: result.file) else {
        try note(model, refresh?.keep(model) ?? (0, nil), 0)
        continue
      }
      var made: Made = (0, nil)
      let time = try ContinuousClock().measure {
        made = try take(model, "SELECT * FROM side_\(number).\(result.table) ORDER BY rowid")
      }
      try note(model, made, result.seconds + time / .seconds(1))
    }
    try session.execute("COMMIT")
    for number in files.indices { try session.execute("DETACH DATABASE side_\(number)") }
    for file in Tail.files(readers) { try Files.remove(file) }
    try session.execute("BEGIN IMMEDIATE")
  }

  private func take(_ model: Model, _ select: String) throws -> Made {
    if let refresh { return try refresh.take(model, select) }
    try engine.create(model, in: session)
    return (try engine.fill(model, from: select, in: session), nil)
  }
}
