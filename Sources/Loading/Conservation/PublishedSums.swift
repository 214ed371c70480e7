import Contracts
import MartCore
import MartStore

/// What a published table holds of each delivery, measure by measure.
struct PublishedSums {
  var measures: [String]
  /// By delivery, in the order of `measures`.
  var byDelivery: [Int64: [Int64]]

  func value(_ delivery: Int64, _ measure: String) -> Int64 {
    guard let index = measures.firstIndex(of: measure) else { return 0 }
    return byDelivery[delivery]?[index] ?? 0
  }
}

/// Adds up the declared totals of a published table in one pass over it as it lies, without sorting: rows of one
/// delivery are scattered, deliveries are few. Where a total is no plain `COUNT(*)` or `SUM(…)`, SQLite groups.
func publishedSums(
  _ session: Session, _ publication: Publication, _ known: [String: Readings.Rows] = [:]
) throws -> PublishedSums {
  let measures = publication.totals.keys.sorted()
  if let rows = known[sumsQuery(publication)] {
    let sums = rows.map { row in (row.first?.int ?? 0, row.dropFirst().map { $0.int ?? 0 }) }
    return PublishedSums(measures: measures, byDelivery: Dictionary(sums) { first, _ in first })
  }
  let totals = measures.map { publication.totals[$0] ?? "" }
  let rowValues = totals.compactMap(valuePerRow)
  do {
    let sums =
      rowValues.count == totals.count
      ? try onePass(session, publication.table, rowValues) : try grouped(session, publication.table, totals)
    return PublishedSums(measures: measures, byDelivery: sums)
  } catch {
    guard let message = sqlMessage(error) else { throw error }
    throw Failure(
      .pipeline, "the totals that \(publication.table) publishes do not run: \(message)", rule: "feed.publishes",
      remedy: "correct `publishes:` of the feed, whose expressions must be aggregates over that table's columns")
  }
}

/// What one row adds to an aggregate; nil where the aggregate is not a plain count or sum.
package func valuePerRow(_ aggregate: String) -> String? {
  let text = aggregate.filter { !$0.isWhitespace }.uppercased()
  if text == "COUNT(*)" { return "1" }
  guard text.hasPrefix("SUM("), !text.hasPrefix("SUM(DISTINCT"), let open = aggregate.firstIndex(of: "("),
    let close = closing(aggregate, open), aggregate[aggregate.index(after: close)...].allSatisfy(\.isWhitespace)
  else { return nil }
  return String(aggregate[aggregate.index(after: open)..<close])
}

/// Where the bracket at `open` closes; brackets inside quotes do not count.
private func closing(_ text: String, _ open: String.Index) -> String.Index? {
  var depth = 0
  var quote: Character?
  for index in text[open...].indices {
    let character = text[index]
    if let begun = quote {
      if character == begun { quote = nil }
    } else if character == "'" || character == "\"" {
      quote = character
    } else if character == "(" {
      depth += 1
    } else if character == ")" {
      depth -= 1
      if depth == 0 { return index }
    }
  }
  return nil
}

private func onePass(_ session: Session, _ table: String, _ values: [String]) throws -> [Int64: [Int64]] {
  // Where each delivery's sums begin in the flat array.
  var places: [Int64: Int] = [:]
  var sums: [Int64] = []
  let width = values.count
  let list = values.map { ", (\($0))" }.joined()
  try session.scan("SELECT delivery_id\(list) FROM \(sqlName(table))") { row in
    let delivery = row.int(0)
    let place = places[delivery] ?? sums.count
    if place == sums.count {
      places[delivery] = place
      sums.append(contentsOf: repeatElement(0, count: width))
    }
    for index in 0..<width {
      let (sum, overflow) = sums[place + index].addingReportingOverflow(row.int(index + 1))
      guard !overflow else { throw tooLarge(table) }
      sums[place + index] = sum
    }
  }
  return places.mapValues { Array(sums[$0..<($0 + width)]) }
}

private func grouped(_ session: Session, _ table: String, _ totals: [String]) throws -> [Int64: [Int64]] {
  var sums: [Int64: [Int64]] = [:]
  let list = totals.map { ", \($0)" }.joined()
  try session.each("SELECT delivery_id\(list) FROM \(sqlName(table)) GROUP BY delivery_id") { row in
    sums[row[0].int ?? 0] = row.dropFirst().map { $0.int ?? 0 }
  }
  return sums
}

private func tooLarge(_ table: String) -> Failure {
  Failure(
    .refused, "a total of \(table) is beyond 64 bits", rule: "conservation.total",
    remedy: "look for a wrong unit in the feed that publishes into it")
}

/// What a published table holds of each delivery, measure by measure in the order of their names, as one query.
func sumsQuery(_ publication: Publication) -> String {
  let totals = publication.totals.keys.sorted().map { publication.totals[$0] ?? "" }
  return "SELECT delivery_id AS published_by, " + (totals.isEmpty ? "0 AS none" : totals.joined(separator: ", "))
    + " FROM \(sqlName(publication.table)) GROUP BY delivery_id"
}
