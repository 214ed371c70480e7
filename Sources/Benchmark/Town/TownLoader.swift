import Contracts
import Foundation
import MartCore
import MartStore

/// Puts records of a town into journal and vault, where extraction would have put them.
final class TownLoader {
  private struct Target {
    var journal: String
    var vault: String
    var touched: String
    /// Place in the line of each value of `journal` and `vault` beside the place of the row.
    var inJournal: [Int]
    var inVault: [Int]
    var kind: String
  }

  private(set) var rows = 0
  private let state: State
  private let options: TownOptions
  private var targets: [String: Target] = [:]
  private var sequence: Int64 = 0

  /// - Throws: `Failure` where the pipeline declares no identity.
  init(_ pipeline: Pipeline, _ state: State, _ options: TownOptions) throws {
    self.state = state
    self.options = options
    guard let plan = pipeline.identity else {
      throw Failure(.usage, "the pipeline says nothing of identity", remedy: "name another --pipeline")
    }
    for source in plan.sources { targets[source.src] = Self.target(source, try state.shape(of: source.feed)) }
  }

  /// - Throws: `Failure` where the file cannot be read, or a line names a source that the pipeline does not.
  func load(_ file: String) throws {
    sequence += 1
    let text = try Files.read(file)
    try state.store.use { session in
      try session.transaction {
        try State.mark(options.generation, in: session)
        for line in text.utf8.split(separator: 0x0a).dropFirst() {
          try put(Self.fields(line), session)
        }
      }
    }
  }

  private func put(_ fields: [String], _ session: Session) throws {
    guard fields.count == 12, let target = targets[fields[0]] else {
      throw Failure(.usage, "a line is not one of a town", remedy: "make the file with `sample-bank --town`")
    }
    rows += 1
    let spelled = "\(fields[0])|\(fields[1])"
    let token = SQLValue.integer(Self.token(spelled))
    let place: [SQLValue] = [
      token, .text(options.date.description), .integer(sequence), .integer(Int64(rows)), 1, .text("U"),
      .integer(options.generation),
    ]
    func values(_ places: [Int]) -> [SQLValue] { places.map { fields[$0].isEmpty ? .null : .text(fields[$0]) } }
    try session.executeCached(target.journal, place + values(target.inJournal))
    if !target.vault.isEmpty { try session.executeCached(target.vault, place + values(target.inVault)) }
    try session.executeCached(target.touched, [.integer(options.generation), token])
    try session.executeCached(
      "INSERT OR IGNORE INTO vault.vault_token VALUES (?, ?, ?, ?)",
      [.text(target.kind), token, .text(spelled), .integer(options.generation)])
  }

  private static func target(_ source: IdentityPlan.Source, _ shape: FeedShape) -> Target {
    let columns = [
      source.opened, source.documentKind, source.document, source.country, source.name, source.phone,
      source.birthDate, source.sex, source.address, source.device,
    ]
    // Places in a line of the file: after source and number.
    let placed = columns.enumerated().compactMap { place, column in column.map { ($0, place + 2) } }
    let open = placed.filter { column, _ in shape.row.contains { $0.name == column } }
    let secret = placed.filter { column, _ in shape.secrets.contains(column) }
    let key = shape.keys.map(\.sql) + ["business_date", "sequence", "line_no", "delivery_id", "op", "generation"]
    func insert(_ table: String, _ columns: [String]) -> String {
      let all = key + columns.map(sqlName)
      let marks = all.map { _ in "?" }.joined(separator: ", ")
      return "INSERT OR REPLACE INTO \(table)(\(all.joined(separator: ", "))) VALUES (\(marks))"
    }
    return Target(
      journal: insert("main.\(shape.journalTable)", open.map(\.0)),
      vault: secret.isEmpty ? "" : insert("vault.\(shape.vaultTable)", secret.map(\.0)),
      touched: "INSERT OR IGNORE INTO main.\(shape.touchedTable) VALUES (?, ?)", inJournal: open.map(\.1),
      inVault: secret.map(\.1), kind: shape.tokens.first { $0.column == source.number }?.kind ?? "")
  }

  /// The fields of a line; one may stand in quotes.
  private static func fields(_ line: Substring.UTF8View.SubSequence) -> [String] {
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    for byte in line {
      if byte == 0x22 {
        isQuoted.toggle()
      } else if byte == 0x2c, !isQuoted {
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
      } else {
        field.append(byte)
      }
    }
    return fields + [String(decoding: field, as: UTF8.self)]
  }

  /// As scattered as a keyed token, and the same on every machine (FNV-1a, then SplitMix64's finaliser).
  static func token(_ spelled: String) -> Int64 {
    var bits: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in spelled.utf8 { bits = (bits ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int64((bits ^ (bits >> 31)) & 0x7fff_ffff_ffff_ffff)
  }
}
