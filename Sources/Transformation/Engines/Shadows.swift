import Contracts
import MartStore

/// Temporary tables under the names of a model's sources that hold the rows of touched groups only, so that the
/// model's own SELECT, unchanged, makes those groups' rows: TEMP names come before those of the mart.
///
/// Tables rather than views: SQLite takes a view over a list of keys for short, and then plans joins around it for a
/// handful of rows (measured: 30 s instead of 1 s for one model of a month end).
struct Shadows {
  private let refresh: Refresh
  private let touched: Touched

  init(_ refresh: Refresh, _ touched: Touched) {
    self.refresh = refresh
    self.touched = touched
  }

  private var session: Session { refresh.session }
  private var history: History { refresh.night.history }
  private let people = SourceSchema.idAssignment
  private let changes = SourceSchema.idEventLog
  private let erasures = SourceSchema.idErasure

  func cast() throws {
    for source in touched.sources {
      if try exists(source.name, "temp", session) { try session.execute("DROP VIEW temp.\(sqlName(source.name))") }
      try fill(source)
    }
    for view in touched.footprint.views {
      guard let model = refresh.pipeline.model(view) else { continue }
      try session.execute(MartSchema.createView(model, in: "temp"))
    }
  }

  /// Brings the whole sources back.
  func lift() throws {
    for view in touched.footprint.views { try session.execute("DROP VIEW temp.\(sqlName(view))") }
    for source in touched.sources {
      try session.execute("DROP TABLE temp.\(sqlName(source.name))")
      try history.feed(staged: source.name)?.makeStagedView()
    }
    if touched.sources.contains(where: { [people.name, changes.name, erasures.name].contains($0.name) }) {
      try Assignments.makeViews(session)
    }
  }

  /// The rows of touched groups, with these columns.
  private func rows(of source: LinkedSource, _ columns: [String]) throws -> String {
    if refresh.pipeline.model(source.name) != nil {
      let list = columns.map { "o.\(sqlName($0))" }.joined(separator: ", ")
      let table = "\(refresh.mart).\(sqlName(source.name))"
      return touched.choices(of: source).map { "SELECT \(list) \($0.from(table, "o"))" }
        .joined(separator: " UNION ALL ")
    }
    let choice = touched.choice(of: source)
    let rows =
      switch source.name {
      case people.name: Assignments.spans(of: choice)
      case changes.name: Assignments.events(of: choice)
      case erasures.name: Assignments.erasures(of: choice)
      default: try history.feed(staged: source.name)?.stagedRows(of: choice) ?? ""
      }
    return "SELECT \(sqlNames(columns)) FROM (\(rows))"
  }

  /// Makes the table of the columns that the model reads, with an index for each way in which rows are looked up.
  private func fill(_ source: LinkedSource) throws {
    guard let definition = definition(of: source.name) else { return }
    let read = Set(touched.footprint.read[source.name] ?? [])
    let columns = definition.columns.filter { read.contains($0.name) }
    let name = sqlName(source.name)
    let typed = columns.map { "\(sqlName($0.name)) \($0.storage.sqlType)" }.joined(separator: ", ")
    let rows = try rows(of: source, columns.map(\.name))
    try session.execute("CREATE TEMP TABLE \(name) (\(typed)); INSERT INTO temp.\(name) \(rows)")
    let key = Array(definition.rowOrder.prefix { read.contains($0) })
    let links = source.columns.map(\.name).filter { $0 != key.first }
    for (number, index) in ((key.isEmpty ? [] : [key]) + links.map { [$0] }).enumerated() {
      try session.execute("CREATE INDEX temp.\(sqlName("\(source.name)_\(number)")) ON \(name) (\(sqlNames(index)))")
    }
  }

  private func definition(of source: String) -> TableDefinition? {
    if let feed = history.feed(staged: source) { return SourceSchema.staged(feed.shape.feed) }
    return [people, changes, erasures].first { $0.name == source }
      ?? refresh.pipeline.model(source).map { MartSchema.definition(of: $0) }
  }
}
