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

/// Answers that came from whoever made the tables, from transform to load: a file of the candidate.
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

  /// A mart as it was when it was asked: once it was written to, its answers are none.
  private struct Stamp: Codable, Equatable {
    var size: Int64
    /// Nanoseconds since 1970.
    var modified: Int64
    var inode: UInt64

    init?(of mart: String) {
      var status = stat()
      guard stat(mart, &status) == 0 else { return nil }
      size = Int64(status.st_size)
      modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
      inode = UInt64(status.st_ino)
    }
  }

  private var answers: [String: [[Cell]]]
  /// Nil where another engine's tables were asked.
  private var mart: Stamp?

  /// - mart: the closed file that was asked; nil where another engine's tables were.
  package init(_ answers: [(sql: String, rows: [[SQLValue]])], of mart: String? = nil) {
    self.mart = mart.flatMap(Stamp.init)
    let isKnown = mart == nil || self.mart != nil
    let told = isKnown ? answers.map { ($0.sql, $0.rows.map { $0.map(Cell.init) }) } : []
    self.answers = Dictionary(told) { first, _ in first }
  }

  static let name = "answers.json"

  package func write(to candidate: String) throws {
    let text = String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
    try Files.write(text, to: "\(candidate)/\(Self.name)", mode: 0o600)
  }

  /// Nothing where there are no answers, or those of a mart that has changed since.
  static func read(from candidate: String) throws -> [String: Readings.Rows] {
    guard let data = FileManager.default.contents(atPath: "\(candidate)/\(name)") else { return [:] }
    let told = try JSONDecoder().decode(Self.self, from: data)
    if let asked = told.mart, asked != Stamp(of: "\(candidate)/mart.sqlite") { return [:] }
    return told.answers.mapValues { $0.map { $0.map(\.value) } }
  }
}
