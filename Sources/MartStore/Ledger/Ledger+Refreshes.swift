import MartCore

/// How a night made one table, beside what was foretold of it.
package struct RefreshRecord: Sendable, Hashable {
  package var table: String
  /// As its contract says: `full`, or `by party_id`.
  package var declared: String
  /// `kept`, `by key` or `in full`, before anything was read; empty where nothing was foretold.
  package var predicted: String
  /// Why, in one clause; empty where the contract says it.
  package var because: String
  /// The same, as it was done.
  package var actual: String
  /// Keys whose rows were made anew, with all that belongs to them; nil where not by key.
  package var keys: Int64?
  /// Rows written; of a table by key those that came or went.
  package var rows: Int64

  package init(
    table: String, declared: String, predicted: String, because: String, actual: String, keys: Int64?, rows: Int64
  ) {
    self.table = table
    self.declared = declared
    self.predicted = predicted
    self.because = because
    self.actual = actual
    self.keys = keys
    self.rows = rows
  }
}

/// What was foretold of one table by a night that was asked to foretell, before it made any.
package struct ForetoldRecord: Sendable, Hashable {
  package var table: String
  /// `kept`, `by key` or `in full`.
  package var how: String
  /// Keys whose rows are to be made anew, with all that belongs to them; nil where not by key.
  package var keys: Int64?
  /// Rows to be written; of a table by key those that come or go.
  package var rows: Int64

  package init(table: String, how: String, keys: Int64?, rows: Int64) {
    self.table = table
    self.how = how
    self.keys = keys
    self.rows = rows
  }
}

extension Ledger {
  static let refreshSchema = """
    CREATE TABLE IF NOT EXISTS refresh (
      run_id INTEGER NOT NULL, place INTEGER NOT NULL, table_name TEXT NOT NULL, declared TEXT NOT NULL,
      predicted TEXT NOT NULL, because TEXT NOT NULL, actual TEXT NOT NULL, keys INTEGER, rows INTEGER NOT NULL,
      PRIMARY KEY (run_id, place)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS foretold (
      run_id INTEGER NOT NULL, table_name TEXT NOT NULL, how TEXT NOT NULL, keys INTEGER, rows INTEGER NOT NULL,
      PRIMARY KEY (run_id, table_name)) STRICT, WITHOUT ROWID;
    """

  /// Keeps what was foretold of a night's tables; what an earlier attempt said is replaced.
  package func foretold(_ run: Int64, _ records: [ForetoldRecord]) throws {
    try write { session in
      try session.execute("DELETE FROM foretold WHERE run_id = ?", [.integer(run)])
      for record in records {
        try session.executeCached(
          "INSERT INTO foretold VALUES (?, ?, ?, ?, ?)",
          [
            .integer(run), .text(record.table), .text(record.how), record.keys.map(SQLValue.integer) ?? .null,
            .integer(record.rows),
          ])
      }
    }
  }

  /// Keeps how a night made its tables, in their order; what an earlier attempt said is replaced.
  package func refreshes(_ run: Int64, _ records: [RefreshRecord]) throws {
    try write { session in
      try session.execute("DELETE FROM refresh WHERE run_id = ?", [.integer(run)])
      for (place, record) in records.enumerated() {
        try session.executeCached(
          "INSERT INTO refresh VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
          [
            .integer(run), .integer(Int64(place + 1)), .text(record.table), .text(record.declared),
            .text(record.predicted), .text(record.because), .text(record.actual),
            record.keys.map(SQLValue.integer) ?? .null, .integer(record.rows),
          ])
      }
    }
  }
}
