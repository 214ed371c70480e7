import MartStore

/// The person of each source number, as identity wrote it into the journal.
enum Assignments {
  /// `id_assignment`: the spans of the newest generation that wrote about a number (a span that ends where it
  /// begins says that the number has none); `id_event_log`: every change, in order.
  static func makeViews(_ session: Session) throws {
    try session.execute(
      """
      DROP VIEW IF EXISTS temp.id_assignment;
      CREATE TEMP VIEW id_assignment AS
        SELECT s.src, s.src_cust_id, s.party_id, s.valid_from, s.valid_to FROM journal.id_span s
        WHERE s.valid_from < s.valid_to AND s.generation = (SELECT max(m.generation) FROM journal.id_span m
          WHERE m.src = s.src AND m.src_cust_id = s.src_cust_id);
      DROP VIEW IF EXISTS temp.id_event_log;
      CREATE TEMP VIEW id_event_log AS
        SELECT event_date, seq_in_day, kind, src, src_cust_id, old_party_id, new_party_id, rule FROM journal.id_event;
      """)
  }
}
