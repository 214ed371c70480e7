import MartCore

extension Session {
  /// How closely SQLite looks.
  package enum PageCheck: String {
    /// Pages and constraints.
    case quick = "quick_check"
    /// Indexes against their tables too.
    case whole = "integrity_check"
  }

  /// What SQLite finds wrong with the pages and constraints of a database; empty where nothing is.
  ///
  /// SQLite 3.40.0 to 3.41.0 tell of NULLs in columns of WITHOUT ROWID tables whose key is not their first columns, where
  /// there are none. So the table itself is asked, by `typeof`, which no optimiser answers from the contract.
  package func pageFaults(_ check: PageCheck) throws -> [String] {
    var told: [String: Bool] = [:]
    return try rows("PRAGMA \(check.rawValue)(100000)").map { $0.first?.display ?? "" }.filter { fault in
      guard fault != "ok", let column = fault.wholeMatch(of: /NULL value in (.+)\.([^.]+)/) else {
        return fault != "ok"
      }
      if let known = told[fault] { return known }
      let (table, name) = (sqlName(String(column.1)), sqlName(String(column.2)))
      let isTrue = try int("SELECT 1 FROM \(table) WHERE typeof(\(name)) = 'null' LIMIT 1") != nil
      told[fault] = isTrue
      return isTrue
    }
  }
}
