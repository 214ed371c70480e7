import Contracts
import MartStore

/// One night's work for Spark: everything that the application needs, in one file.
struct SparkJob: Codable {
  struct Column: Codable {
    var name: String
    /// `integer`, `text` or `real`.
    var type: String
    /// Never NULL, by the contract.
    var required: Bool
  }

  struct Relation: Codable {
    var name: String
    var columns: [Column]
    /// Where its parts lie.
    var folder: String
    var rows: Int64
  }

  struct Model: Codable {
    var name: String
    var isView: Bool
    var sql: String
    var columns: [Column]
    var key: [String]
    /// Columns that the row hash reads, in their order.
    var hashed: [String]
    /// Models that it reads.
    var after: [String]
    /// How rows lie on disk.
    var order: [String]
  }

  /// A query whose rows go back: what leaves the house, where it reads a table that stays in the warehouse.
  struct Output: Codable {
    var id: String
    var sql: String
    /// Models that it reads, views looked into.
    var reads: [String]
  }

  var businessDate: String
  /// Where Spark writes what goes back.
  var folder: String
  /// Where tables are written as Parquet, one folder a table.
  var warehouse: String
  var master: String
  var memory: String
  var settings: [String: String]
  var parallel: Int
  var rowsInSQLite: Int64
  var relations: [Relation]
  /// Tables of an earlier night, as Parquet.
  var stored: [Relation] = []
  /// True where the application asks how each table is to be made, instead of making all in full.
  var asks = false
  var models: [Model]
  /// Queries over the finished tables, whose rows go back: checks, steps of paths, sums of what is published.
  var queries: [String]
  var outputs: [Output] = []

  enum CodingKeys: String, CodingKey {
    case folder, warehouse, master, memory, settings, parallel, relations, stored, asks, models, queries, outputs
    case businessDate = "business_date"
    case rowsInSQLite = "rows_in_sqlite"
  }
}

/// What the application says when it ends.
struct SparkResult: Codable {
  struct Failing: Codable {
    /// The model or query; empty where it is neither.
    var name: String
    /// Spark's own words without values.
    var message: String
  }

  struct Table: Codable {
    var name: String
    var rows: Int64
    /// The two lanes of the row hash, in decimal, each a plain sum.
    var lanes: [String]
    var seconds: Double
    /// Required columns in which some value is NULL.
    var nulls: [String]
    /// Rows beyond the first of their key.
    var doubleKeys: Int64
    /// True where its rows were written to go back.
    var isBack: Bool

    enum CodingKeys: String, CodingKey {
      case name, rows, lanes, seconds, nulls
      case doubleKeys = "double_keys"
      case isBack = "is_back"
    }
  }

  struct Answer: Codable {
    var sql: String
    /// Integers and texts as text; nil is NULL.
    var rows: [[String?]]
    /// `integer`, `text` or `real`, by column.
    var types: [String]
  }

  struct Output: Codable {
    struct Column: Codable {
      var name: String
      var type: String
    }
    var id: String
    var columns: [Column]
  }

  var spark: String
  var failure: Failing?
  var tables: [Table]
  var answers: [Answer]
  var outputs: [Output]
}
