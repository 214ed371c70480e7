import MartCore
import MartStore

/// Writes `quarantine/<feed>.csv` with the rows that tonight's deliveries lost, without values: `delivery_id, file,
/// line, column, rule, reason`, in the order of business date, sequence and line. The values stay in the archive,
/// where file and line lead.
/// - tonight: ids of the deliveries that this night took in.
/// - Returns: rows by feed; a feed without any has no file.
func writeQuarantine(_ session: Session, candidate: String, tonight: Set<Int64>) throws -> [String: Int64] {
  let folder = "\(candidate)/quarantine"
  try Files.makeFolder(folder, mode: 0o700)
  let sql = """
    SELECT d.feed, q.delivery_id, d.file, q.line, q.column_name, q.rule, q.reason
      FROM meta_delivery AS d JOIN meta_quarantine AS q ON q.delivery_id = d.delivery_id
     ORDER BY d.feed, d.business_date, d.sequence, q.delivery_id, q.line, q.column_name, q.rule
    """
  var files = QuarantineFiles(folder: folder)
  try session.scan(sql) { row in
    guard tonight.contains(row.int(1)) else { return }
    try files.append(row)
  }
  return try files.finish()
}

private struct QuarantineFiles {
  let folder: String
  private var feed = ""
  private var sink: FileSink?
  private var text = CSVText(neutralising: true)
  private var counts: [String: Int64] = [:]

  init(folder: String) { self.folder = folder }

  mutating func append(_ row: RawRow) throws {
    let name = row.string(0)
    if sink == nil || name != feed { try begin(name) }
    text.row(row, columns: 1..<7)
    counts[feed, default: 0] += 1
    if text.bytes.count >= 1 << 16 { try flush() }
  }

  mutating func finish() throws -> [String: Int64] {
    try flush()
    try sink?.close()
    return counts
  }

  private mutating func begin(_ name: String) throws {
    try flush()
    try sink?.close()
    feed = name
    sink = try FileSink("\(folder)/\(name).csv", mode: 0o600)
    text.header(["delivery_id", "file", "line", "column", "rule", "reason"])
  }

  private mutating func flush() throws {
    try text.bytes.withUnsafeBytes { try sink?.write($0) }
    text.bytes.removeAll(keepingCapacity: true)
  }
}

/// Ids of the deliveries that describe one business date.
func deliveries(of businessDate: BusinessDate, _ session: Session) throws -> Set<Int64> {
  let sql = "SELECT delivery_id FROM meta_delivery WHERE business_date = ?"
  return Set(try session.rows(sql, [.text(businessDate.description)]).compactMap(\.[0].int))
}
