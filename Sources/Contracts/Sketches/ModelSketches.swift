import MartCore

// Sketches of what reads tables: as if their SQL began in line 10 of their file, and their contract in line 1.

private func places(_ file: String) -> (contract: FileLocation, sql: FileLocation) {
  (FileLocation(file: file, line: 1), FileLocation(file: file, line: 10, column: 1))
}

extension Model {
  package init(
    _ name: String, key: [String] = [], cluster: [String] = [], refresh: Refresh = .full, columns: [ModelColumn] = [],
    sql: String = ""
  ) {
    let at = places("models/\(name).sql")
    self.init(
      name: name, title: name, zh: "", grain: "", owner: "owner", key: key, cluster: cluster, indexes: [],
      refresh: refresh, columns: columns, sql: sql, sqlLocation: at.sql, location: at.contract)
  }
}

extension ModelColumn {
  package init(
    _ name: String, _ storage: Storage = .text, token: String? = nil,
    at location: FileLocation = FileLocation(file: "models")
  ) {
    self.init(
      name: name, storage: storage, required: false, dataClass: .internalData, unit: "", additive: nil, zh: "", doc: "",
      declassify: nil, token: token, location: location)
  }
}

extension Check {
  package init(_ id: String, _ severity: Severity = .stop, owner: String = "owner", sql: String) {
    let at = places("checks/\(id).sql")
    self.init(
      id: id, title: id, severity: severity, owner: owner, sql: sql, sqlLocation: at.sql, location: at.contract)
  }
}

extension Metric {
  package init(_ id: String, title: String? = nil, zh: String = "", headline: Int64? = nil, scaled: Bool = false) {
    self.init(
      id: id, title: title ?? id, zh: zh, definition: "", unit: "", basis: "", owner: "", headline: headline,
      headlineScaled: scaled, said: "", location: FileLocation(file: "metrics"))
  }
}

extension Output {
  package init(
    _ id: String, _ name: String? = nil, user: String = "user", people: Bool = false,
    ceiling: DataClass = .internalData, key: [String] = [], columns: [ModelColumn] = [], totals: [String] = [],
    sql: String
  ) {
    let at = places("outputs/\(id).yaml")
    self.init(
      id: id, name: name ?? id, title: name ?? id, zh: "", version: 1, user: user, owner: "owner", forPeople: people,
      ceiling: ceiling, key: key, columns: columns, totals: totals, sql: sql, sqlLocation: at.sql,
      location: at.contract)
  }
}

extension ConservationPath {
  package init(_ id: String, owner: String = "owner", steps: [Step]) {
    self.init(
      id: id, title: id, zh: "", unit: "fen", owner: owner, steps: steps,
      location: FileLocation(file: "paths/\(id).yaml", line: 1))
  }
}

extension ConservationPath.Step {
  package init(
    _ table: String, _ measure: String, _ sql: String, compares: Bool = true, lines: [ConservationPath.Line] = []
  ) {
    self.init(table: table, measure: measure, sql: sql, lines: lines, compares: compares)
  }
}

extension ConservationPath.Line {
  package init(_ reportedAs: String, _ table: String, _ sql: String) {
    self.init(reportedAs: reportedAs, table: table, sql: sql)
  }
}
