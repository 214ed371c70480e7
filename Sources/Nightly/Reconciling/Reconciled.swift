import MartCore

/// What a table of the mart and another system's file have otherwise.
package struct Reconciled: Sendable, Encodable {
  package struct Sum: Sendable, Encodable {
    package var column: String
    package var ours: Int64
    package var theirs: Int64
  }

  package struct Column: Sendable, Encodable {
    package var column: String
    package var rows: Int64
  }

  /// A value of a column of few values, and how differences lie there.
  package struct Slice: Sendable, Encodable {
    package var column: String
    package var value: String
    /// Rows of the mart that differ or that the file lacks, and all rows, of this value and of all values.
    package var differing: Int64
    package var rows: Int64
    package var allDiffering: Int64
    package var allRows: Int64

    /// How many times as often rows differ here as in the whole table.
    package var lift: Double {
      guard rows > 0, allDiffering > 0, allRows > 0 else { return 0 }
      return Double(differing) * Double(allRows) / (Double(rows) * Double(allDiffering))
    }

    /// The share of the differences beyond the share of the rows.
    var excess: Double {
      guard allDiffering > 0, allRows > 0 else { return 0 }
      return Double(differing) / Double(allDiffering) - Double(rows) / Double(allRows)
    }

    enum CodingKeys: String, CodingKey {
      case column, value, differing, rows, lift
      case allDiffering = "all_differing"
      case allRows = "all_rows"
    }

    package func encode(to encoder: any Encoder) throws {
      var box = encoder.container(keyedBy: CodingKeys.self)
      try box.encode(column, forKey: .column)
      try box.encode(value, forKey: .value)
      try box.encode(differing, forKey: .differing)
      try box.encode(rows, forKey: .rows)
      try box.encode(allDiffering, forKey: .allDiffering)
      try box.encode(allRows, forKey: .allRows)
      try box.encode((lift * 100).rounded() / 100, forKey: .lift)
    }
  }

  package var night: String
  package var table: String
  package var file: String
  package var sha256: String
  package var rowsOurs: Int64 = 0
  package var rowsTheirs: Int64 = 0
  /// Rows of the file whose key another row of it has already, and those without a key; they are not compared.
  package var repeated: Int64 = 0
  package var sums: [Sum] = []
  package var onlyOurs: Int64 = 0
  package var onlyTheirs: Int64 = 0
  /// Keys of the mart that the file lacks.
  package var examplesOurs: [String] = []
  /// Lines of the file whose keys the mart lacks: what stands there is theirs, and is not shown.
  package var linesTheirs: [Int64] = []
  package var differing: Int64 = 0
  package var columns: [Column] = []
  package var examplesDiffering: [String] = []
  /// Where differences concentrate, one value a column, the most telling first.
  package var slices: [Slice] = []

  package var isEqual: Bool { onlyOurs + onlyTheirs + differing + repeated == 0 }

  package init(night: String, table: String, file: String, sha256: String) {
    (self.night, self.table, self.file, self.sha256) = (night, table, file, sha256)
  }

  enum CodingKeys: String, CodingKey {
    case night, table, file, sha256, repeated, sums, differing, columns, slices
    case rowsOurs = "rows_ours"
    case rowsTheirs = "rows_theirs"
    case onlyOurs = "only_ours"
    case onlyTheirs = "only_theirs"
    case examplesOurs = "examples_ours"
    case linesTheirs = "lines_theirs"
    case examplesDiffering = "examples_differing"
  }
}
