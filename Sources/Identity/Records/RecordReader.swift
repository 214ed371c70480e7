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
    try session.scan(sql) { row in
      if row.isNull(0) { return }
      var record = self.record(row, Number(trust: trust, token: row.int(0)))
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
  private func record(_ row: RawRow, _ number: Number) -> IdentityRecord {
    func text(_ column: Int) -> String? { row.isNull(column) ? nil : row.string(column) }
    let spelled = row.string(7)
    guard let date = text(1) else {
      return IdentityRecord(
        number: number, spelled: spelled, isKnown: false, document: nil, name: "", opened: "", firstDay: "")
    }
    let opened = text(2) ?? date
    let typed = text(4)
    var document: Document?
    if let kind = text(3), let typed, !noDocuments.contains(typed) {
      document = documents.read(kind: kind, number: typed, country: text(6))
    }
    var evidence = Evidence()
    if plan.matching != nil {
      evidence = self.evidence.read(
        typed: typed, phone: text(8), birth: text(9), sex: text(10), address: text(11), device: text(12))
    }
    let key = document?.key
    return IdentityRecord(
      number: number, spelled: spelled, document: key, lastDocument: key, name: PersonName(row.string(5)).text,
      opened: opened, firstDay: min(opened, date), evidence: evidence)
  }

  private func expression(of column: String, _ shape: FeedShape) throws -> String {
    if shape.row.contains(where: { $0.name == column }) { return "j.\(sqlName(column))" }
    if shape.secrets.contains(column) { return "v.\(sqlName(column))" }
    throw Failure(
      .pipeline, "feed '\(shape.feed.name)' has no column '\(column)' that identity could read", at: plan.location,
      remedy: didYouMean(column, in: shape.row.map(\.name) + shape.secrets, otherwise: "name a column of the feed"))
  }
}
