extension Ledger {
  /// Runs that began before a day, with their stages, arrivals and failures, and decisions of before; how many runs and
  /// decisions there are.
  package func old(before day: String, remove: Bool) throws -> Int {
    let runs = "SELECT run_id FROM run WHERE started_at < ?"
    let count = try read { session in
      try (session.int("SELECT COUNT(*) FROM (\(runs))", [.text(day)]) ?? 0)
        + (session.int("SELECT COUNT(*) FROM decision WHERE at < ?", [.text(day)]) ?? 0)
    }
    guard remove, count > 0 else { return Int(count) }
    try write { session in
      for table in ["stage", "failure", "arrival", "acknowledgement", "figure", "delivery_time"] {
        try session.execute("DELETE FROM \(table) WHERE run_id IN (\(runs))", [.text(day)])
      }
      try session.execute("DELETE FROM run WHERE started_at < ?", [.text(day)])
      try session.execute("DELETE FROM decision WHERE at < ?", [.text(day)])
    }
    return Int(count)
  }
}
