import MartCore

// Contracts sketched in code instead of read from YAML, for tests and tools: the name comes first, and what is not
// given is empty or what the YAML form would have by default.

extension Feed {
  /// A required feed of separated text with commas, with a control of form A and no totals.
  package init(
    _ name: String, _ delivery: DeliveryMode = .events, file: FilePattern? = nil,
    format: Format = Format(.separated, separator: ","), key: [String] = [], columns: [Column] = [],
    publishes: Publication? = nil
  ) {
    self.init(
      name: name, title: name, zh: "", family: "", owner: "", delivery: delivery,
      file: file ?? FilePattern(stem: "\(name)_", dateForm: .compact, suffix: ".csv"),
      due: Due(by: "02:00", required: true, on: .every), format: format, key: key, columns: columns, derived: [],
      control: Control(form: .lines, totals: []), rules: [], journalRules: [], publishes: publishes,
      location: FileLocation(file: "feeds/\(name).yaml", line: 1))
  }
}

extension Format {
  /// UTF-8, money in decimals, ISO dates, neither header nor trailer.
  package init(_ kind: Kind, separator: String = "") {
    self.init(
      kind: kind, encoding: .utf8, separator: Array(separator.utf8), quoted: false, header: .none, trailer: .none,
      money: .decimal, dates: .iso, rows: "")
  }
}

extension Column {
  /// `type`'s width in a fixed record is the same as in the YAML form.
  package init(_ name: String, _ type: ColumnType, max: Int? = nil, required: Bool = false) {
    self.init(
      name: name, type: type, max: max, width: Self.defaultWidth(type, max: max), required: required,
      dataClass: .internalData, token: nil, tokenPrefix: nil, tokenPrefixColumn: nil, check: nil, checkKindColumn: nil,
      list: nil, unknown: .quarantine, role: nil, source: name, currency: type == .money ? "CNY" : nil,
      currencyColumn: nil, dateForm: nil, unit: "", zh: "", doc: "", location: FileLocation(file: "feeds"))
  }

  private static func defaultWidth(_ type: ColumnType, max: Int?) -> Int {
    switch type {
    case .text: max ?? 0
    case .code: 16
    case .flag: 1
    case .date: 8
    case .timestamp: 25
    case .integer: 9
    case .money: 19
    }
  }
}

extension DerivedColumn {
  package init(
    _ name: String, from column: String, _ making: Making, years: Int = 0, _ dataClass: DataClass = .internalData
  ) {
    self.init(name: name, from: column, making: making, years: years, dataClass: dataClass, zh: "", doc: "")
  }
}

extension Total {
  package init(_ name: String, _ expression: String, isMoney: Bool = false) {
    self.init(name: name, expression: expression, unit: isMoney ? "fen" : "rows", isMoney: isMoney)
  }
}

extension Forbidden {
  package init(_ id: String, names: [String], digits: ClosedRange<Int>? = nil, because: String) {
    self.init(id: id, names: names, digits: digits, because: because)
  }
}

extension RowRule {
  package init(_ id: String, _ effect: Effect, _ condition: String, because: String, column: String = "") {
    self.init(
      id: id, effect: effect, condition: condition, because: because, column: column,
      location: FileLocation(file: "feeds"))
  }
}

extension JournalRule {
  package init(_ id: String, _ effect: Effect, _ query: String, because: String = "") {
    self.init(id: id, effect: effect, query: query, because: because, location: FileLocation(file: "feeds"))
  }
}

extension Publication {
  package init(_ table: String, _ totals: [String: String] = [:]) { self.init(table: table, totals: totals) }
}
