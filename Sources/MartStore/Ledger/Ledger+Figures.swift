import MartCore

/// The figures of one published business date, as its last night had them.
package struct FigureNight: Sendable, Hashable {
  package var businessDate: String
  /// By id; a figure without a value is absent.
  package var values: [String: Int64]

  package init(businessDate: String, values: [String: Int64]) {
    self.businessDate = businessDate
    self.values = values
  }
}

extension Ledger {
  static let figureSchema = """
    CREATE TABLE IF NOT EXISTS figure (
      run_id INTEGER NOT NULL, kpi_id TEXT NOT NULL, value INTEGER NOT NULL,
      PRIMARY KEY (run_id, kpi_id)) STRICT, WITHOUT ROWID;
    """

  /// Keeps the whole bank's figures of a night that is about to become current.
  package func figures(_ run: Int64, _ values: [String: Int64]) throws {
    try write { session in
      try session.execute("DELETE FROM figure WHERE run_id = ?", [.integer(run)])
      for (id, value) in values.sorted(by: { $0.key < $1.key }) {
        try session.executeCached("INSERT INTO figure VALUES (?, ?, ?)", [.integer(run), .text(id), .integer(value)])
      }
    }
  }

  /// The figures of the last `limit` business dates before one, the earliest first. Of a date that was published more than
  /// once, or after a rollback once more, the last night counts.
  package func figureNights(before date: BusinessDate, limit: Int) throws -> [FigureNight] {
    let sql = """
      WITH last_run AS (
        SELECT r.business_date, MAX(r.run_id) AS run_id FROM run AS r
         WHERE r.business_date < ? AND EXISTS (SELECT 1 FROM figure AS f WHERE f.run_id = r.run_id)
         GROUP BY r.business_date ORDER BY r.business_date DESC LIMIT ?
      )
      SELECT l.business_date, f.kpi_id, f.value FROM last_run AS l JOIN figure AS f ON f.run_id = l.run_id
       ORDER BY l.business_date, f.kpi_id
      """
    return try read { session in
      var nights: [FigureNight] = []
      for row in try session.rows(sql, [.text(date.description), .integer(Int64(limit))]) {
        let day = row[0].display
        if nights.last?.businessDate != day { nights.append(FigureNight(businessDate: day, values: [:])) }
        nights[nights.count - 1].values[row[1].display] = row[2].int
      }
      return nights
    }
  }
}
