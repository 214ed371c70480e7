import Contracts

/// How a feed's rows lie in the journal and in the vault.
///
/// Shape: the key first, then what says when and where the row came, then the other columns. What is vaulted
/// stands in the journal as its token, or not at all; the vault keeps only what leaves no token behind, since
/// `vault_token` gives the others back.
package struct FeedShape: Sendable {
  package struct Cell: Sendable, Hashable {
    package var name: String
    package var storage: Storage
    /// The name as SQL writes it.
    package var sql: String { sqlName(name) }
  }

  package let feed: Feed
  /// The key, in the feed's order.
  package let keys: [Cell]
  /// The safe columns without `op`: in contract order, then the derived ones.
  package let row: [Cell]
  /// `row` without the key.
  package let others: [Cell]
  /// Names of vaulted columns that leave no token.
  package let secrets: [String]
  /// Columns that leave a token, and its kind.
  package let tokens: [(column: String, kind: String)]

  package init(_ feed: Feed) {
    self.feed = feed
    let safe = feed.columns.filter { $0.role != .op && (!$0.dataClass.isVaulted || $0.token != nil) }
      .map { Cell(name: $0.name, storage: $0.dataClass.isVaulted ? .integer : $0.type.storage) }
    row = safe + feed.derived.map { Cell(name: $0.name, storage: $0.storage) }
    let names = Dictionary(row.map { ($0.name, $0) }) { first, _ in first }
    keys = feed.key.compactMap { names[$0] }
    others = row.filter { !feed.key.contains($0.name) }
    secrets = feed.columns.filter { $0.dataClass.isVaulted && $0.token == nil }.map(\.name)
    tokens = feed.columns.compactMap { column in
      column.dataClass.isVaulted ? column.token.map { (column.name, $0) } : nil
    }
  }

  package var journalTable: String { sqlName("j_\(feed.name)") }
  package var vaultTable: String { sqlName("v_\(feed.name)") }
  /// Keys that the newest generation touched: `generation`, then the key.
  package var touchedTable: String { sqlName("t_\(feed.name)") }
  /// What rules over the journal say of its rows, as a log of changes: the newest generation of (row, rule) holds.
  package var outcomeTable: String { sqlName("o_\(feed.name)") }

  package var isEvents: Bool { feed.delivery == .events }
  package var hasSecrets: Bool { !secrets.isEmpty }

  /// How a key's rows follow one another: the key, `business_date`, `sequence`, `line_no`.
  package var order: [String] { keys.map(\.sql) + ["business_date", "sequence", "line_no"] }
  /// What identifies one journal row: `order`, then `delivery_id`, since two deliveries may bring one event on the
  /// same line.
  package var place: [String] { order + ["delivery_id"] }

  /// `keys` with a table's alias before each, for a SELECT or ORDER BY.
  package func keys(of alias: String) -> String { keys.map { "\(alias).\($0.sql)" }.joined(separator: ", ") }
  package func order(of alias: String) -> String { order.map { "\(alias).\($0)" }.joined(separator: ", ") }
  package func place(of alias: String) -> String { place.map { "\(alias).\($0)" }.joined(separator: ", ") }

  /// `a.k = b.k AND …` over the key.
  package func sameKey(_ left: String, _ right: String) -> String {
    keys.map { "\(left).\($0.sql) = \(right).\($0.sql)" }.joined(separator: " AND ")
  }
  /// `a.k = b.k AND …` over ``place``.
  package func samePlace(_ left: String, _ right: String) -> String {
    place.map { "\(left).\($0) = \(right).\($0)" }.joined(separator: " AND ")
  }
}
