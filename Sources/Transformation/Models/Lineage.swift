import Contracts
import MartCore
import MartStore

/// A result column with what it is made of.
struct TracedColumn {
  var column: ModelColumn
  /// The column of a table that it copies; nil for expressions and for the arms of a UNION.
  var copy: ColumnName?
  /// What its value may be made of.
  var sources: Set<ColumnName>
  /// Those that its own expression names.
  var named: Set<ColumnName>
}

/// Traces every result column: exactly where SQLite says that it is a plain column and no UNION stands between,
/// else by the columns that its expression names; where the text is not understood, by everything that is read.
func trace(_ columns: [ModelColumn], _ inspection: Inspection, _ values: ValueSources) -> [TracedColumn] {
  let everything = Set(
    inspection.reads.flatMap { table, columns in columns.map { ColumnName(table: table, column: $0) } })
  return zip(columns, inspection.columns).enumerated().map { position, pair in
    let (column, result) = pair
    let found = values.sources(of: result.name, at: position)
    var origin: ColumnName?
    if let table = result.table, let name = result.origin { origin = ColumnName(table: table, column: name) }
    if let origin, found?.isCompound == false {
      return TracedColumn(column: column, copy: origin, sources: [origin], named: [origin])
    }
    let sources = (found?.columns ?? everything).union(origin.map { [$0] } ?? [])
    return TracedColumn(column: column, copy: nil, sources: sources, named: found?.named ?? [])
  }
}

/// The rows of `meta_lineage` for one model, by column.
func lineageRows(_ model: String, _ traced: [TracedColumn]) -> [LineageRow] {
  traced.flatMap { trace in
    trace.sources.sorted().map { source in
      LineageRow(
        table: model, column: trace.column.name, fromTable: source.table, fromColumn: source.column,
        certainty: trace.copy == source ? .exact : .may)
    }
  }
}

/// Columns whose class is lower than that of what they are made of, and that do not say why with `declassify`.
///
/// An error where the column is a copy, or where its own expression names the higher column (a token, an amount);
/// a warning where the higher column is reached only through steps of the statement, since steps often aggregate
/// the person away. COUNT, filters, joins and groupings choose rows and are not counted.
func classFindings(
  _ query: PipelineQuery, _ traced: [TracedColumn], _ tables: [String: TableDefinition]
) -> [Finding] {
  func dataClass(_ name: ColumnName) -> DataClass {
    tables[name.table.lowercased()]?.column(name.column)?.dataClass ?? .internalData
  }
  func finding(_ trace: TracedColumn, _ source: ColumnName, _ severity: Finding.Severity) -> Finding {
    let column = trace.column
    return Finding(
      "column '\(column.name)' of \(query.subject) is \(column.dataClass.rawValue), but is made of "
        + "\(source.table).\(source.column), which is \(dataClass(source).rawValue)",
      rule: "\(query.kind.rawValue).class", at: column.location, severity: severity,
      remedy: "declare class: \(dataClass(source).rawValue), or say why not with declassify:")
  }
  return traced.compactMap { trace in
    guard trace.column.declassify == nil else { return nil }
    let higher = { (names: Set<ColumnName>) in
      names.sorted().filter { dataClass($0) > trace.column.dataClass }.max { dataClass($0) < dataClass($1) }
    }
    if let source = higher(trace.named) { return finding(trace, source, .error) }
    return higher(trace.sources).map { finding(trace, $0, .warning) }
  }
}

/// Columns of an output above the class that may leave in it.
func ceilingFindings(_ output: Output) -> [Finding] {
  output.columns.filter { $0.dataClass > output.ceiling }.map { column in
    Finding(
      "column '\(column.name)' of output '\(output.id)' is \(column.dataClass.rawValue), above the output's ceiling "
        + output.ceiling.rawValue,
      rule: "output.ceiling", at: column.location, remedy: "take it out, or raise the ceiling with its owner's consent")
  }
}
