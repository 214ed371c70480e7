import Foundation
import MartStore

/// Queries over the finished tables that readers answer where they have no model to make. What they have answered need not
/// be asked again when the night is judged; what they have not is asked then.
package final class Questions: @unchecked Sendable {
  package typealias Answer = (sql: String, rows: [[SQLValue]])

  let queries: [String]
  private let lock = NSLock()
  private var found: [Answer] = []

  package init(_ queries: [String]) { self.queries = queries }

  package var answers: [Answer] { lock.withLock { found } }

  func answer(_ query: String, _ rows: [[SQLValue]]) { lock.withLock { found.append((query, rows)) } }
}
