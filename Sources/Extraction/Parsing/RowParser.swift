import Contracts
import MartCore

/// Turns records of one feed into typed cells. Nothing is allocated for a field.
///
/// After `parse`, `cells` has one cell a column (unreadable ones NULL), `remarks` what is to be said of a row
/// that is kept. All of it holds until the next record.
final class RowParser {
  let feed: Feed
  let format: Format
  let count: Int
  let recordLength: Int
  let columns: UnsafeMutablePointer<ColumnPlan>
  let fields: UnsafeMutablePointer<Field>
  let cells: UnsafeMutablePointer<Cell>
  /// 1 where the column's check held, 0 where not; of no meaning for empty cells.
  let checks: UnsafeMutablePointer<UInt8>
  /// By column: what an empty field stands for; empty itself where that is NULL.
  let replacements: UnsafeMutablePointer<Field>
  let arena = Arena()
  let decoder: DoubleByteDecoder?
  let names: ByteTable<Int>
  let separator: UnsafeMutablePointer<UInt8>
  let separatorCount: Int
  let tables: UnsafeMutablePointer<CodeTable>
  let tableCount: Int
  let currencies: ByteTable<Int>
  let documents: DocumentTable
  /// What the row's own document tells of its bearer.
  var bearer: Bearer
  /// The row has a document of which its bearer may have been told.
  var hasTold = false
  let timestamps: TimestampReader
  let deliveryDay: Int32
  let businessColumn: Int
  /// The business date of the row in hand, as a day number.
  private(set) var rowDay: Int32
  private(set) var remarks: [Fault] = []
  /// Looked at for each row, which has none as a rule; an array in a class costs a check of exclusive access.
  private(set) var hasRemarks = false

  /// - Throws: `Failure` with `.pipeline` for a code list that is missing, `.internal` for an encoding that is.
  init(_ feed: Feed, _ pipeline: Pipeline, businessDate: BusinessDate) throws {
    self.feed = feed
    format = feed.format
    count = feed.columns.count
    recordLength = feed.columns.reduce(0) { $0 + $1.width }
    fields = .allocate(capacity: count)
    cells = .allocate(capacity: count)
    cells.initialize(repeating: .null, count: count)
    checks = .allocate(capacity: count)
    checks.initialize(repeating: 0, count: count)
    replacements = Self.replacements(feed)
    let lists = Array(Set(feed.columns.compactMap(\.list))).sorted()
    tables = .allocate(capacity: max(1, lists.count))
    tableCount = lists.count
    for (index, list) in lists.enumerated() {
      (tables + index).initialize(to: CodeTable(pipeline.codes.lists[list] ?? [:]))
    }
    columns = .allocate(capacity: count)
    var offset = 0
    for (index, column) in feed.columns.enumerated() {
      let codes = column.list.flatMap { lists.firstIndex(of: $0) } ?? -1
      (columns + index).initialize(to: ColumnPlan(column, feed, pipeline.currencies, offset: offset, codes: codes))
      offset += column.width
    }
    names = ByteTable(feed.columns.enumerated().map { ($1.source, $0) })
    separatorCount = format.separator.count
    separator = .allocate(capacity: max(1, separatorCount))
    for (index, byte) in format.separator.enumerated() { separator[index] = byte }
    currencies = ByteTable(pipeline.currencies.decimals.map { ($0.key, $0.value) })
    let hasDocuments = feed.columns.contains { $0.check == "document" }
    documents = DocumentTable(hasDocuments ? pipeline.identity?.documents ?? [:] : [:])
    bearer = Bearer(feed, pipeline.identity)
    timestamps = try TimestampReader(timeZone: pipeline.timeZone)
    decoder = format.encoding == .utf8 ? nil : try DoubleByteDecoder(format.encoding)
    deliveryDay = businessDate.dayNumber
    rowDay = deliveryDay
    businessColumn = feed.columns.firstIndex { $0.role == .businessDate } ?? -1
    if let missing = lists.first(where: { pipeline.codes.lists[$0] == nil }) { throw Self.noList(missing, feed) }
  }

