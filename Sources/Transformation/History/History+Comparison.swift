import Contracts
import MartStore

/// Two states of a journal, of which the later has every row of the earlier: by which keys do they differ?
///
/// A row of `stg_<feed>` is a function of the rows of its key, of the deliveries in force and of what rules say of
/// those rows. So a key is touched where a row came, where a row's delivery was replaced, and where a verdict is
/// another.
extension History {
  /// Keeps, in an attached database, what the journal holds and what its rules say.
  func remember(_ journal: PastJournal, in schema: String) throws {
    let replaced = feeds.flatMap(\.effective.superseded).map(String.init).joined(separator: ", ")
    try session.execute(
      """
      DROP TABLE IF EXISTS \(schema).held;
      CREATE TABLE \(schema).held AS
        SELECT delivery_id, delivery_id IN (\(replaced)) AS replaced FROM journal.delivery;
      DROP TABLE IF EXISTS \(schema).learned;
      CREATE TABLE \(schema).learned AS SELECT \(journal.generation) AS generation;
      """)
    for feed in feeds {
      try session.execute(
        """
        DROP TABLE IF EXISTS \(schema).\(feed.outTable);
        CREATE TABLE \(schema).\(feed.outTable) AS SELECT * FROM temp.\(feed.outTable);
        """)
    }
  }

  /// Fills the journal's lists of touched keys with those in which it differs from what was remembered.
  ///
  /// - since: the lists' rows are given the generation after this one.
  func listTouched(against schema: String, in journal: PastJournal, since generation: Int64) throws {
    let replaced = feeds.flatMap(\.effective.superseded).map(String.init).joined(separator: ", ")
    let learned = try session.int("SELECT generation FROM \(schema).learned") ?? 0
    // Deliveries that came, that were replaced or are so no more, or of which rows were released.
    let moved = try session.rows(
      """
      SELECT d.feed, d.delivery_id FROM journal.delivery d LEFT JOIN \(schema).held h USING (delivery_id)
       WHERE h.delivery_id IS NULL OR h.replaced <> (d.delivery_id IN (\(replaced)))
      UNION SELECT d.feed, d.delivery_id FROM journal.released r JOIN journal.delivery d USING (delivery_id)
       WHERE r.generation > \(learned)
      """)
    let byFeed = Dictionary(grouping: moved, by: { $0[0].display })
    for feed in feeds {
      let ids = (byFeed[feed.shape.feed.name] ?? []).compactMap { $0[1].int }
      try feed.listTouched(against: schema, ids, learned: learned, as: generation + 1)
    }
  }
}

extension FeedHistory {
  /// - moved: deliveries whose rows all count as changed.
  fileprivate func listTouched(against schema: String, _ moved: [Int64], learned: Int64, as generation: Int64) throws {
    let list = "journal.\(shape.touchedTable)"
    func keys(of alias: String) -> String { "SELECT \(generation), \(shape.keys(of: alias))" }
    try session.execute("DELETE FROM \(list)")
    if !moved.isEmpty {
      // A delivery that comes between others changes rows of the next one, too.
      try session.execute(
        """
        INSERT OR IGNORE INTO \(list) \(keys(of: "j")) FROM \(journalTable) j
         WHERE j.delivery_id IN (\(moved.map(String.init).joined(separator: ", "))) OR j.generation > \(learned)
        """)
    }
    let (now, then) = ("SELECT * FROM temp.\(outTable)", "SELECT * FROM \(schema).\(outTable)")
    for (one, other) in [(now, then), (then, now)] {
      try session.execute("INSERT OR IGNORE INTO \(list) \(keys(of: "o")) FROM (\(one) EXCEPT \(other)) o")
    }
  }
}
