import Contracts
import MartCore
import MartStore

/// An output of an earlier night that a late or corrected delivery changes.
package struct RestatedOutput: Sendable {
  package var output: Output
  /// The day under which it was sent.
  package var businessDate: BusinessDate
  /// 1 for the first restatement of that day.
  package var revision: Int
  /// Ids of the deliveries that change it.
  package var causes: [Int64]

  package init(output: Output, businessDate: BusinessDate, revision: Int, causes: [Int64]) {
    self.output = output
    self.businessDate = businessDate
    self.revision = revision
    self.causes = causes
  }
}

/// Writes `ID_NAME_vN_DATE.rM.csv.gz` beside the night's own outputs: the changed rows alone, each as it was sent and
/// as it is now.
package struct RestatementWriter {
  private let night: EmissionNight
  private let pipeline: Pipeline
  /// Where rows before and after lie side by side.
  private let side: String

  /// - generation: the label under which the candidate is to be published.
  /// - side: path of a scratch database.
  package init(_ pipeline: Pipeline, candidate: String, generation: String, key: [UInt8], side: String) {
    night = EmissionNight(
      candidate: candidate, businessDate: BusinessDate(dayNumber: 0), generation: generation, key: key,
      algorithm: pipeline.namedTokenAlgorithm, held: [:])
    self.pipeline = pipeline
    self.side = side
  }

  /// Keeps what the outputs are in one mart of their day.
  package func gather(_ outputs: [Output], from mart: String, isAfter: Bool) throws {
    let store = try Store(mart, .scratch)
    defer { try? store.close() }
    try store.use { session in
      try makeHeadlines(session, pipeline)
      try session.execute("PRAGMA query_only = OFF")
      try session.attach(side, as: "side")
      for output in outputs {
        let tokens = try OutputTokens(night.algorithm, key: night.key, user: output.user)
        session.addFunction(tokenFunction, arguments: 2) { try tokens.token(of: $0) }
        let columns = try night.promisedColumns(output, session)
        let table = "side.\(Self.table(output, isAfter))"
        try session.execute("DROP TABLE IF EXISTS \(table)")
        try night.explaining(output) {
          try session.execute("CREATE TABLE \(table) AS \(night.ordered(output, columns))")
        }
      }
    }
  }

  /// Writes the file, its control and its `.ok`; nil where no row differs.
  package func write(_ restated: RestatedOutput) throws -> EmittedOutput? {
    let store = try Store(side, .scratch)
    defer { try? store.close() }
    return try store.use { session in
      let output = restated.output
      let names = try session.columnNames("SELECT * FROM \(Self.table(output, true))")
      let unwritten = Set(output.columns.filter { !$0.isWritten }.map(\.name))
      let columns = names.filter { !unwritten.contains($0) }
      let changes = Self.changes(output, columns)
      let rows = try session.int("SELECT COUNT(*) FROM (\(changes))") ?? 0
      guard rows > 0 else { return nil }
      return try write(restated, columns, changes, rows, session)
    }
  }

  private func write(
    _ restated: RestatedOutput, _ columns: [String], _ changes: String, _ rows: Int64, _ session: Session
  ) throws -> EmittedOutput {
    let output = restated.output
    let key = output.key.filter(columns.contains)
    let cells = key + ["side"] + columns.filter { !key.contains($0) }
    let cause = restated.causes.map(String.init).joined(separator: " ")
    let folder = "outbox/\(output.user)"
    try Files.makeFolder("\(night.candidate)/\(folder)", mode: 0o750)
    let stem = "\(folder)/\(output.stem(on: restated.businessDate)).r\(restated.revision)"
    let file = try GzipFile("\(night.candidate)/\(stem).csv.gz", mode: 0o640)
    var text = CSVText(neutralising: output.forPeople)
    text.header(cells + ["cause"])
    let order = key.map { sqlName($0) }.joined(separator: ", ")
    let sql = """
      SELECT \(sqlNames(cells)), \(sqlText(cause)) AS cause FROM (\(changes))
       ORDER BY \(order.isEmpty ? "" : order + ", ")side DESC
      """
    try session.scan(sql) { row in
      text.row(row, columns: 0...cells.count)
      guard text.bytes.count >= 1 << 16 else { return }
      try text.bytes.withUnsafeBytes { try file.write($0) }
      text.bytes.removeAll(keepingCapacity: true)
    }
    try text.bytes.withUnsafeBytes { try file.write($0) }
    let digest = try file.close()
    let emitted = EmittedOutput(
      id: output.id, user: output.user, file: "\(stem).csv.gz", rows: rows,
      totals: try totals(output, columns, changes, session), sha256: digest.sha256, bytes: digest.size)
    try control(restated, emitted, cause, stem)
    return emitted
  }

  /// By how much each total of the output grows.
  private func totals(
    _ output: Output, _ columns: [String], _ changes: String, _ session: Session
  ) throws -> [String: Int64] {
    var totals: [String: Int64] = [:]
    for name in output.totals where columns.contains(name) {
      let column = sqlName(name)
      totals[name] = try session.int(
        "SELECT COALESCE(SUM(CASE side WHEN 'after' THEN \(column) ELSE -\(column) END), 0) FROM (\(changes))")
    }
    return totals
  }

  private func control(_ restated: RestatedOutput, _ emitted: EmittedOutput, _ cause: String, _ stem: String) throws {
    let output = restated.output
    var dated = night
    dated.businessDate = restated.businessDate
    let lines =
      dated.lines(output) + [("revision", String(restated.revision)), ("rows", String(emitted.rows))]
      + output.totals.map { ("total.\($0)", String(emitted.totals[$0] ?? 0)) }
      + [("sha256", emitted.sha256), ("ceiling", output.ceiling.rawValue), ("cause", cause)]
    try night.put(lines, "\(stem).ctl")
    try Files.write("", to: "\(night.candidate)/\(stem).ok", mode: 0o640)
  }

  private static func table(_ output: Output, _ isAfter: Bool) -> String {
    sqlName("\(isAfter ? "after" : "before")_\(output.id)")
  }

  /// Rows of one side that the other does not have, told apart by `side`.
  private static func changes(_ output: Output, _ columns: [String]) -> String {
    func only(_ isAfter: Bool) -> String {
      let list = sqlNames(columns)
      return """
        SELECT \(list), '\(isAfter ? "after" : "before")' AS side FROM (
          SELECT \(list) FROM \(table(output, isAfter)) EXCEPT SELECT \(list) FROM \(table(output, !isAfter)))
        """
    }
    return "\(only(false)) UNION ALL \(only(true))"
  }
}