  deinit {
    for index in 0..<tableCount { tables[index].free() }
    tables.deinitialize(count: tableCount)
    tables.deallocate()
    names.free()
    currencies.free()
    documents.free()
    columns.deallocate()
    fields.deallocate()
    cells.deallocate()
    checks.deallocate()
    for index in 0..<count { replacements[index].start.deallocate() }
    replacements.deallocate()
    separator.deallocate()
  }

  private static func replacements(_ feed: Feed) -> UnsafeMutablePointer<Field> {
    let fields = UnsafeMutablePointer<Field>.allocate(capacity: feed.columns.count)
    for (index, column) in feed.columns.enumerated() {
      let bytes = Array((column.emptyAs ?? "").utf8)
      let room = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
      room.update(from: bytes, count: bytes.count)
      (fields + index).initialize(to: Field(start: UnsafePointer(room), count: bytes.count, kind: .text))
    }
    return fields
  }

  private static func noList(_ list: String, _ feed: Feed) -> Failure {
    Failure(
      .pipeline, "the code list '\(list)' is neither in codes.csv nor bound to a reference", at: feed.location,
      remedy: "add its codes, or bind it under lists: in pipeline.yaml")
  }

  /// Reads one record; the fault is the first in the order of the columns, or none.
  func parse(_ record: Record) -> Fault {
    if hasRemarks {
      remarks.removeAll(keepingCapacity: true)
      hasRemarks = false
    }
    arena.reset(atLeast: record.count * 4 + count * 64 + 1024)
    rowDay = deliveryDay
    if hasTold {
      bearer.told = nil
      hasTold = false
    }
    let spoiled = split(record)
    guard spoiled.trouble == .none else { return spoiled }
    if businessColumn >= 0 { rowDay = businessDay() }
    var fault = Fault()
    for index in 0..<count {
      let trouble = read(index)
      if trouble != .none, fault.trouble == .none { fault = Fault(trouble: trouble, column: index) }
    }
    if hasTold, let document = bearer.told { believe(document) }
    return fault
  }

  private func split(_ record: Record) -> Fault {
    switch format.kind {
    case .fixed: splitFixed(record)
    case .separated: splitSeparated(record)
    case .jsonLines, .json: splitObject(record)
    }
  }

  /// The row's own business date; the delivery's where it cannot be read.
  private func businessDay() -> Int32 {
    let field = fields[businessColumn]
    guard field.kind == .text, let day = readDay(field.start, field.count, columns[businessColumn].dateForm),
      let date = BusinessDate(year: day.year, month: day.month, day: day.day)
    else { return deliveryDay }
    return date.dayNumber
  }

  func remark(_ trouble: Trouble, _ column: Int) {
    remarks.append(Fault(trouble: trouble, column: column))
    hasRemarks = true
  }

  /// Of a spoiled record, the key alone, where its columns lead the record and are plainly readable; the other
  /// cells become NULL. A snapshot lists such a row: it closes nothing.
  func rescueKey(_ record: Record) -> Bool {
    let lead = feed.key.count
    for index in 0..<count { cells[index] = .null }
    guard Set(feed.columns.prefix(lead).map(\.name)) == Set(feed.key), leadFields(record, lead) else { return false }
    for index in 0..<lead where read(index) != .none || cells[index].kind == .null {
      for index in 0..<count { cells[index] = .null }
      return false
    }
    return true
  }

  /// Finds the first fields of a record whatever follows them; false where they are not plain ASCII.
  private func leadFields(_ record: Record, _ lead: Int) -> Bool {
    var offset = 0
    for index in 0..<lead {
      var length = columns[index].width
      if format.kind == .separated {
        guard let end = separatorOffset(record.start + offset, record.count - offset) else { return false }
        length = end
      } else if format.kind != .fixed {
        return false
      }
      guard offset + length <= record.count else { return false }
      let kind = lookOver(record.start + offset, length)
      guard kind.isASCII, !kind.hasNull, length == 0 || record.start[offset] != 0x22 else { return false }
      fields[index] = trimmed(record.start + offset, length)
      offset += length + (format.kind == .separated ? separatorCount : 0)
    }
    return true
  }
}
