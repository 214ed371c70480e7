import Contracts
import Foundation
import MartCore
import MartStore

/// Every query that the gate asks of the finished tables: checks, steps of paths, sums of what feeds publish.
package func gateQueries(_ pipeline: Pipeline) -> [String] {
  gateReadings(pipeline) + pipeline.feeds.compactMap(\.publishes).map(sumsQuery)
}

/// Checks and steps of paths. SQLite does not ask for sums: one pass over a table as it lies is faster.
package func gateReadings(_ pipeline: Pipeline) -> [String] {
  pipeline.paths.flatMap(\.queries) + pipeline.checks.map(Gate.count)
}

/// Answers that came from the engine which made the tables, from transform to load: a file of the candidate.
package struct GateAnswers: Codable {
  private struct Cell: Codable {
    var integer: Int64?
    var text: String?
    var real: Double?

    init(_ value: SQLValue) {
      switch value {
      case .integer(let number): integer = number
      case .text(let words): text = words
      case .real(let number): real = number
      case .null, .blob: break
      }
    }

    var value: SQLValue {
      integer.map(SQLValue.integer) ?? text.map(SQLValue.text) ?? real.map(SQLValue.real) ?? .null
    }
  }

  private var answers: [String: [[Cell]]]

  package init(_ answers: [(sql: String, rows: [[SQLValue]])]) {
    self.answers = Dictionary(answers.map { ($0.sql, $0.rows.map { $0.map(Cell.init) }) }) { first, _ in first }
  }

  static let name = "answers.json"

  package func write(to candidate: String) throws {
    let text = String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
    try Files.write(text, to: "\(candidate)/\(Self.name)", mode: 0o600)
  }

  /// Nothing where the engine left no answers.
  static func read(from candidate: String) throws -> [String: Readings.Rows] {
    guard let data = FileManager.default.contents(atPath: "\(candidate)/\(name)") else { return [:] }
    return try JSONDecoder().decode(Self.self, from: data).answers.mapValues { $0.map { $0.map(\.value) } }
  }
}
