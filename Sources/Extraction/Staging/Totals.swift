import Contracts
import MartCore
import MartStore

/// One line of the conservation account of a delivery: announced = accepted + quarantined + repeated.
package struct TotalCount: Sendable, Hashable {
  package var measure: String
  package var unit: String
  package var announced: Int64
  package var accepted: Int64
  package var quarantined: Int64
  package var repeated: Int64

  package var found: Int64 { accepted + quarantined + repeated }
}

/// Counts what a file holds, by the expressions that its contract declares.
struct TotalCounter {
  let session: Session
  let feed: Feed
  let delivery: LandedDelivery

  /// The declared totals (without `rows`), announced not filled in yet.
  ///
  /// - hasRepeats: false spares a look over the table, as does `hasQuarantined`.
  func count(hasQuarantined: Bool, hasRepeats: Bool) throws -> [TotalCount] {
    guard !feed.control.totals.isEmpty else { return [] }
    let accepted = try sums("rule IS NULL")
    let none = accepted.map { _ in Int64(0) }
    let quarantined = hasQuarantined ? try sums("line_no IN (SELECT line_no FROM quarantine)") : none
    let repeated = hasRepeats ? try sums("rule = 'REPEAT'") : none
    return feed.control.totals.enumerated().map { index, total in
      TotalCount(
        measure: total.name, unit: total.unit, announced: 0, accepted: accepted[index],
        quarantined: quarantined[index], repeated: repeated[index])
    }
  }

  /// In a delta the rows that delete something carry no amounts.
  private func sums(_ condition: String) throws -> [Int64] {
    let expressions = feed.control.totals.map { "COALESCE(\($0.expression), 0)" }.joined(separator: ", ")
    let noDeletes = feed.opColumn.map { " AND \(sqlName($0.name)) IS NOT 'D'" } ?? ""
    do {
      let row = try session.rows("SELECT \(expressions) FROM row WHERE \(condition)\(noDeletes)").first ?? []
      return row.map { $0.int ?? 0 }
    } catch {
      guard let message = sqlMessage(error) else { throw error }
      if message.contains("overflow") {
        throw refusal("DL-02", "a total does not fit 64 bits", fileName(delivery.dataPath ?? feed.name))
      }
      throw Failure(
        .pipeline, "a total of '\(feed.name)' is no SQL that its rows allow: \(message)", at: feed.location,
        remedy: "correct the totals under control:; `mart check` shows all of them")
    }
  }

  /// Holds what is announced against what was found.
  ///
  /// - Throws: `Failure` with DL-02 that names every difference.
  static func compare(_ announcement: Announcement, rows: Int64, _ totals: [TotalCount]) throws {
    var differences: [String] = []
    if announcement.rows != rows {
      differences.append("rows: announced \(grouped(announcement.rows)), found \(grouped(rows))")
    }
    for (total, announced) in zip(totals, announcement.totals) {
      guard let announced, announced != total.found else { continue }
      differences.append("\(total.measure): announced \(grouped(announced)), found \(grouped(total.found))")
    }
    guard differences.isEmpty else {
      throw Failure(
        .refused, "the file is not what is announced here; " + differences.joined(separator: "; "), rule: "DL-02",
        at: announcement.place, remedy: "ask the owner to deliver file and control again")
    }
  }
}
