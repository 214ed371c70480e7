import MartCore

// Contracts made in code instead of read from YAML: for tests, and for whoever guesses a contract from a file.

extension Column {
  /// A column with the defaults of the YAML form; `type`'s width in a fixed record is the same as there.
  package init(_ name: String, _ type: ColumnType, max: Int? = nil, required: Bool = false) {
    self.init(
      name: name, type: type, max: max, width: Self.defaultWidth(type, max: max), required: required,
      dataClass: .internalData, token: nil, tokenPrefix: nil, tokenPrefixColumn: nil, check: nil, checkKindColumn: nil,
      list: nil, unknown: .quarantine, role: nil, source: name, currency: type == .money ? "CNY" : nil,
      currencyColumn: nil, dateForm: nil, unit: "", zh: "", doc: "", location: FileLocation(file: ""))
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
  package init(_ name: String, from column: String, _ making: Making, years: Int = 0) {
    self.init(
      name: name, from: column, making: making, years: years, dataClass: .internalData, zh: "", doc: "")
  }
}

extension Total {
  package init(_ name: String, _ expression: String, isMoney: Bool = false) {
    self.init(name: name, expression: expression, unit: isMoney ? "fen" : "rows", isMoney: isMoney)
  }
}

extension RowRule {
  package init(_ id: String, _ effect: Effect, _ condition: String, because: String, column: String = "") {
    self.init(
      id: id, effect: effect, condition: condition, because: because, column: column,
      location: FileLocation(file: ""))
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

extension CodeBook.Validity {
  package init(_ from: BusinessDate, _ to: BusinessDate) { self.init(from: from, to: to) }
}

extension DocumentKind {
  package init(form: String, checksum: Checksum = .none, family: String) {
    self.init(
      form: form, checksum: checksum, family: family, birth: nil, prefixes: [], compare: nil, insert: nil,
      insertAfter: 0, perCountry: false)
  }
}

extension IdentityPlan {
  /// The documents alone.
  package init(documents: [String: DocumentKind]) {
    self.init(
      sources: [], documents: documents, compoundSurnames: [], placeholders: [:], location: FileLocation(file: ""))
  }
}

extension Reference {
  package init(_ name: String, _ columns: [ReferenceColumn], rows: [[String?]]) {
    self.init(name: name, columns: columns, rows: rows, location: FileLocation(file: ""))
  }
}

extension ReferenceColumn {
  package init(_ name: String, _ storage: Storage) { self.init(name: name, storage: storage) }
}

extension Feed {
  /// A required feed with a control of form A and no totals.
  package init(
    _ name: String, _ delivery: DeliveryMode, file: FilePattern, format: Format, key: [String], columns: [Column]
  ) {
    self.init(
      name: name, title: name, zh: "", family: "", owner: "", delivery: delivery, file: file,
      due: Due(by: "02:00", required: true, on: .every), format: format, key: key, columns: columns, derived: [],
      control: Control(form: .lines, totals: []), rules: [], journalRules: [], publishes: nil,
      location: FileLocation(file: ""))
  }
}

extension Pipeline {
  /// A pipeline of these feeds alone, on China Standard Time.
  package init(feeds: [Feed], codes: CodeBook = CodeBook(), currencies: Currencies = Currencies()) {
    self.init(
      folder: "", name: "", title: "", zh: "", version: "1", engine: "sqlite", keyFile: "",
      tokenAlgorithm: "hmac-sha256", timeZone: "+08:00", parameters: [], thresholds: Thresholds(), figures: "",
      headlineScale: 1, feeds: feeds, models: [], checks: [], metrics: [], outputs: [], references: [], codes: codes,
      currencies: currencies, paths: [], identity: nil)
  }
}

extension JournalRule {
  package init(_ id: String, _ effect: Effect, _ query: String, because: String = "") {
    self.init(id: id, effect: effect, query: query, because: because, location: FileLocation(file: ""))
  }
}
