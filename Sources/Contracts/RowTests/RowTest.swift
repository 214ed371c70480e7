import MartCore

/// A file of `tests/`: rows in, rows out, for one query of the pipeline.
package struct RowTestFile: Sendable {
  package enum Subject: String, Sendable { case model, check, output }
  package var file: String
  /// What is tried, and where the file names it.
  package var kind: Subject
  package var name: String
  package var namePlace: FileLocation
  package var cases: [RowTest]
}

/// One case: a small world and the rows that must come of it.
package struct RowTest: Sendable {
  package var title: String
  package var location: FileLocation
  /// The business date.
  package var on: BusinessDate
  /// Columns of run_context that hold something else than follows from the business date.
  package var context: [RowTestSetting]
  /// Models between the given rows and the query that are made by their own SQL.
  package var through: [RowTestSetting]
  package var given: [RowTable]
  /// Whether expected rows stand in the order of the result.
  package var isOrdered: Bool
  package var expected: RowTable
}

/// A name or a value that a test states, with its place.
package struct RowTestSetting: Sendable {
  package var name: String
  package var value: RowCell
}

/// Rows written as text: a line of column names, then one row a line, cells between `|`.
package struct RowTable: Sendable {
  package var name: String
  /// Where the table is named.
  package var namePlace: FileLocation
  /// Where its line of column names stands.
  package var place: FileLocation
  package var columns: [RowCell]
  package var rows: [Row]

  package struct Row: Sendable {
    package var place: FileLocation
    package var cells: [RowCell]
  }
}

/// What a test writes for one value.
package struct RowCell: Sendable {
  /// Nil for NULL.
  package var text: String?
  /// True where it stood in quotes: a text, whatever it looks like.
  package var isQuoted: Bool
  package var place: FileLocation
}

/// What came of one case.
package struct RowTestResult: Sendable {
  /// A line of the comparison; nil where there is no such row.
  package struct Difference: Sendable {
    /// Where the expected row stands; of a row that nobody expected, where the expected rows begin.
    package var place: FileLocation
    package var expected: [String?]?
    package var found: [String?]?
    /// Which columns differ, by place.
    package var columns: [Int]

    package init(place: FileLocation, expected: [String?]?, found: [String?]?, columns: [Int]) {
      self.place = place
      self.expected = expected
      self.found = found
      self.columns = columns
    }
  }
  package var subject: String
  package var title: String
  package var location: FileLocation
  /// The compared columns.
  package var columns: [String] = []
  package var differences: [Difference] = []
  /// Why the query could not run; empty where it ran.
  package var failure = ""

  package var passed: Bool { differences.isEmpty && failure.isEmpty }

  package init(subject: String, title: String, location: FileLocation) {
    self.subject = subject
    self.title = title
    self.location = location
  }
}
