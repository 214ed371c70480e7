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

/// Columns of an output above the class that may leave in it.
func ceilingFindings(_ output: Output) -> [Finding] {
  output.columns.filter { $0.dataClass > output.ceiling }.map { column in
    Finding(
      "column '\(column.name)' of output '\(output.id)' is \(column.dataClass.rawValue), above the output's ceiling "
        + output.ceiling.rawValue,
      rule: "output.ceiling", at: column.location, remedy: "take it out, or raise the ceiling with its owner's consent")
  }
}
