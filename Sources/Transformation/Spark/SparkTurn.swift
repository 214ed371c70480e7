/// How one table is to be made, told to the application when the table's turn comes.
struct SparkTurn: Codable {
  enum How: String, Codable {
    /// Last night's files are tonight's.
    case keep
    case full
    /// Rows of touched keys are made anew, all others are last night's.
    case key
  }

  /// A source under its own name with the rows of touched keys alone; `whole_<name>` is what it is taken from.
  struct Shadow: Codable {
    var name: String
    var sql: String
  }

  var how = How.full
  /// Where last night's rows lie as Parquet; empty where they are not there.
  var before = ""
  /// Last night's rows and both lanes of their hash.
  var rows: Int64 = 0
  var lanes: [String] = []
  /// True where rows that came or went go back, and not the whole table.
  var compares = false
  /// True where `mart.sqlite` has last night's rows.
  var stands = false
  /// Touched keys that are too many to stand in a query: tables of one column `k`.
  var lists: [SparkJob.Relation] = []
  var shadows: [Shadow] = []
  /// Sources that are read whole.
  var wholes: [String] = []
  /// Views over the sources, each after those that it reads.
  var views: [String] = []
  /// Over alias `o`: true of the table's rows that are made anew.
  var holds = "1 = 1"
}

/// What the application says while it runs: one file each, numbered from 1.
struct SparkWord: Codable {
  /// A table whose turn has come.
  var asks: String?
  /// A table that was made.
  var made: SparkResult.Table?
}
