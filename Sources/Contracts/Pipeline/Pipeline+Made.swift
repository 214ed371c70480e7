import MartCore

// Contracts made in code, for tests and tools; what is not given is empty.

extension Pipeline {
  package static func made(
    name: String = "made", version: String = "1", figures: String = "", headlineScale: Int64 = 1,
    feeds: [Feed] = [], models: [Model] = [], checks: [Check] = [], metrics: [Metric] = [], outputs: [Output] = [],
    paths: [ConservationPath] = []
  ) -> Pipeline {
    Pipeline(
      folder: "", name: name, title: name, zh: "", version: version, engine: "sqlite", keyFile: "",
      tokenAlgorithm: "hmac-sha256", timeZone: "+00:00", parameters: [], thresholds: Thresholds(), figures: figures,
      headlineScale: headlineScale, feeds: feeds, models: models, checks: checks, metrics: metrics, outputs: outputs,
      references: [], codes: CodeBook(), currencies: Currencies(), paths: paths, identity: nil)
  }
}

extension Feed {
  package static func made(
    _ name: String, delivery: DeliveryMode = .events, columns: [Column] = [], publishes: Publication? = nil
  ) -> Feed {
    Feed(
      name: name, title: name, zh: "", family: "", owner: "", delivery: delivery,
      file: FilePattern(stem: "\(name)_", dateForm: .compact, suffix: ".csv"),
      due: Due(by: "00:00", required: true, on: .every),
      format: Format(
        kind: .separated, encoding: .utf8, separator: [0x2c], quoted: true, header: .names, trailer: .none,
        money: .minor, dates: .iso, rows: ""),
      key: [], columns: columns, derived: [], control: Control(form: .lines, totals: []), rules: [], journalRules: [],
      publishes: publishes, location: FileLocation(file: "feeds/\(name).yaml"))
  }
}

extension Publication {
  package static func made(_ table: String, _ totals: [String: String]) -> Publication {
    Publication(table: table, totals: totals)
  }
}

extension Model {
  package static func made(
    _ name: String, key: [String], cluster: [String] = [], refresh: Refresh = .full, columns: [ModelColumn] = [],
    sql: String = ""
  ) -> Model {
    let location = FileLocation(file: "models/\(name).sql", line: 1)
    return Model(
      name: name, title: name, zh: "", grain: "", owner: "models", key: key, cluster: cluster, indexes: [],
      refresh: refresh, columns: columns, sql: sql, sqlLocation: location, location: location)
  }
}

extension ModelColumn {
  package static func made(_ name: String, _ storage: Storage = .text, token: String? = nil) -> ModelColumn {
    ModelColumn(
      name: name, storage: storage, required: false, dataClass: .internalData, unit: "", additive: nil, zh: "", doc: "",
      declassify: nil, token: token, location: FileLocation(file: "made"))
  }
}

extension Check {
  package static func made(_ id: String, _ severity: Severity, owner: String, sql: String) -> Check {
    let location = FileLocation(file: "checks/\(id).sql", line: 1)
    return Check(
      id: id, title: id, severity: severity, owner: owner, sql: sql, sqlLocation: location, location: location)
  }
}

extension Metric {
  package static func made(_ id: String, title: String, zh: String, headline: Int64?, scaled: Bool) -> Metric {
    Metric(
      id: id, title: title, zh: zh, definition: "", unit: "", basis: "", owner: "", headline: headline,
      headlineScaled: scaled, location: FileLocation(file: "metrics/made.yaml"))
  }
}

extension Output {
  package static func made(
    _ id: String, _ name: String, user: String, people: Bool = false, ceiling: DataClass = .internalData,
    key: [String], columns: [ModelColumn], totals: [String] = [], sql: String
  ) -> Output {
    let location = FileLocation(file: "outputs/\(id).yaml", line: 1)
    return Output(
      id: id, name: name, title: name, zh: "", version: 1, user: user, owner: "owner", forPeople: people,
      ceiling: ceiling, key: key, columns: columns, totals: totals, sql: sql, sqlLocation: location,
      location: location)
  }
}

extension ConservationPath {
  package static func made(_ id: String, owner: String = "owner", steps: [Step]) -> ConservationPath {
    ConservationPath(
      id: id, title: id, zh: "", unit: "fen", owner: owner, steps: steps,
      location: FileLocation(file: "paths/\(id).yaml")
    )
  }
}

extension ConservationPath.Step {
  package static func made(
    _ table: String, _ measure: String, _ sql: String, compares: Bool = true, lines: [ConservationPath.Line] = []
  ) -> ConservationPath.Step {
    ConservationPath.Step(table: table, measure: measure, sql: sql, lines: lines, compares: compares)
  }
}

extension ConservationPath.Line {
  package static func made(_ reportedAs: String, _ table: String, _ sql: String) -> ConservationPath.Line {
    ConservationPath.Line(reportedAs: reportedAs, table: table, sql: sql)
  }
}
