import Contracts
import MartCore
import MartStore

/// What all outputs of a night share.
struct EmissionNight {
  var candidate: String
  var businessDate: BusinessDate
  var generation: String
  var key: [UInt8]
  var algorithm: TokenAlgorithm
  var held: [String: HeldNote]

  /// Writes the data file, then its control, then the empty `.ok`; or the note alone.
  /// - Returns: nil where the output is held.
  func write(_ output: Output, _ session: Session) throws -> EmittedOutput? {
    let folder = "outbox/\(output.user)"
    try Files.makeFolder("\(candidate)/\(folder)", mode: 0o750)
    let stem = "\(folder)/\(output.stem(on: businessDate))"
    if let note = held[output.id] {
      try put(lines(output) + [("cause", note.cause), ("owner", note.owner)], "\(stem).held")
      return nil
    }
    let emitted = try writeRows(output, session, "\(stem).csv.gz")
    try put(control(output, emitted), "\(stem).ctl")
    try Files.write("", to: "\(candidate)/\(stem).ok", mode: 0o640)
    return emitted
  }

  /// The note in place of the three files.
  func hold(_ output: Output) throws {
    let stem = "outbox/\(output.user)/\(output.stem(on: businessDate))"
    guard let note = held[output.id], !Files.exists("\(candidate)/\(stem).held") else { return }
    try put(lines(output) + [("cause", note.cause), ("owner", note.owner)], "\(stem).held")
    for ending in ["ok", "ctl", "csv.gz"] { try Files.remove("\(candidate)/\(stem).\(ending)") }
  }

  private func writeRows(_ output: Output, _ session: Session, _ file: String) throws -> EmittedOutput {
    let columns = try promisedColumns(output, session)
    let writer = try OutputWriter(output, columns, path: "\(candidate)/\(file)")
    let tokens = try OutputTokens(algorithm, key: key, user: output.user)
    session.addFunction(tokenFunction, arguments: 2) { try tokens.token(of: $0) }
    try explaining(output) {
      try session.scan(ordered(output, columns)) { try writer.append($0) }
    }
    let digest = try writer.finish()
    return EmittedOutput(
      id: output.id, user: output.user, file: file, rows: writer.rows, totals: writer.totals,
      sha256: digest.sha256, bytes: digest.size)
  }

  /// The query's columns, once they are found to be those of the contract, in its order.
  func promisedColumns(_ output: Output, _ session: Session) throws -> [String] {
    let given = try explaining(output) { try session.columnNames(output.sql) }
    let promised = output.columns.isEmpty ? given : output.columns.map(\.name)
    guard given == promised else {
      throw Failure(
        .pipeline, "output \(output.id) gives columns \(given), its contract promises \(promised)",
        rule: "output.columns", at: output.sqlLocation, remedy: "make the query's last SELECT list them in that order")
    }
    for name in output.key + output.totals where !given.contains(name) {
      throw Failure(
        .pipeline, "output \(output.id) has no column '\(name)'", rule: "output.columns", at: output.location,
        remedy: didYouMean(name, in: given, otherwise: "its key and totals must be among its columns"))
    }
    return given
  }

  /// The rows in the order of the key as it is written, whatever the query's own order. Tokens stand in place of the
  /// mart's keys before the rows are ordered: in the order of the mart's keys, two users could lay their files side by
  /// side and find who is who.
  func ordered(_ output: Output, _ columns: [String]) -> String {
    let kinds = Dictionary(output.columns.map { ($0.name, $0.token) }) { first, _ in first }
    let list = columns.map { name in
      let column = sqlName(name)
      guard let kind = kinds[name] ?? nil else { return column }
      return "\(tokenFunction)(\(sqlText(kind)), \(column)) AS \(column)"
    }
    let order = output.key.isEmpty ? "" : " ORDER BY " + output.key.map(sqlName).joined(separator: ", ")
    return "SELECT \(list.joined(separator: ", ")) FROM (\(output.sql)\n)\(order)"
  }

  /// SQL that does not run is the pipeline's fault, and is said to be where its owner can find it.
  func explaining<Result>(_ output: Output, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let failure as Failure { throw failure } catch {
      guard let message = sqlMessage(error) else { throw error }
      throw Failure(
        .pipeline, "output \(output.id) does not run: \(message)", rule: "output.sql", at: output.sqlLocation,
        remedy: "correct the query; `mart check` tries it without data")
    }
  }

  func lines(_ output: Output) -> [(String, String)] {
    [
      ("output", output.id), ("version", String(output.version)), ("business_date", businessDate.description),
      ("generation", generation),
    ]
  }

  private func control(_ output: Output, _ emitted: EmittedOutput) -> [(String, String)] {
    lines(output) + [("rows", String(emitted.rows))]
      + output.totals.map { ("total.\($0)", String(emitted.totals[$0] ?? 0)) }
      + [("sha256", emitted.sha256), ("ceiling", output.ceiling.rawValue)]
  }

  func put(_ lines: [(String, String)], _ file: String) throws {
    let text = lines.map { "\($0)=\($1)\n" }.joined()
    try Files.write(text, to: "\(candidate)/\(file)", mode: 0o640)
  }
}

/// The user's token of a kind and a key, in the queries of outputs.
let tokenFunction = "output_token"
