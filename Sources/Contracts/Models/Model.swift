import MartCore

/// One SQL file of the pipeline and the contract in its front matter.
public struct Model: Sendable {
  public enum Refresh: Sendable, Hashable {
    case full
    /// Only the rows of tonight's touched values of this column.
    case by(String)
    /// A stored view, nothing kept.
    case view
  }
  public var name: String
  public var title: String
  public var zh: String
  public var grain: String
  public var owner: String
  public var key: [String]
  /// How rows lie on disk: these columns first, then the key. Empty: the key alone.
  public var cluster: [String]
  public var indexes: [[String]]
  public var refresh: Refresh
  public var columns: [ModelColumn]
  /// The SELECT, without the front matter and without a closing semicolon.
  public var sql: String
  /// Where the SQL begins.
  public var sqlLocation: FileLocation
  public var location: FileLocation

  public func column(_ name: String) -> ModelColumn? { columns.first { $0.name == name } }
}

public struct ModelColumn: Sendable {
  public enum Additive: String, Sendable, CaseIterable { case yes, semi, no }
  public var name: String
  public var storage: Storage
  public var required: Bool
  public var dataClass: DataClass
  public var unit: String
  /// Nil for what is no measure.
  public var additive: Additive?
  public var zh: String
  public var doc: String
  /// Why the column may have a lower class than what it is made from.
  public var declassify: String?
  /// Columns of outputs: the kind of token (`party`, `household`) that leaves in place of the mart's key, keyed for
  /// the output's user; nil: the value itself.
  public var token: String? = nil
  /// Columns of outputs: false where only the control's total is told of it, and the file has no such column.
  public var isWritten = true
  public var location: FileLocation
}

public enum Severity: String, Sendable, CaseIterable { case stop, hold, warn }

/// A query that must return no row.
public struct Check: Sendable {
  public var id: String
  public var title: String
  public var severity: Severity
  public var owner: String
  /// Tables that it holds when it fails, where its severity is `hold`; empty: those that it reads.
  public var holds: [String] = []
  /// Columns of its rows that a message may show; none is of a person.
  public var shows: [String] = []
  public var sql: String
  public var sqlLocation: FileLocation
  public var location: FileLocation
}

/// A figure: what it means. Its values are rows of the model named by `pipeline.yaml`'s `figures`.
public struct Metric: Sendable {
  public var id: String
  public var title: String
  public var zh: String
  public var definition: String
  public var unit: String
  public var basis: String
  public var owner: String
  /// The published number that the figure is held against, in the figure's unit; nil where there is none.
  public var headline: Int64?
  /// True where the headline is divided by the pipeline's `headline_scale`.
  public var headlineScaled: Bool
  /// How the published number was said, for people; empty where there is none.
  public var said: String
  public var location: FileLocation
}

/// A file that leaves the house.
public struct Output: Sendable {
  public var id: String
  public var name: String
  public var title: String
  public var zh: String
  public var version: Int
  public var user: String
  public var owner: String
  /// Read by people in a spreadsheet: cells that look like formulas are neutralised.
  public var forPeople: Bool
  public var ceiling: DataClass
  public var key: [String]
  public var columns: [ModelColumn]
  /// Names of columns whose sums the control announces.
  public var totals: [String]
  public var sql: String
  public var sqlLocation: FileLocation
  public var location: FileLocation

  /// `E07_KPI_BOARD_v1_20240930`, the name without its ending.
  public func stem(on date: BusinessDate) -> String { "\(id)_\(name)_v\(version)_\(date.compact)" }
}
