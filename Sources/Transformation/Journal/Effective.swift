import Contracts
import MartStore

/// The deliveries of a feed that a correction has replaced; their rows count nowhere.
struct Effective {
  let superseded: [Int64]

  /// - schema: where the journal is: `main` or `journal`.
  init(feed: String, shape: FeedShape, schema: String, _ session: Session) throws {
    let sql = """
      SELECT d.delivery_id FROM \(schema).delivery d WHERE d.feed = ? AND d.status = 'accepted' AND EXISTS (
        SELECT 1 FROM \(schema).delivery h WHERE h.feed = d.feed AND h.business_date = d.business_date
          AND h.status = 'accepted' AND h.sequence > d.sequence) ORDER BY d.delivery_id
      """
    superseded = try session.rows(sql, [.text(feed)]).compactMap { $0[0].int }
  }

  /// ` AND alias.delivery_id NOT IN (…)`, or nothing where nothing was replaced.
  func and(_ alias: String) -> String { Self.clause(alias, superseded) }

  /// As `and`, in the journal as it was before another delivery replaced `replaced`.
  func and(_ alias: String, before replaced: Int64?) -> String {
    Self.clause(alias, superseded.filter { $0 != replaced })
  }

  private static func clause(_ alias: String, _ ids: [Int64]) -> String {
    ids.isEmpty ? "" : " AND \(alias).delivery_id NOT IN (\(ids.map(String.init).joined(separator: ", ")))"
  }
}
