import MartCore

/// What two generations of a mart have otherwise, table by table.
package struct MartDifference: Sendable, Encodable {
  /// One table of which rows came, went or changed.
  package struct Table: Sendable, Encodable {
    package var table: String
    /// Rows that only the later generation has, that only the earlier one has, and that both have otherwise.
    package var added: Int64
    package var removed: Int64
    package var changed: Int64
    /// Of the changed rows, how many have another value in a column; columns that never changed are left out.
    package var columns: [Column]
    /// Columns that one of the two does not have.
    package var unshared: [String]
    /// What was taken in between the two and reaches this table.
    package var deliveries: [Delivery]
  }

  package struct Column: Sendable, Encodable {
    package var column: String
    package var rows: Int64
  }

  /// A delivery that one of the two generations holds and the other does not, or counts otherwise.
  package struct Delivery: Sendable, Hashable, Encodable {
    package var feed: String
    package var date: String
    package var file: String
    package var status: String
    package var id: Int64

    enum CodingKeys: String, CodingKey {
      case feed, file, status
      case date = "business_date"
      case id = "delivery_id"
    }
  }

  package var from: String
  package var to: String
  package var tables: [Table]
  /// All deliveries between the two, those without effect among them.
  package var deliveries: [Delivery]
}

/// A row that differs, by its key.
package struct RowDifference: Sendable {
  package enum Kind: String, Sendable { case added, removed, changed }
  package var key: String
  package var kind: Kind
  /// Empty where the whole row came or went.
  package var column: String
  package var before: String
  package var after: String
  /// File and line of the delivery that the later row came from; empty where the table does not say.
  package var cause: String
}
