import Contracts
import MartCore
import MartStore

/// Holds row tests against the pipeline: which tables a case needs, and what its cells are.
struct RowTestJudge {
  let pipeline: Pipeline
  let plan: ModelPlan
  var findings: [Finding] = []
  private let schema: ReadableTables
  private let queries: [PipelineQuery]
  private let sources: Set<String>
  /// References and what is made of them alone.
  private let standing: Set<String>

  init(_ pipeline: Pipeline, _ plan: ModelPlan) {
    self.pipeline = pipeline
    self.plan = plan
    schema = ReadableTables(pipeline)
    queries = PipelineQuery.all(pipeline)
    sources = Set(SourceSchema.forModels(pipeline).map(\.name))
    var standing = Set(SourceSchema.references(pipeline).map(\.name) + ["run_context"])
    for model in plan.order where (plan.reads[model.name] ?? []).allSatisfy({ standing.contains($0.table) }) {
      standing.insert(model.name)
    }
    self.standing = standing
  }

  mutating func prepare(_ file: RowTestFile) -> [PreparedRowTest] {
    guard let query = queries.first(where: { $0.kind.rawValue == file.kind.rawValue && $0.name == file.name }) else {
      let names = queries.filter { $0.kind.rawValue == file.kind.rawValue }.map(\.name)
      note(
        "there is no \(file.kind.rawValue) '\(file.name)'", "unknown-\(file.kind.rawValue)", file.namePlace,
        didYouMean(file.name, in: names, otherwise: "look into the pipeline's folder"))
      return []
    }
    return file.cases.compactMap { prepare($0, query) }
  }

  private mutating func prepare(_ test: RowTest, _ query: PipelineQuery) -> PreparedRowTest? {
    let before = findings.count
    let model = query.kind == .model ? pipeline.model(query.name) : nil
    let context = setting(test)
    let (tables, references) = tables(test, query)
    let (columns, expected) = expected(test, query, model)
    guard findings.count == before else { return nil }
    return PreparedRowTest(
      test: test, query: query, model: model, context: context, tables: tables, standing: standing(tables, test),
      references: references, columns: columns, expected: expected)
  }

  /// Which of the made models are the same in all worlds: what they are made from is given by nobody, and is no date.
  private func standing(_ tables: [PreparedRowTest.Table], _ test: RowTest) -> Set<String> {
    let given = Set(test.given.map(\.name) + ["run_context"])
    let names = tables.compactMap { table -> String? in
      guard case .made(let model) = table, model.refresh != .view, standing.contains(model.name) else { return nil }
      return plan.ancestors(of: model.name).isDisjoint(with: given) ? model.name : nil
    }
    return Set(names)
  }

  // MARK: Tables

  /// What the query reads, directly or through models that are made, each after what it reads itself.
  /// Also: which references they read that nobody gives.
  private mutating func tables(
    _ test: RowTest, _ query: PipelineQuery
  ) -> ([PreparedRowTest.Table], references: Set<String>) {
    var through: Set<String> = []
    for name in test.through {
      if pipeline.model(name.name) == nil {
        let names = pipeline.models.map(\.name)
        note(
          "there is no model '\(name.name)'", "unknown-model", name.value.place,
          didYouMean(name.name, in: names, otherwise: "name models"))
      }
      through.insert(name.name)
    }
    let given = Dictionary(test.given.map { ($0.name, $0) }) { first, _ in first }
    for name in test.through where given[name.name] != nil {
      note("'\(name.name)' is given and made", "through", name.value.place, "take it out of one of them")
    }
    var needed: Set<String> = []
    var waiting = reads(of: query)
    while let table = waiting.popLast() {
      guard table != "run_context", needed.insert(table).inserted, isMade(table, given, through) else { continue }
      waiting += (plan.reads[table] ?? []).map(\.table)
    }
    for name in test.through where pipeline.model(name.name) != nil && !needed.contains(name.name) {
      note(
        "\(query.subject) does not read '\(name.name)'", "unread", name.value.place,
        didYouMean(name.name, in: needed.sorted(), otherwise: "take it out"))
    }
    for table in test.given where !needed.contains(table.name) {
      note(
        "\(query.subject) does not read '\(table.name)'", "unread", table.namePlace,
        didYouMean(table.name, in: needed.sorted(), otherwise: "it reads \(needed.sorted().joined(separator: ", "))"))
    }
    let places = Dictionary(uniqueKeysWithValues: plan.order.enumerated().map { ($1.name, $0) })
    let tables = needed.sorted { (places[$0] ?? -1, $0) < (places[$1] ?? -1, $1) }.compactMap {
      name -> PreparedRowTest.Table? in
      if isMade(name, given, through), let model = pipeline.model(name) { return .made(model) }
      guard let definition = schema.tables[name.lowercased()] else { return nil }
      if given[name] == nil, standing.contains(name) { return nil }
      return .given(definition, isSource: sources.contains(name), rows: given[name].map { rows($0, definition) } ?? [])
    }
    return (tables, needed.filter { given[$0] == nil && standing.contains($0) })
  }

