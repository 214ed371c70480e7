/// Values that say nothing because too many bear them (C3): more distinct names than a field allows, or more records than
/// a block compares.
package enum GenericValues {
  /// - names: of the records that bear the value, `cap + 1` of them at most.
  package static func isGeneric(_ names: [String], limit: Int, cap: Int) -> Bool {
    names.count > cap || Set(names.filter { !$0.isEmpty }).count > limit
  }

  /// Takes generic values out of a column.
  ///
  /// - names: the column of names.
  package static func silence(_ column: inout ValueColumn, names: ValueColumn, limit: Int, cap: Int) {
    var borne: [Set<Int32>] = Array(repeating: [], count: column.distinct)
    for (value, name) in zip(column.ids, names.ids) where value >= 0 && name >= 0 {
      if borne[Int(value)].count <= limit { borne[Int(value)].insert(name) }
    }
    let generic = borne.indices.map { borne[$0].count > limit || Int(column.counts[$0]) > cap }
    column.silence { generic[Int($0)] }
  }
}
