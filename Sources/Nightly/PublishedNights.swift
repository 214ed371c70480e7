import Loading
import MartCore
import MartStore

/// What the published mart says of itself: read without a lock, also while a run works on the state.
struct PublishedNights {
  struct Delivery {
    var feed: String
    var businessDate: BusinessDate
    var sequence: Int
    var sha256: String
    /// False of one that only repeats another.
    var isAccepted: Bool
  }

  /// Nil before the first night.
  let current: Generation?
  /// Taken in so far, those that came again among them.
  private(set) var deliveries: [Delivery] = []
  /// Its run_context, by column.
  private(set) var context: [String: SQLValue] = [:]

  init(_ layout: HomeLayout) throws {
    let generations = Generations(home: layout.home)
    current = try generations.current()
    guard let current else { return }
    let mart = try Store(generations.folder(of: current.label) + "/mart.sqlite", .readOnly)
    defer { try? mart.close() }
    let sql = "SELECT feed, business_date, sequence, sha256, status FROM meta_delivery WHERE status <> 'stale'"
    (deliveries, context) = try mart.use { session in
      let taken = try session.rows(sql).compactMap { row -> Delivery? in
        guard let date = BusinessDate(iso: row[1].display) else { return nil }
        return Delivery(
          feed: row[0].display, businessDate: date, sequence: Int(row[2].int ?? 1), sha256: row[3].display,
          isAccepted: row[4] != "repeated")
      }
      return (taken, try RunContext.read(session))
    }
  }

  func holds(_ feed: String, _ date: BusinessDate, _ sequence: Int) -> Bool {
    deliveries.contains { $0.feed == feed && $0.businessDate == date && $0.sequence == sequence }
  }

  func holds(_ feed: String, _ date: BusinessDate) -> Bool {
    deliveries.contains { $0.feed == feed && $0.businessDate == date }
  }
}
