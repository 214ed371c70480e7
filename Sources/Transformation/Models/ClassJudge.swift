import Contracts
import MartCore
import MartStore

/// Judges classes over the whole pipeline: what a column is made of, through every model before it.
///
/// A column has at least the highest class of what its expression names, steps and subqueries included, unless it says
/// `declassify`. COUNT, filters, joins and groupings choose rows and are not counted. Where a column is too low, all
/// that is made of it is named as well, since it will have to follow.
struct ClassJudge {
  struct Traced {
    var query: PipelineQuery
    var columns: [TracedColumn]
  }

  let pipeline: Pipeline
  let tables: [String: TableDefinition]
  var traced: [Traced] = []

  private func declared(_ name: ColumnName) -> DataClass {
    tables[name.table.lowercased()]?.column(name.column)?.dataClass ?? .internalData
  }

  func findings() -> [Finding] { classFindings() + keyFindings() }

  // MARK: Classes

  private func classFindings() -> [Finding] {
    let raised = raisedClasses()
    func dataClass(_ name: ColumnName) -> DataClass { max(raised[name] ?? .internalData, declared(name)) }
    return traced.filter { [.model, .output].contains($0.query.kind) }.flatMap { item in
      item.columns.compactMap { trace -> Finding? in
        let column = trace.column
        guard column.declassify == nil else { return nil }
        let higher = trace.sources.sorted().filter { dataClass($0) > column.dataClass }
        // What its own expression names says most; then what stands as declared.
        let shown =
          higher.filter { trace.named.contains($0) && declared($0) > column.dataClass }
          + higher.filter { declared($0) > column.dataClass } + higher
        guard let source = shown.first else { return nil }
        let now = dataClass(source)
        let must = declared(source) == now ? "is" : "must be"
        return Finding(
          "column '\(column.name)' of \(item.query.subject) is \(column.dataClass.rawValue), but is made of "
            + "\(source.table).\(source.column), which \(must) \(now.rawValue)",
          rule: "\(item.query.kind.rawValue).class", at: column.location,
          remedy: "declare class: \(now.rawValue), or say why not with declassify:")
      }
    }
  }

  /// Columns of models that their sources make higher than they are declared.
  private func raisedClasses() -> [ColumnName: DataClass] {
    var raised: [ColumnName: DataClass] = [:]
    var changed = true
    while changed {
      changed = false
      for item in traced where item.query.kind == .model {
        for trace in item.columns where trace.column.declassify == nil {
          let name = ColumnName(table: item.query.name, column: trace.column.name)
          let highest = trace.sources.map { max(raised[$0] ?? .internalData, declared($0)) }.max() ?? .internalData
          if highest > max(raised[name] ?? .internalData, trace.column.dataClass) {
            raised[name] = highest
            changed = true
          }
        }
      }
    }
    return raised
  }

  // MARK: Keys of the mart

  /// A token by which rows of the mart are joined: it stands for a person, and leaves as a token of its user alone.
  private func isKey(_ name: ColumnName) -> Bool {
    guard let column = tables[name.table.lowercased()]?.column(name.column) else { return false }
    if column.content == .token { return true }
    return column.storage == .integer && column.dataClass == .personal && pipeline.reach.key(of: name.column) != nil
  }

  private func keyFindings() -> [Finding] {
    let tainted = keyColumns()
    func keys(_ names: Set<ColumnName>) -> [ColumnName] { names.sorted().filter { isKey($0) || tainted.contains($0) } }
    return traced.flatMap { item in
      item.columns.compactMap { trace -> Finding? in
        let column = trace.column
        guard column.token == nil, column.declassify == nil, let source = keys(trace.named).first else { return nil }
        switch item.query.kind {
        case .output:
          return Finding(
            "column '\(column.name)' of \(item.query.subject) is made of \(source.table).\(source.column), a key of the mart",
            rule: "output.key", at: column.location,
            remedy: "say token: and its kind, so that each user has tokens of his own")
        case .path:
          return item.query.finding(
            "adds up \(source.table).\(source.column), a key of the mart", "key", remedy: "sum an amount")
        default: return nil
        }
      }
    }
  }

  /// Columns of models that hold a key under another name, or are made of keys alone.
  private func keyColumns() -> Set<ColumnName> {
    var found: Set<ColumnName> = []
    var count = -1
    while count != found.count {
      count = found.count
      for item in traced where item.query.kind == .model {
        for trace in item.columns where trace.column.declassify == nil && !trace.named.isEmpty {
          if trace.named.allSatisfy({ isKey($0) || found.contains($0) }) {
            found.insert(ColumnName(table: item.query.name, column: trace.column.name))
          }
        }
      }
    }
    return found
  }
}

extension ClassJudge {
  /// Messages of checks go to terminals and into the report: they show nothing of a person.
  func shownFindings(_ check: Check, _ query: PipelineQuery, _ columns: [TracedColumn]) -> [Finding] {
    check.shows.compactMap { name in
      guard let trace = columns.first(where: { $0.column.name == name }) else {
        return query.finding(
          "shows '\(name)', which it does not return", "shows",
          remedy: didYouMean(name, in: columns.map(\.column.name), otherwise: "return it, or do not show it"))
      }
      guard let source = trace.sources.sorted().first(where: { declared($0) > .internalData }) else { return nil }
      return query.finding(
        "shows '\(name)', which is made of \(source.table).\(source.column) of class \(declared(source).rawValue)",
        "shows", remedy: "show what is of no person; whoever may look asks the mart")
    }
  }
}
