import Contracts
import Extraction

/// What deliveries name of the keys that link rows, in numbers.
package struct TouchedKeys: Sendable {
  /// Rows of the files.
  package var rows: Int64
  /// Rows that change something.
  package var changing: Int64
  /// Distinct values by the key's name, in the order of `reach:`; keys without one are left out.
  package var keys: [(name: String, count: Int)]

  init(_ named: NamedKeys, _ reach: [KeyReach]) {
    rows = named.rows
    changing = named.changing
    keys = named.values.sorted { $0.key < $1.key }.map { (reach[$0.key].name, $0.value.count) }
  }
}
