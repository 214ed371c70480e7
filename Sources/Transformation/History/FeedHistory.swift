import Contracts
import MartStore

/// The views of one feed.
struct FeedHistory {
  let shape: FeedShape
  let effective: Effective
  let session: Session

  init(_ feed: Feed, _ session: Session) throws {
    shape = FeedShape(feed)
    effective = try Effective(feed: feed.name, shape: shape, schema: "journal", session)
    self.session = session
  }

  static func outTable(_ feed: Feed) -> String { sqlName("out_\(feed.name)") }
  var outTable: String { Self.outTable(shape.feed) }
  var journalTable: String { "journal.\(shape.journalTable)" }

  /// `jrn_<feed>`: every accepted row of the deliveries in force, without what the engine's own rules have taken out
  /// of them (a repeat would else be a second event to the rules of the contract).
  func makeJournalView() throws {
    let view = sqlName("jrn_\(shape.feed.name)")
    let extra = shape.isEvents ? ", j.delivered_on" : ""
    let own = ruleNames.isEmpty ? "" : " AND h.rule NOT IN (\(ruleNames))"
    let accepted = try visible("('reject', 'repeat')\(own)")
    try session.execute(
      """
      DROP VIEW IF EXISTS temp.\(view);
      CREATE TEMP VIEW \(view) AS SELECT \(shape.order(of: "j")), j.delivery_id, j.late, j.op\(extra)\
      \(shape.others.map { ", j.\($0.sql)" }.joined()) FROM \(journalTable) j WHERE 1\(effective.and("j"))\
      \(accepted("j"))
      """)
  }

  /// `out_<feed>`: the verdicts of the generic rules that hold now.
  func readVerdicts() throws {
    let log = "journal.\(shape.outcomeTable)"
    let generic = ruleNames.isEmpty ? "" : " AND o.rule NOT IN (\(ruleNames))"
    try listVerdicts(
      """
      SELECT \(shape.place(of: "o")), o.rule, o.effect FROM \(log) o
      WHERE o.effect <> 'none'\(generic)\(effective.and("o")) AND NOT EXISTS (SELECT 1 FROM \(log) n
        WHERE \(shape.samePlace("n", "o")) AND n.rule = o.rule AND n.generation > o.generation)
      """)
  }

  /// `out_<feed>` as another connection told it.
  func takeVerdicts(from schema: String) throws { try listVerdicts("SELECT * FROM \(schema).\(outTable)") }

  private func listVerdicts(_ rows: String) throws {
    let keys = shape.keys.map { "\($0.sql) \($0.storage.rawValue)" }.joined(separator: ", ")
    let place = shape.place.joined(separator: ", ")
    try session.execute(
      """
      DROP TABLE IF EXISTS temp.\(outTable);
      CREATE TEMP TABLE \(outTable)(\(keys), business_date TEXT, sequence INTEGER, line_no INTEGER,
        delivery_id INTEGER, rule TEXT, effect TEXT, PRIMARY KEY(\(place), rule)) WITHOUT ROWID;
      INSERT INTO temp.\(outTable) \(rows);
      """)
  }

  /// Adds the verdicts to `j_outcome`.
  func listOutcomes() throws {
    try session.execute(
      """
      INSERT OR IGNORE INTO temp.j_outcome(feed, delivery_id, line_no, effect, rule)
      SELECT \(sqlText(shape.feed.name)), delivery_id, line_no, effect, rule FROM temp.\(outTable)
      WHERE effect <> 'hidden'
      """)
  }

  /// `stg_<feed>`, as a view.
  func makeStagedView() throws {
    let view = sqlName("stg_\(shape.feed.name)")
    try session.execute("DROP VIEW IF EXISTS temp.\(view); CREATE TEMP VIEW \(view) AS \(try stagedRows())")
  }

  /// The query behind `stg_<feed>`: events as they are; of deltas and snapshots one row a key and interval.
  ///
  /// - choice: which rows of the journal are taken.
  func stagedRows(of choice: Choice = .all) throws -> String {
    let shown = try visible(shape.isEvents ? "('reject', 'repeat')" : "('reject', 'repeat', 'hidden')")
    let row = shape.row.map { "j.\($0.sql)" }.joined(separator: ", ")
    if shape.isEvents {
      return """
        SELECT \(row), j.delivery_id, j.line_no, j.late \(choice.from(journalTable, "j"))\(effective.and("j"))\(shown("j"))
        """
    }
    let next = """
      (SELECT n.business_date FROM \(journalTable) n WHERE \(shape.sameKey("n", "j"))
        AND n.business_date > j.business_date\(effective.and("n"))\(shown("n")) ORDER BY n.business_date LIMIT 1)
      """
    return """
      SELECT \(row), j.business_date AS valid_from, coalesce(\(next), '9999-12-31') AS valid_to,
        \(next) IS NULL AS is_current, j.delivery_id, j.line_no
      \(choice.from(journalTable, "j")) AND j.op <> 'D'\(effective.and("j"))\(shown("j"))
      """
  }

  /// A condition that leaves out rows with one of these effects (of `h`, as SQL goes on after `effect IN`). Deliveries without any are passed by one look at
  /// a short list, since most rows are of those.
  private func visible(_ effects: String) throws -> (String) -> String {
    let sql = "SELECT DISTINCT delivery_id FROM temp.\(outTable) h WHERE h.effect IN \(effects) ORDER BY 1"
    let ids = try session.rows(sql).compactMap { $0[0].int }
    if ids.isEmpty { return { _ in "" } }
    return { alias in
      let listed = """
        NOT EXISTS (SELECT 1 FROM temp.\(outTable) h WHERE \(shape.samePlace("h", alias)) AND h.effect IN \(effects))
        """
      guard ids.count <= 200 else { return " AND \(listed)" }
      return " AND (\(alias).delivery_id NOT IN (\(ids.map(String.init).joined(separator: ", "))) OR \(listed))"
    }
  }
}
