import MartStore

/// The person of each source number, as identity wrote it into the journal.
enum Assignments {
  /// `id_assignment`, `id_event_log` and `id_erasure`, as views.
  static func makeViews(_ session: Session) throws {
    try session.execute(
      """
      DROP VIEW IF EXISTS temp.id_assignment;
      CREATE TEMP VIEW id_assignment AS \(spans());
      DROP VIEW IF EXISTS temp.id_event_log;
      CREATE TEMP VIEW id_event_log AS \(events());
      DROP VIEW IF EXISTS temp.id_erasure;
      CREATE TEMP VIEW id_erasure AS \(erasures());
      """)
  }

  /// The query behind `id_assignment`: the spans of the newest generation that wrote about a number (a span that ends
  /// where it begins says that the number has none).
  static func spans(of choice: Choice = .all) -> String {
    """
    SELECT s.src, s.src_cust_id, s.party_id, s.valid_from, s.valid_to \(choice.from("journal.id_span", "s"))
      AND s.valid_from < s.valid_to AND s.generation = (SELECT max(m.generation) FROM journal.id_span m
        WHERE m.src = s.src AND m.src_cust_id = s.src_cust_id)
    """
  }

  /// The query behind `id_erasure`: what was decided, once a night has taken it up.
  static func erasures(of choice: Choice = .all) -> String {
    "SELECT x.src, x.src_cust_id, x.state, x.valid_from \(choice.from("journal.id_erasure", "x"))"
  }

  /// The query behind `id_event_log`: every change, in order.
  static func events(of choice: Choice = .all) -> String {
    """
    SELECT e.event_date, e.seq_in_day, e.kind, e.src, e.src_cust_id, e.old_party_id, e.new_party_id, e.rule
    \(choice.from("journal.id_event", "e"))
    """
  }
}
