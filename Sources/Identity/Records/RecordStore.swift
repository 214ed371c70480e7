import Contracts
import MartStore

/// The records that identity has kept in the vault: a log by generation, of which the newest of a number holds.
struct RecordStore {
  let plan: IdentityPlan
  let session: Session

  private func src(_ number: Number) -> SQLValue { .text(plan.sources[number.trust].src) }

  func isEmpty() throws -> Bool { try session.int("SELECT 1 FROM vault.id_record LIMIT 1") == nil }

  func current(_ number: Number) throws -> IdentityRecord? {
    let sql = """
      SELECT known, document, name, opened, first_day, moved, spelled, last_document FROM vault.id_record
      WHERE src = ? AND src_cust_id = ? ORDER BY generation DESC LIMIT 1
      """
    return try session.rows(sql, [src(number), .integer(number.token)]).first.map { record($0[...], number) }
  }

  func write(_ record: IdentityRecord, _ generation: Int64) throws {
    try session.executeCached(
      "INSERT INTO vault.id_record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        src(record.number), .integer(record.number.token), .integer(generation), record.isKnown ? 1 : 0,
        record.document.map(SQLValue.text) ?? .null, .text(record.name), .text(record.opened), .text(record.firstDay),
        record.hasMoved ? 1 : 0, .text(record.spelled),
        record.lastDocument.map(SQLValue.text) ?? .null,
      ])
  }

  /// The records that now bear one of these documents, by document.
  func bearing(_ documents: Set<String>) throws -> [String: [IdentityRecord]] {
    let trust = Dictionary(plan.sources.enumerated().map { ($1.src, $0) }) { first, _ in first }
    try session.execute("CREATE TEMP TABLE sought(document TEXT PRIMARY KEY) WITHOUT ROWID")
    defer { try? session.execute("DROP TABLE temp.sought") }
    for document in documents.sorted() {
      try session.executeCached("INSERT INTO temp.sought VALUES (?)", [.text(document)])
    }
    let sql = """
      SELECT r.src, r.src_cust_id, r.known, r.document, r.name, r.opened, r.first_day, r.moved, r.spelled, r.last_document FROM temp.sought d
      CROSS JOIN vault.id_record r ON r.document = d.document
      WHERE NOT EXISTS (SELECT 1 FROM vault.id_record n
        WHERE n.src = r.src AND n.src_cust_id = r.src_cust_id AND n.generation > r.generation)
      """
    var groups: [String: [IdentityRecord]] = [:]
    try session.each(sql) { row in
      guard let src = row[0].string, let place = trust[src], let token = row[1].int, row[2].int == 1 else { return }
      let record = record(row[2...], Number(trust: place, token: token))
      groups[record.document ?? "", default: []].append(record)
    }
    return groups
  }

  /// - row: known, document, name, opened, first_day, moved, spelled, last_document.
  private func record(_ row: ArraySlice<SQLValue>, _ number: Number) -> IdentityRecord {
    let row = Array(row)
    return IdentityRecord(
      number: number, spelled: row[6].string ?? "", isKnown: row[0].int == 1, document: row[1].string,
      lastDocument: row[7].string,
      name: row[2].string ?? "",
      opened: row[3].string ?? "", firstDay: row[4].string ?? "", hasMoved: row[5].int == 1)
  }
}
