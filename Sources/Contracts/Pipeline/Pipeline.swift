import MartCore

/// Everything a pipeline folder promises, read and checked.
public struct Pipeline: Sendable {
  /// The folder, as given.
  public var folder: String
  public var name: String
  public var title: String
  public var zh: String
  /// `pipeline_version` of the mart: the version that pipeline.yaml states.
  public var version: String
  public var engine: String
  /// Path of the token key file, relative to the folder.
  public var keyFile: String
  public var tokenAlgorithm: String
  /// Hours and minutes from UTC of business days, such as `+08:00`.
  public var timeZone: String
  /// The days of the table `calendar_day`, first and last included; nil where the pipeline has none.
  public var calendar: ClosedRange<BusinessDate>? = nil
  /// The days on which feeds of `due: { on: workday }` are due.
  public var workdays = Workdays()
  /// Named numbers and texts that models read as columns of run_context.
  public var parameters: [Parameter]
  public var thresholds: Thresholds
  /// What of past nights is kept.
  public var keep = Keep()
  /// The table that holds the figures; empty where there are none.
  public var figures: String
  public var headlineScale: Int64
  public var feeds: [Feed]
  public var models: [Model]
  /// Leave to publish although a check fails, each for a while.
  public var waivers: [CheckWaiver] = []
  /// Days known beforehand to bring more or less than others.
  public var occasions: [Occasion] = []
  public var checks: [Check]
  public var metrics: [Metric]
  public var outputs: [Output]
  public var references: [Reference]
  public var codes: CodeBook
  public var currencies: Currencies
  public var paths: [ConservationPath]
  public var identity: IdentityPlan?
  /// The keys that link rows, in the order of pipeline.yaml.
  public var reach: [KeyReach] = []
  /// The pictures of the report.
  public var pictures: [Picture] = []
  /// What columns mean that many tables share.
  public var terms: [Term] = []

  public func feed(_ name: String) -> Feed? { feeds.first { $0.name == name } }
  public func model(_ name: String) -> Model? { models.first { $0.name == name } }
}

public struct Parameter: Sendable, Hashable {
  public enum Value: Sendable, Hashable { case integer(Int64), text(String) }
  public var name: String
  public var value: Value
}

/// Limits that stop a night; every one has a default and may be set in pipeline.yaml.
public struct Thresholds: Sendable, Hashable {
  /// Largest expansion of a compressed file (DL-06).
  public var expansion = 200
  /// Largest size of a decompressed file in bytes (DL-06).
  public var fileBytes: Int64 = 64 << 30
  /// A snapshot may lose this share of its rows in basis points, and this many rows (DL-07).
  public var snapshotDropBp = 2_000
  public var snapshotDropRows: Int64 = 20
  /// Rows, share of rows and share of money that may be quarantined or orphaned (DL-09).
  public var quarantineRows: Int64 = 20
  public var quarantineRowsBp = 50
  public var quarantineMoneyBp = 10
  /// How many sent nights back a late or corrected delivery may still restate outputs.
  public var restatedNights = 35
  /// Parties that one night may merge, as a number and as a share in basis points.
  public var mergedParties: Int64 = 20
  public var mergedPartiesBp = 10
  /// Parties that one night may split, and their share of all in basis points; both must be passed.
  public var splitParties: Int64 = 20
  public var splitPartiesBp = 10
  public init() {}
}

/// A dated code table of `reference/`, loaded into the mart's models as `ref_<name>`.
public struct Reference: Sendable {
  public var name: String
  public var columns: [ReferenceColumn]
  /// Values as text, nil where empty; in file order.
  public var rows: [[String?]]
  public var location: FileLocation
}

public struct ReferenceColumn: Sendable, Hashable {
  public var name: String
  public var storage: Storage
}

/// Codes by list, each with the dates between which it holds.
public struct CodeBook: Sendable {
  public struct Validity: Sendable, Hashable {
    public var from: BusinessDate
    /// First day on which the code no longer holds.
    public var to: BusinessDate
  }
  public var lists: [String: [String: [Validity]]]
  public init(lists: [String: [String: [Validity]]] = [:]) { self.lists = lists }
}

/// Decimals of each currency (ISO 4217).
public struct Currencies: Sendable {
  public var decimals: [String: Int]
  public init(decimals: [String: Int] = [:]) { self.decimals = decimals }
}

/// A chain of amounts that must agree to the last unit.
public struct ConservationPath: Sendable {
  public struct Step: Sendable {
    public var table: String
    public var measure: String
    /// A query of one row and one column over the mart (and `meta_conservation`, `run_context`).
    public var sql: String
    /// Reported lines: amounts that may lie between the step before and this one.
    public var lines: [Line]
    /// False where a new quantity begins, with nothing to compare.
    public var compares: Bool
  }
  public struct Line: Sendable {
    public var reportedAs: String
    public var table: String
    public var sql: String
  }
  public var id: String
  public var title: String
  public var zh: String
  public var unit: String
  public var owner: String
  public var steps: [Step]
  public var location: FileLocation
}
