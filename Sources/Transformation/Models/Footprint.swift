import Contracts
import MartStore

/// What a query reads, seen along the keys of `reach:`: the columns by which rows of its sources belong together.
///
/// Two rows belong together where they share a value of a key in such a column. A column that the query merely passes
/// on links nothing, except to the query's own key.
package struct Footprint: Sendable {
  package struct KeyColumn: Sendable, Hashable {
    package var name: String
    /// Place of its key in the pipeline's `reach`.
    package var key: Int
  }

  /// Sources with linking columns, by name; views are looked into.
  package var linked: [String: [KeyColumn]] = [:]
  /// All columns that are read of each of them.
  package var read: [String: [String]] = [:]
  /// Sources without: they are read whole, and a change of theirs touches everything.
  package var fixed: Set<String> = []
  /// Names under which values of linking columns go on, in lower case.
  package var names: Set<String> = []
  /// Pipeline views that the query reads, directly or through others.
  package var views: [String] = []

  package var readsRunContext: Bool { fixed.contains("run_context") }
}

extension Footprint {
  /// - result: the column by which the query's rows are made anew; nil where its rows have no key of their own.
  init(
    _ sql: String, reads: [TableColumns], result: String?, _ pipeline: Pipeline, viewReads: [String: [TableColumns]]
  ) {
    let models = Dictionary(pipeline.models.map { ($0.name, $0) }) { first, _ in first }
    var texts = [sql]
    var waiting = reads
    var columns: [String: Set<String>] = [:]
    var seen: Set<String> = []
    while let read = waiting.popLast() {
      if let view = models[read.table], view.refresh == .view {
        guard seen.insert(read.table).inserted else { continue }
        texts.append(view.sql)
        waiting += viewReads[read.table] ?? []
      } else {
        columns[read.table, default: []].formUnion(read.columns)
      }
    }
    views = seen.sorted()
    let linkedNames = LinkedNames(texts.map(StatementShape.init))
    for (table, read) in columns {
      let keys = read.sorted().compactMap { column in
        Self.key(column, of: table, pipeline).map { KeyColumn(name: column, key: $0) }
      }
      .filter { column in
        let aliases = linkedNames.aliases(of: column.name.lowercased())
        let links = result.map(aliases.contains) == true || linkedNames.isUsed(aliases)
        if links { names.formUnion(aliases) }
        return links
      }
      guard !keys.isEmpty else {
        fixed.insert(table)
        continue
      }
      linked[table] = keys
      self.read[table] = read.sorted()
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