  private func isMade(_ table: String, _ given: [String: RowTable], _ through: Set<String>) -> Bool {
    pipeline.model(table) != nil && given[table] == nil && (through.contains(table) || standing.contains(table))
  }

  private func reads(of query: PipelineQuery) -> [String] {
    let reads =
      switch query.kind {
      case .model: plan.reads[query.name]
      case .check: plan.checkReads[query.name]
      case .output: plan.outputReads[query.name]
      default: nil as [TableColumns]?
      }
    return (reads ?? []).map(\.table)
  }

  // MARK: Values

  private mutating func rows(
    _ table: RowTable, _ definition: TableDefinition
  ) -> [(place: FileLocation, values: [SQLValue])] {
    let places = columns(table, definition.columns.map(\.name), of: "table '\(table.name)'")
    return table.rows.enumerated().map { index, row in
      let values = definition.columns.map { column -> SQLValue in
        guard let place = places[column.name] else { return Self.neutral(column, definition, row: index + 1) }
        return value(row.cells[place], column.storage, column.content)
      }
      return (row.place, values)
    }
  }

  /// What stands in a column that a test does not name.
  static func neutral(_ column: TableColumn, _ table: TableDefinition, row: Int) -> SQLValue {
    let isKey = table.key.contains(column.name)
    switch column.name {
    case "valid_from": return "1900-01-01"
    case "valid_to": return "9999-12-31"
    case "is_current": return 1
    default: break
    }
    guard column.required || isKey else { return .null }
    switch column.storage {
    case .integer: return .integer(isKey ? Int64(row) : 0)
    case .real: return .real(0)
    case .text: return .text(isKey ? String(row) : "")
    }
  }

  private mutating func expected(
    _ test: RowTest, _ query: PipelineQuery, _ model: Model?
  ) -> ([String], [[SQLValue]]) {
    let output = query.kind == .output ? pipeline.outputs.first { $0.id == query.name } : nil
    let known = model?.columns ?? output?.columns
    if let known { _ = columns(test.expected, known.map(\.name), of: query.subject) }
    let names = test.expected.columns.compactMap(\.text)
    let storages = names.map { name in known?.first { $0.name == name }?.storage }
    let rows = test.expected.rows.map { row in
      zip(row.cells, storages).map { value($0, $1, .plain) }
    }
    return (names, rows)
  }

  /// Where each column stands in a table of a test.
  private mutating func columns(_ table: RowTable, _ known: [String], of subject: String) -> [String: Int] {
    var places: [String: Int] = [:]
    for (place, column) in table.columns.enumerated() {
      guard let name = column.text else { continue }
      places[name] = place
      guard !known.contains(name) else { continue }
      note(
        "\(subject) has no column '\(name)'", "unknown-column", column.place,
        didYouMean(name, in: known, otherwise: "it has \(known.joined(separator: ", "))"))
    }
    return places
  }

  private mutating func setting(_ test: RowTest) -> [(column: String, value: SQLValue)] {
    let columns = RunContext.table(pipeline.parameters).columns
    return test.context.map { setting in
      guard let column = columns.first(where: { $0.name == setting.name }) else {
        let known = columns.map(\.name)
        note(
          "run_context has no column '\(setting.name)'", "unknown-column", setting.value.place,
          didYouMean(setting.name, in: known, otherwise: "it has \(known.joined(separator: ", "))"))
        return (setting.name, .null)
      }
      return (column.name, value(setting.value, column.storage, column.content))
    }
  }

  /// A cell as a value; of a column whose type nobody declares, the text that is written of it.
  private mutating func value(_ cell: RowCell, _ storage: Storage?, _ content: TableColumn.Content) -> SQLValue {
    guard let text = cell.text else { return .null }
    let digits = text.replacing("_", with: "")
    switch storage {
    case .text:
      if content == .date, BusinessDate(iso: text) == nil {
        note("'\(text)' is not a date", "type", cell.place, "write it as yyyy-mm-dd")
      }
      return .text(text)
    case .integer:
      if let number = Int64(digits), !cell.isQuoted { return .integer(number) }
      note("'\(text)' is not a whole number", "type", cell.place, "the column is an integer")
    case .real:
      if let number = Double(digits), !cell.isQuoted { return .real(number) }
      note("'\(text)' is not a number", "type", cell.place, "the column is real")
    case nil:
      return .text(cell.isQuoted ? text : Int64(digits).map { "\($0)" } ?? text)
    }
    return .null
  }

  private mutating func note(_ problem: String, _ rule: String, _ place: FileLocation, _ remedy: String) {
    let finding = Finding(problem, rule: "test.\(rule)", at: place, remedy: remedy)
    if !findings.contains(finding) { findings.append(finding) }
  }
}
