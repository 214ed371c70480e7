import MartCore

/// What a changed pipeline would do to the published mart: what is declared otherwise, and what becomes of the rows.
package struct PipelineChange: Sendable, Encodable {
  /// One thing that the two folders declare otherwise.
  package struct Item: Sendable, Encodable {
    /// `model`, `check`, `figure`, `output`, `parameter`, `reference`, `feed`, `path`, `picture`, `waiver`, `setting`,
    /// or `file` where a file differs in nothing that counts.
    package var kind: String
    package var name: String
    /// From the pipeline's folder.
    package var file: String
    /// `no effect`, `added column`, `changed rows`, `breaking for output E01`, `new model`, …
    package var change: String
    /// What is otherwise, one clause each.
    package var details: [String] = []
    /// What no longer holds: `output E01`, `path M2`.
    package var breaks: [String] = []

    enum CodingKeys: String, CodingKey {
      case kind, name, file, details, breaks
      case change = "class"
    }
  }

  /// A table that was made anew beside the mart.
  package struct Table: Sendable, Encodable {
    package var table: String
    /// Why it was made: `changed`, or what it reads that differs.
    package var because: String
    package var rowsBefore: Int64
    package var rowsAfter: Int64
    package var added: Int64
    package var removed: Int64
    package var changed: Int64
    /// Of the changed rows, how many have another value in a column.
    package var columns: [MartDifference.Column]
    package var addedColumns: [String]
    package var removedColumns: [String]
    package var examples: [Example]

    package var differing: Int64 { added + removed + changed }

    enum CodingKeys: String, CodingKey {
      case table, because, added, removed, changed, columns, examples
      case rowsBefore = "rows_before"
      case rowsAfter = "rows_after"
      case addedColumns = "added_columns"
      case removedColumns = "removed_columns"
    }
  }

  /// A row that differs, by its key alone.
  package struct Example: Sendable, Encodable {
    package var key: String
    /// `added`, `removed` or `changed`.
    package var change: String
    /// Columns with another value; empty where the whole row came or went.
    package var columns: [String]
  }

  /// A figure of the whole house whose value differs.
  package struct Figure: Sendable, Encodable {
    package var figure: String
    package var before: Int64?
    package var after: Int64?
  }

  /// A file that would leave with other rows.
  package struct Output: Sendable, Encodable {
    package var output: String
    package var user: String
    package var rowsBefore: Int64
    package var rowsAfter: Int64
    package var added: Int64
    package var removed: Int64
    package var changed: Int64
    package var columns: [MartDifference.Column]

    enum CodingKeys: String, CodingKey {
      case output, user, added, removed, changed, columns
      case rowsBefore = "rows_before"
      case rowsAfter = "rows_after"
    }
  }

  /// Rows that a check finds before and after; nil where there was or is no such check.
  package struct Check: Sendable, Encodable {
    package var check: String
    package var severity: String
    package var before: Int64?
    package var after: Int64?

    /// True where a night under the changed pipeline would publish nothing because of it.
    package var stops: Bool { severity == "stop" && (before ?? 0) == 0 && (after ?? 0) > 0 }
  }

  /// Amounts that tie in the published mart and would not tie any more: the night would publish nothing.
  package struct Gap: Sendable, Encodable {
    /// `feed sale`, `path M1`.
    package var account: String
    /// Of a path, from 1; else 0.
    package var step: Int
    package var table: String
    package var measure: String
    package var difference: Int64
  }

  /// The generation that it is compared with.
  package var against: String
  package var items: [Item] = []
  package var tables: [Table] = []
  package var figures: [Figure] = []
  package var outputs: [Output] = []
  package var checks: [Check] = []
  package var gaps: [Gap] = []
  /// What the comparison does not show.
  package var notes: [String] = []
  /// What `mart check` would say of the changed folder: outputs, checks, paths and pictures that do not hold.
  package var broken: [Finding] = []

  /// True where a night under the changed pipeline would publish nothing.
  package var stops: Bool { !gaps.isEmpty || checks.contains(where: \.stops) }

  package init(against: String) { self.against = against }

  enum CodingKeys: String, CodingKey {
    case against, tables, figures, outputs, checks, gaps, notes
    case items = "changes"
  }
}
