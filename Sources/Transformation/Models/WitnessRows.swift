import Contracts
import MartCore
import MartStore

/// Makes the few rows with which a pipeline's SQL is tried: eight a table, made from the contracts alone.
///
/// Numbers and tokens count from 1 and meet each other in joins, but for tokens of one kind that are keys under two
/// names: a van's number is no lorry's. Two columns of a row with tokens of one kind name different things: no driver is
/// his own relief. Texts are codes of their list, values of a reference column of that name, or numbers; dates lie
/// around the witness night. Columns that may be empty are empty in the last row. References come with their own rows.
struct WitnessRows {
  static let count = 8
  /// A quarter's end, so that nothing that is due at an end of a month or quarter stays away.
  static let night = BusinessDate(year: 2024, month: 9, day: 30) ?? BusinessDate(dayNumber: 0)
  /// Most rows that are taken of a reference.
  private static let referenceRows = 4_000

  let pipeline: Pipeline
  private let referenceValues: [String: [String]]
  private let codes: [String: [String]]
  private let sources: [String]
  /// What is added to tokens of a column of this name.
  private let tokenOffsets: [String: Int]

  init(_ pipeline: Pipeline) {
    self.pipeline = pipeline
    var values: [String: [String]] = [:]
    for reference in pipeline.references where reference.name != "code" {
      for (index, column) in reference.columns.enumerated() where values[column.name] == nil {
        values[column.name] = reference.rows.prefix(Self.count).compactMap { $0[index] }
      }
    }
    referenceValues = values.filter { !$0.value.isEmpty }
    codes = pipeline.codes.lists.mapValues { $0.keys.sorted() }
    sources = pipeline.identity?.sources.map(\.src) ?? []
    tokenOffsets = Self.tokenOffsets(pipeline.feeds)
  }

  /// Columns with tokens of one kind, each in the key of some feed, name different things: their tokens lie apart.
  private static func tokenOffsets(_ feeds: [Feed]) -> [String: Int] {
    var names: [String: Set<String>] = [:]
    for feed in feeds {
      for column in feed.columns where feed.key.contains(column.name) {
        if let kind = column.token { names[kind, default: []].insert(column.name) }
      }
    }
    var offsets: [String: Int] = [:]
    for known in names.values {
      for (place, name) in known.sorted().enumerated() { offsets[name] = place * count }
    }
    return offsets
  }

  /// By column outside the key: how many before it have tokens of its kind.
  private static func tokenShifts(_ feed: Feed) -> [String: Int] {
    var seen: [String: Int] = [:]
    var shifts: [String: Int] = [:]
    for column in feed.columns where !feed.key.contains(column.name) {
      guard let kind = column.token else { continue }
      shifts[column.name] = seen[kind, default: 0]
      seen[kind, default: 0] += 1
    }
    return shifts
  }

  /// The statements that fill every table that models and journal rules read.
  func statements() -> [String] {
    var all: [String] = []
    for feed in pipeline.feeds {
      let shifts = Self.tokenShifts(feed)
      for table in [SourceSchema.staged(feed), SourceSchema.journal(feed)] {
        all += insert(
          table,
          (1...Self.count).map { row in table.columns.map { value($0, of: table, row, shift: shifts[$0.name] ?? 0) } })
      }
    }
    for reference in pipeline.references {
      let rows = reference.rows.prefix(Self.referenceRows)
      all += insert(SourceSchema.reference(reference), rows.map { row in row.map { $0.map { .text($0) } ?? .null } })
    }
    let context = RunContext(businessDate: Self.night, parameters: pipeline.parameters)
    all += insert(RunContext.table(pipeline.parameters), [context.row])
    all += insert(SourceSchema.calendarDay, calendarRows(from: Self.night - 400, through: Self.night + 1))
    all += insert(SourceSchema.idAssignment, assignments())
    all += insert(SourceSchema.idEventLog, events())
    return all
  }

  private func insert(_ table: TableDefinition, _ rows: [[SQLValue]]) -> [String] {
    stride(from: 0, to: rows.count, by: 400).map { start in
      let lines = rows[start..<min(start + 400, rows.count)].map { row in
        "(" + row.map(Self.literal).joined(separator: ", ") + ")"
      }
      return "INSERT INTO main.\(sqlName(table.name)) VALUES \(lines.joined(separator: ", "))"
    }
  }

  private static func literal(_ value: SQLValue) -> String {
    switch value {
    case .null: "NULL"
    case .text(let text): sqlText(text)
    default: value.display
    }
  }

  private func assignments() -> [[SQLValue]] {
    sources.flatMap { source in
      (1...Self.count).map { row in
        [.text(source), .integer(Int64(row)), .integer(Int64(row % 6 + 1)), "2000-01-01", "9999-12-31"]
      }
    }
  }

  private func events() -> [[SQLValue]] {
    sources.enumerated().map { index, source in
      [
        .text(Self.night.description), .integer(Int64(index + 1)), "NEW", .text(source), 1, .null, 2, "D1",
      ]
    }
  }

  private func value(_ column: TableColumn, of table: TableDefinition, _ row: Int, shift: Int) -> SQLValue {
    let isKey = table.key.contains(column.name)
    if !isKey, !column.required, row == Self.count { return .null }
    switch column.name {
    case "delivery_id", "sequence", "is_current": return 1
    case "late": return 0
    case "op": return "I"
    case "valid_from": return .text((Self.night - 100).description)
    case "valid_to": return "9999-12-31"
    case "src" where !sources.isEmpty: return .text(sources[row % sources.count])
    default: return value(column, row, number: isKey ? row : (row + shift) % 4 + 1)
    }
  }

  private func value(_ column: TableColumn, _ row: Int, number: Int) -> SQLValue {
    switch column.content {
    case .flag: return .integer(Int64(row % 2))
    case .money: return .integer(Int64(row * 100))
    case .date: return .text(day(row).description)
    case .timestamp: return .text("\(day(row))T10:00:0\(row)\(pipeline.timeZone)")
    case .code(let list):
      guard let known = codes[list], !known.isEmpty else { return .text(String(number)) }
      return .text(known[row % known.count])
    case .text(let length): return .text(text(column.name, number, length))
    case .token: return .integer(Int64(number + (tokenOffsets[column.name] ?? 0)))
    case .plain: return column.storage == .text ? .text(String(number)) : .integer(Int64(number))
    }
  }

  private func text(_ column: String, _ number: Int, _ length: Int) -> String {
    guard let known = referenceValues[column] else { return String(String(number).prefix(length)) }
    return known[number % known.count]
  }

  /// The night, the day before, the first of the month, the end of the year before, and again.
  private func day(_ row: Int) -> BusinessDate {
    let context = RunContext(businessDate: Self.night, parameters: [])
    return [context.baseDate, Self.night, Self.night - 1, Self.night.monthStart][row % 4]
  }
}

/// The rows of `calendar_day` from one day to another, both included.
func calendarRows(from first: BusinessDate, through last: BusinessDate) -> [[SQLValue]] {
  (first.dayNumber...max(first.dayNumber, last.dayNumber)).map { number in
    let day = BusinessDate(dayNumber: number)
    let weekday = ((Int64(number) + 3) % 7 + 7) % 7 + 1
    return [
      .text(day.description), .integer(Int64(number)), .text(day.monthText), .integer(Int64(day.year)),
      .integer(weekday), day.isMonthEnd ? 1 : 0,
    ]
  }
}
