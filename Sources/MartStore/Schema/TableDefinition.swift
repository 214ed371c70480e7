import Contracts

/// A table as its contract promises it: what is created, described in meta_column, and filled.
package struct TableDefinition: Sendable, Hashable {
  package var name: String
  package var title: String
  package var zh: String
  package var owner: String
  package var columns: [TableColumn]
  /// Columns that identify a row; empty where nothing does.
  package var key: [String]
  /// How rows lie on disk: these columns first, then the rest of the key.
  package var cluster: [String]
  package var indexes: [[String]]
  /// The file that declares it, relative to the pipeline; `engine` where the engine itself does.
  package var source: String

  package init(
    _ name: String, title: String = "", zh: String = "", owner: String = "", columns: [TableColumn],
    key: [String] = [], cluster: [String] = [], indexes: [[String]] = [], source: String = "engine"
  ) {
    self.name = name
    self.title = title
    self.zh = zh
    self.owner = owner
    self.columns = columns
    self.key = key
    self.cluster = cluster
    self.indexes = indexes
    self.source = source
  }

  package func column(_ name: String) -> TableColumn? { columns.first { $0.name == name } }

  /// The primary key: cluster columns, then what is left of the key.
  package var rowOrder: [String] {
    var order: [String] = []
    for name in cluster + key where !order.contains(name) { order.append(name) }
    return order
  }

  /// True where the primary key has columns beside `key`, so that no index proves `key` itself.
  package var keyNeedsProof: Bool { !key.isEmpty && Set(rowOrder) != Set(key) }
}

/// A column of a table: what it may hold and what it means.
package struct TableColumn: Sendable, Hashable {
  /// What kind of values the storage class is used for.
  package enum Content: Sendable, Hashable {
    case plain, date, timestamp, flag, money, token
    /// At most this many characters.
    case text(Int)
    /// Codes of the named list.
    case code(String)
  }
  package var name: String
  package var storage: Storage
  package var required: Bool
  package var dataClass: DataClass
  package var content: Content
  package var unit: String
  package var additive: ModelColumn.Additive?
  package var title: String
  package var zh: String

  package init(
    _ name: String, _ storage: Storage, required: Bool = true, dataClass: DataClass = .internalData,
    content: Content = .plain, unit: String = "", additive: ModelColumn.Additive? = nil, title: String = "",
    zh: String = ""
  ) {
    self.name = name
    self.storage = storage
    self.required = required
    self.dataClass = dataClass
    self.content = content
    self.unit = unit
    self.additive = additive
    self.title = title
    self.zh = zh
  }
}
