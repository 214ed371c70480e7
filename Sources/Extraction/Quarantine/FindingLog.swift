import Contracts
import MartCore
import MartStore

/// Remarks on rows that are kept, counted by what they say.
final class FindingLog {
  struct Kind: Hashable {
    var rule: String
    var column: String
    var reason: String
  }

  private(set) var counts: [Kind: (count: Int64, firstLine: Int64)] = [:]

  func note(_ kind: Kind, line: Int64, count: Int64 = 1) {
    if let known = counts[kind] {
      counts[kind] = (known.count + count, min(known.firstLine, line))
    } else {
      counts[kind] = (count, line)
    }
  }

  /// By rule, column and reason.
  var sorted: [(kind: Kind, count: Int64, firstLine: Int64)] {
    counts.map { ($0.key, $0.value.count, $0.value.firstLine) }
      .sorted { ($0.0.rule, $0.0.column, $0.0.reason) < ($1.0.rule, $1.0.column, $1.0.reason) }
  }

  /// Fills the table `finding` of a staging file.
  func write(_ session: Session) throws {
    for finding in sorted {
      try session.execute(
        "INSERT INTO finding VALUES (?, ?, ?, ?, ?)",
        [
          .text(finding.kind.rule), .text(finding.kind.column), .text(finding.kind.reason), .integer(finding.count),
          .integer(finding.firstLine),
        ])
    }
  }
}
