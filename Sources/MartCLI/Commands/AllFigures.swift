import Contracts
import Foundation
import MartCore
import MartStore

/// What a file says the figures should be.
struct ExpectedFigures: Decodable {
  /// By the figure's id; null where the figure should have no value.
  var metrics: [String: Int64?]
  /// The day of the numbers, where the file tells it.
  var asOf: String?

  enum CodingKeys: String, CodingKey {
    case metrics
    case asOf = "as_of"
  }

  /// - Throws: `Failure` where there is no such file, or none with an object `metrics` of whole numbers.
  init(file: String) throws {
    let at = FileLocation(file: file)
    guard let data = FileManager.default.contents(atPath: file) else {
      throw Failure(.usage, "the file cannot be read", at: at, remedy: "name a JSON file with --expect")
    }
    do {
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch {
      throw Failure(
        .usage, "the file does not say what the figures should be", at: at,
        remedy: "write {\"metrics\": {\"ID\": NUMBER, ...}}, whole numbers or null")
    }
  }
}

/// Every figure of the whole bank: what it is, what was published, what it should be, what it is worth in the mart.
struct AllFigures {
  static let header = [
    "kpi_id", "title", "title_zh", "unit", "headline", "expected", "value", "difference", "base_value", "growth_bp",
  ]

  /// For machines, the published number in the figure's unit stands behind the words that were said.
  static let wholeHeader = header + ["published"]

  /// Under `wholeHeader`, in the order of their ids; those that are expected, and not in the mart, among them.
  let rows: [[SQLValue]]
  /// Figures with another value than the expected one, or that are missing.
  let differing: Int
  /// The day of the mart.
  let day: String
  private let compared: Int?

  /// - Throws: `Failure` where the mart cannot be asked.
  init(_ session: Session, of pipeline: Pipeline, beside expected: ExpectedFigures?) throws {
    let metrics = Dictionary(pipeline.metrics.map { ($0.id, $0) }) { first, _ in first }
    let found = try session.rows(
      """
      SELECT k.kpi_id, k.unit, k.value, k.base_value, k.growth_bp, k.as_of
        FROM \(sqlName(pipeline.figures)) AS k WHERE k.org = 'BANK' ORDER BY k.kpi_id
      """)
    let known = Set(found.map { $0[0].display })
    let missing = (expected?.metrics.keys.filter { !known.contains($0) } ?? []).map { id in
      [SQLValue.text(id), .text(metrics[id]?.unit ?? ""), .null, .null, .null, .null]
    }
    var differing = 0
    rows = (found + missing).sorted { $0[0].display < $1[0].display }.map { cells in
      let id = cells[0].display
      let should = expected?.metrics[id]
      let differs = should.map { $0 != cells[2].int || !known.contains(id) } ?? false
      if differs { differing += 1 }
      let difference = should.flatMap { Self.difference(cells[2].int, $0, equal: !differs) }
      return [
        cells[0], .text(metrics[id]?.title ?? ""), .text(metrics[id]?.zh ?? ""), cells[1],
        Self.headline(metrics[id]), (should ?? nil).map(SQLValue.integer) ?? .null, cells[2],
        difference.map(SQLValue.integer) ?? .null, cells[3], cells[4],
        metrics[id]?.headline.map(SQLValue.integer) ?? .null,
      ]
    }
    self.differing = differing
    compared = expected?.metrics.count
    day = found.first?[5].display ?? ""
  }

  /// `270 figures, 0 differ`, after a line about those of which nothing is expected.
  var summary: String {
    guard let compared else { return counted(rows.count, "figure") }
    let silent = rows.count - compared
    let note = silent > 0 ? "of \(counted(silent, "figure")) nothing is expected\n" : ""
    return note + "\(counted(rows.count, "figure")), \(grouped(differing)) \(differing == 1 ? "differs" : "differ")"
  }

  /// As it was said, else the number.
  private static func headline(_ metric: Metric?) -> SQLValue {
    guard let metric, let number = metric.headline else { return .null }
    return metric.said.isEmpty ? .text(String(number)) : .text(metric.said)
  }

  /// Zero where both have no value; nil where only one has.
  private static func difference(_ value: Int64?, _ expected: Int64?, equal: Bool) -> Int64? {
    guard let value, let expected else { return equal ? 0 : nil }
    let (difference, overflows) = value.subtractingReportingOverflow(expected)
    return overflows ? nil : difference
  }
}
