import Contracts
import MartStore

/// What a query reads, seen along the keys of `reach:`: the columns by which rows of its sources belong together.
///
/// Two rows belong together where they share a value of a key in such a column. A column that the query merely passes
/// on links nothing, except to the query's own key; a lookup key ties nothing together.
package struct Footprint: Sendable, Codable {
  package struct KeyColumn: Sendable, Hashable, Codable {
    package var name: String
    /// Place of its key in the pipeline's `reach`.
    package var key: Int
  }

  /// Sources with columns that tie their rows to others, by name; views are looked into.
  package var linked: [String: [KeyColumn]] = [:]
  /// Columns of linked sources that name rows of a looked-up source.
  package var names: [String: [KeyColumn]] = [:]
  /// Sources that are looked up by what linked sources name.
  package var lookups: [String: [KeyColumn]] = [:]
  /// All columns that are read of each linked source.
  package var read: [String: [String]] = [:]
  /// Sources with neither: they are read whole, and a change of theirs touches everything.
  package var fixed: Set<String> = []
  /// What is read of run_context, views included.
  package var context: Set<String> = []
  /// Names under which values of tying columns go on, in lower case.
  package var tyingNames: Set<String> = []
  /// The same of columns of lookup keys.
  package var lookupNames: Set<String> = []
  /// Pipeline views that the query reads, directly or through others.
  package var views: [String] = []
}

extension Footprint {
  /// - result: the column by which the query's rows are made anew; nil where its rows have no key of their own.
  init(
    _ sql: String, reads: [TableColumns], result: String?, _ pipeline: Pipeline, viewReads: [String: [TableColumns]]
  ) {
    var texts = [sql]
    var waiting = reads
    var columns: [String: Set<String>] = [:]
    var seen: Set<String> = []
    while let read = waiting.popLast() {
      if let view = pipeline.model(read.table), view.refresh == .view {
        guard seen.insert(read.table).inserted else { continue }
        texts.append(view.sql)
        waiting += viewReads[read.table] ?? []
      } else {
        columns[read.table, default: []].formUnion(read.columns)
      }
    }
    views = seen.sorted()
    context = columns["run_context"] ?? []
    let linkedNames = LinkedNames(texts.map(StatementShape.init))
    for (table, read) in columns {
      let keys = read.sorted().compactMap { column in
        Self.key(column, of: table, pipeline).map { KeyColumn(name: column, key: $0) }
      }.filter { column in
        let aliases = linkedNames.aliases(of: column.name.lowercased())
        return result.map(aliases.contains) == true || linkedNames.isUsed(aliases)
      }
      sort(table, keys, read, pipeline, linkedNames)
    }
    refuseUnnamed()
  }

  /// Puts a source where its columns say that it belongs.
  private mutating func sort(
    _ table: String, _ keys: [KeyColumn], _ read: Set<String>, _ pipeline: Pipeline, _ linkedNames: LinkedNames
  ) {
    let tying = keys.filter { !pipeline.reach[$0.key].isLookup }
    let naming = keys.filter { pipeline.reach[$0.key].isLookup }
    for column in tying { tyingNames.formUnion(linkedNames.aliases(of: column.name.lowercased())) }
    for column in naming { lookupNames.formUnion(linkedNames.aliases(of: column.name.lowercased())) }
    if !tying.isEmpty {
      linked[table] = tying
      names[table] = naming
      self.read[table] = read.sorted()
    } else if !naming.isEmpty {
      lookups[table] = naming
    } else {
      fixed.insert(table)
    }
  }

  /// What no linked source names by the key is not looked up but read whole.
  private mutating func refuseUnnamed() {
    let named = Set(names.values.flatMap { $0.map(\.key) })
    for (table, keys) in lookups where !keys.contains(where: { named.contains($0.key) }) {
      lookups[table] = nil
      fixed.insert(table)
    }
  }

  /// The key that a column of a source holds.
  private static func key(_ column: String, of table: String, _ pipeline: Pipeline) -> Int? {
    for prefix in ["stg_", "jrn_"] where table.hasPrefix(prefix) {
      guard let feed = pipeline.feed(String(table.dropFirst(prefix.count))) else { continue }
      return feed.columns.first { $0.name == column }.flatMap { pipeline.reach.key(of: $0) }
    }
    if table.hasPrefix("ref_") || table.hasPrefix("meta_") || ["calendar_day", "run_context"].contains(table) {
      return nil
    }
    return pipeline.reach.key(of: column)
  }
}
