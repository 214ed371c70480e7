import Contracts
import MartCore
import MartStore

/// A line of a delivered file from which a row of the mart came.
package struct TracedPlace: Sendable, CustomStringConvertible {
  package static let header = ["feed", "business_date", "file", "line", "sha256", "status", "archive"]

  package var feed: String
  package var businessDate: String
  package var file: String
  package var line: Int64
  package var sha256: String
  package var status: String
  /// Where the delivered bytes are kept, relative to the home.
  package var archive: String { "archive/\(sha256.prefix(2))/\(sha256).gz" }

  package var values: [SQLValue] {
    [.text(feed), .text(businessDate), .text(file), .integer(line), .text(sha256), .text(status), .text(archive)]
  }

  package var description: String {
    "\(file):\(line)\n  feed \(feed), business date \(businessDate), \(status)\n  kept in \(archive)"
  }
}

/// From a row of the mart to the lines it came from: by its own delivery and line where it has them, else by the
/// journal rows of the feed whose key the row's key is made of.
package struct Tracing {
  let layout: HomeLayout
  let model: Model
  let pipeline: Pipeline

  package init(layout: HomeLayout, model: Model, pipeline: Pipeline) {
    self.layout = layout
    self.model = model
    self.pipeline = pipeline
  }

  /// The places, in the order of the business dates.
  /// - Throws: a usage failure where no row has the key, or where the table is made of many rows at once.
  package func places(of key: String) throws -> [TracedPlace] {
    let values = try keyValues(key)
    let mart = try layout.openCurrentMart()
    return try mart.use { session in
      let filter = model.key.prefix(values.count).map { "\(sqlName($0)) = ?" }.joined(separator: " AND ")
      let found = try session.int("SELECT COUNT(*) FROM \(sqlName(model.name)) WHERE \(filter)", values) ?? 0
      guard found > 0 else {
        throw Failure(
          .usage, "no row of \(model.name) has this key", remedy: "the key is \(model.key.joined(separator: ","))")
      }
      if model.column("delivery_id") != nil && model.column("line_no") != nil {
        return try ownPlaces(session, filter, values)
      }
      return try journalPlaces(session, values)
    }
  }

  private func keyValues(_ key: String) throws -> [SQLValue] {
    let parts = key.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= model.key.count else {
      throw Failure(
        .usage, "the key has \(parts.count) parts, \(model.name) has \(model.key.count)",
        remedy: "the key is \(model.key.joined(separator: ","))")
    }
    return zip(model.key, parts).map { name, part in
      model.column(name)?.storage == .integer ? Int64(part).map(SQLValue.integer) ?? .text(part) : .text(part)
    }
  }

  private func ownPlaces(_ session: Session, _ filter: String, _ values: [SQLValue]) throws -> [TracedPlace] {
    try session.rows(
      """
      SELECT d.feed, d.business_date, d.file, t.line_no, d.sha256, d.status
        FROM \(sqlName(model.name)) t JOIN meta_delivery d ON d.delivery_id = t.delivery_id
       WHERE \(filter) ORDER BY d.business_date, t.line_no
      """, values
    ).map(place)
  }

  /// Feeds whose whole key is, by exact lineage, among the row's key.
  private func journalPlaces(_ session: Session, _ values: [SQLValue]) throws -> [TracedPlace] {
    let lineage = try session.rows(
      "SELECT column_name, from_table, from_column FROM meta_lineage WHERE table_name = ? AND certainty = 'exact'",
      [.text(model.name)])
    let given = Dictionary(zip(model.key, values)) { first, _ in first }
    for feed in pipeline.feeds {
      let bound = feed.key.map { part in
        lineage.first { $0[1].string == "stg_\(feed.name)" && $0[2].string == part }.flatMap { $0[0].string }
          .flatMap { given[$0] }
      }
      guard bound.allSatisfy({ $0 != nil }) else { continue }
      return try journal(session, feed, bound.compactMap { $0 })
    }
    throw Failure(
      .usage, "a row of \(model.name) is made of many delivered rows",
      remedy: "trace a row of the tables that it is made of; meta_lineage names them")
  }

  private func journal(_ session: Session, _ feed: Feed, _ key: [SQLValue]) throws -> [TracedPlace] {
    let journal = try Store(layout.state + "/journal.sqlite", .readOnly)
    let filter = feed.key.map { "\(sqlName($0)) = ?" }.joined(separator: " AND ")
    return try journal.use { session in
      try session.rows(
        """
        SELECT d.feed, d.business_date, d.file, j.line_no, d.sha256, d.status
          FROM \(sqlName("j_" + feed.name)) j JOIN delivery d ON d.delivery_id = j.delivery_id
         WHERE \(filter) AND j.line_no > 0 ORDER BY d.business_date, j.line_no
        """, key
      ).map(place)
    }
  }

  private func place(_ row: [SQLValue]) -> TracedPlace {
    TracedPlace(
      feed: row[0].display, businessDate: row[1].display, file: row[2].display, line: row[3].int ?? 0,
      sha256: row[4].display, status: row[5].display)
  }
}
