import Contracts
import MartCore
import MartStore

/// Reads the newest record of each number that a generation touched, from journal and vault.
struct RecordReader {
  let plan: IdentityPlan
  let state: State
  let session: Session
  private let documents: DocumentReader
  private let noDocuments: Set<String>
  private let evidence: EvidenceReader

  init(_ plan: IdentityPlan, _ state: State, _ session: Session) {
    self.plan = plan
    self.state = state
    self.session = session
    documents = DocumentReader(kinds: plan.documents)
    noDocuments = Set(plan.placeholders["document"] ?? [])
    evidence = EvidenceReader(plan)
  }

  /// Touched numbers in order of source and token, as they are now.
  func touched(_ generation: Int64) throws -> [IdentityRecord] {
    try plan.sources.enumerated().flatMap { trust, source in try touched(source, trust, generation) }
  }

  private func touched(_ source: IdentityPlan.Source, _ trust: Int, _ generation: Int64) throws -> [IdentityRecord] {
    let shape = try state.shape(of: source.feed)
    guard shape.keys.map(\.name) == [source.number] else {
      throw Failure(
        .pipeline, "the key of identity source '\(source.feed)' is not its number '\(source.number)'",
        at: plan.location, remedy: "declare `key: [\(source.number)]` in the feed")
    }
    let journal = "main.\(shape.journalTable)"
    func list(_ columns: [String?]) throws -> String {
      try columns.map { try $0.map { try expression(of: $0, shape) } ?? "NULL" }.joined(separator: ", ")
    }
    let fields = try list([source.opened, source.documentKind, source.document, source.name, source.country])
    let matched =
      plan.matching == nil
      ? "" : try ", " + list([source.phone, source.birthDate, source.sex, source.address, source.device])
    let vault =
      shape.hasSecrets ? "LEFT JOIN vault.\(shape.vaultTable) v ON \(shape.samePlace("v", "j"))" : ""
    let kind = shape.tokens.first { $0.column == source.number }?.kind ?? ""
    let sql = """
      SELECT \(shape.keys(of: "t")), j.business_date, \(fields), n.value\(matched) FROM main.\(shape.touchedTable) t
      LEFT JOIN vault.vault_token n ON n.kind = \(sqlText(kind)) AND n.token = t.\(sqlName(source.number))
      LEFT JOIN \(journal) j ON \(shape.sameKey("j", "t")) AND j.op <> 'D'\(try deliveriesInForce(source.feed, session)) \(vault)
      WHERE t.generation = \(generation) ORDER BY \(shape.keys(of: "t")), j.business_date, j.sequence, j.line_no
      """
    var records: [IdentityRecord] = []
    try session.each(sql) { row in
      guard let token = row[0].int else { return }
      var record = self.record(row, Number(trust: trust, token: token))
      if let last = records.last, last.number == record.number {
        record.firstDay = min(record.firstDay, last.firstDay)
        records[records.count - 1] = record
      } else {
        records.append(record)
      }
    }
    return records
  }

  /// - row: number, business date, opened, kind, document, name, country, spelled number; where records are matched,
  ///   phone, birth date, sex, address, device.
  private func record(_ row: [SQLValue], _ number: Number) -> IdentityRecord {
    let spelled = row[7].string ?? ""
    guard let date = row[1].string else {
      return IdentityRecord(
        number: number, spelled: spelled, isKnown: false, document: nil, name: "", opened: "", firstDay: "")
    }
    let opened = row[2].string ?? date
    var document: Document?
    if let kind = row[3].string, let text = row[4].string, !noDocuments.contains(text) {
      document = documents.read(kind: kind, number: text, country: row[6].string)
    }
    var record = IdentityRecord(
      number: number, spelled: spelled, document: document?.key, lastDocument: document?.key,
      name: PersonName(row[5].string ?? "").text,
      opened: opened,
      firstDay: min(opened, date))
    if row.count > 8 {
      record.evidence = evidence.read(
        typed: row[4].string, phone: row[8].string, birth: row[9].string, sex: row[10].string, address: row[11].string,
        device: row[12].string)
    }
    return record
  }

  private func expression(of column: String, _ shape: FeedShape) throws -> String {
    if shape.row.contains(where: { $0.name == column }) { return "j.\(sqlName(column))" }
    if shape.secrets.contains(column) { return "v.\(sqlName(column))" }
    throw Failure(
      .pipeline, "feed '\(shape.feed.name)' has no column '\(column)' that identity could read", at: plan.location,
      remedy: didYouMean(column, in: shape.row.map(\.name) + shape.secrets, otherwise: "name a column of the feed"))
  }
}
