import MartCore

// Contracts with nothing in them but a name, to be filled in code: for tests and tools that read no YAML.

extension Pipeline {
  package static func sketch(_ name: String = "made") -> Pipeline {
    Pipeline(
      folder: "pipeline", name: name, title: name, zh: "", version: "1", engine: "sqlite", keyFile: "",
      tokenAlgorithm: "hmac-sha256", timeZone: "+00:00", parameters: [], thresholds: Thresholds(), figures: "",
      headlineScale: 1, feeds: [], models: [], checks: [], metrics: [], outputs: [], references: [], codes: CodeBook(),
      currencies: Currencies(), paths: [], identity: nil)
  }
}

extension Parameter {
  package static func sketch(_ name: String, _ value: Value) -> Parameter { Parameter(name: name, value: value) }
}

extension Feed {
  package static func sketch(_ name: String) -> Feed {
    Feed(
      name: name, title: name, zh: "", family: "", owner: "", delivery: .events,
      file: FilePattern(stem: "\(name)_", dateForm: .compact, suffix: ".csv"),
      due: Due(by: "00:00", required: true, on: .every),
      format: Format(
        kind: .separated, encoding: .utf8, separator: [0x2c], quoted: true, header: .names, trailer: .none,
        money: .minor, dates: .iso, rows: ""),
      key: [], columns: [], derived: [], control: Control(form: .lines, totals: []), rules: [], journalRules: [],
      publishes: nil, location: FileLocation(file: "pipeline/feeds/\(name).yaml", line: 1))
  }
}

extension Column {
  package static func sketch(_ name: String, _ type: ColumnType) -> Column {
    Column(
      name: name, type: type, max: nil, width: 16, required: false, dataClass: .internalData, token: nil,
      tokenPrefix: nil, tokenPrefixColumn: nil, check: nil, checkKindColumn: nil, list: nil, unknown: .quarantine,
      role: nil, source: name, currency: nil, currencyColumn: nil, dateForm: nil, unit: "", zh: "", doc: "",
      location: FileLocation(file: "pipeline/feeds"))
  }
}

extension JournalRule {
  package static func sketch(_ id: String, _ effect: Effect, _ query: String) -> JournalRule {
    JournalRule(
      id: id, effect: effect, query: query, because: id, location: FileLocation(file: "pipeline/feeds", line: 9))
  }
}

extension Publication {
  package static func sketch(_ table: String, _ totals: [String: String] = [:]) -> Publication {
    Publication(table: table, totals: totals)
  }
}

extension Model {
  /// Its SQL begins in line 10 of its file, its contract in line 1.
  package static func sketch(_ name: String, sql: String) -> Model {
    let file = "pipeline/models/\(name).sql"
    return Model(
      name: name, title: name, zh: "", grain: "", owner: "owner", key: [], cluster: [], indexes: [], refresh: .full,
      columns: [], sql: sql, sqlLocation: FileLocation(file: file, line: 10, column: 1),
      location: FileLocation(file: file, line: 1))
  }
}

extension ModelColumn {
  package static func sketch(_ name: String, _ storage: Storage, at location: FileLocation) -> ModelColumn {
    ModelColumn(
      name: name, storage: storage, required: false, dataClass: .internalData, unit: "", additive: nil, zh: "", doc: "",
      declassify: nil, location: location)
  }
}

extension Check {
  package static func sketch(_ id: String, sql: String) -> Check {
    let location = FileLocation(file: "pipeline/checks/\(id).sql", line: 6, column: 1)
    return Check(
      id: id, title: id, severity: .stop, owner: "owner", sql: sql, sqlLocation: location, location: location)
  }
}

extension Metric {
  package static func sketch(_ id: String) -> Metric {
    Metric(
      id: id, title: id, zh: "", definition: "", unit: "", basis: "", owner: "", headline: nil, headlineScaled: false,
      location: FileLocation(file: "pipeline/metrics"))
  }
}

extension Output {
  package static func sketch(_ id: String, sql: String) -> Output {
    let location = FileLocation(file: "pipeline/outputs/\(id).yaml", line: 20, column: 3)
    return Output(
      id: id, name: id, title: id, zh: "", version: 1, user: "user", owner: "owner", forPeople: false,
      ceiling: .internalData, key: [], columns: [], totals: [], sql: sql, sqlLocation: location, location: location)
  }
}

extension ConservationPath {
  /// A path of queries, each over the table of its name.
  package static func sketch(_ id: String, _ steps: [(table: String, sql: String)]) -> ConservationPath {
    ConservationPath(
      id: id, title: id, zh: "", unit: "fen", owner: "owner",
      steps: steps.map { Step(table: $0.table, measure: "amount", sql: $0.sql, lines: [], compares: true) },
      location: FileLocation(file: "pipeline/paths/\(id).yaml", line: 1))
  }
}

extension Reference {
  package static func sketch(_ name: String, _ columns: [(String, Storage)], _ rows: [[String?]]) -> Reference {
    Reference(
      name: name, columns: columns.map { ReferenceColumn(name: $0.0, storage: $0.1) }, rows: rows,
      location: FileLocation(file: "pipeline/reference/\(name).csv", line: 1))
  }
}

extension DerivedColumn {
  package static func sketch(_ name: String, from: String, _ making: Making, _ dataClass: DataClass) -> DerivedColumn {
    DerivedColumn(name: name, from: from, making: making, years: 0, dataClass: dataClass, zh: "", doc: "")
  }
}
