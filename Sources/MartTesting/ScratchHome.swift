import Foundation
import MartStore

/// A folder of its own for one test, gone when the test lets go of it, or at the latest when the process ends.
package final class ScratchHome {

  package let path: String

  package init() throws {
    path = NSTemporaryDirectory() + "mart-" + UUID().uuidString
    try Files.makeFolder(path, mode: 0o700)
    LeftFolders.shared.insert(path)
  }

  deinit { LeftFolders.shared.remove(path) }

  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Makes (or opens) a SQLite file here and runs statements in it.
  package func database(_ name: String, _ sql: String) throws {
    let store = try Store(file(name), .scratch)
    try store.use { try $0.execute(sql) }
    try store.close()
  }

  /// Makes a mart here with its fixed tables, as transformation leaves a candidate, and runs statements in it.
  package func mart(_ sql: String, at name: String = "mart.sqlite") throws {
    try database(name, MetaTables.all.map { $0.createStatement() + ";\n" }.joined() + sql)
  }

  package func query(_ name: String, _ sql: String) throws -> [[SQLValue]] {
    let store = try Store(file(name), .readOnly)
    defer { try? store.close() }
    return try store.use { try $0.rows(sql) }
  }
}

/// Folders that are still there. What a static property holds is never let go of.
private final class LeftFolders: @unchecked Sendable {
  static let shared = LeftFolders()

  private let lock = NSLock()
  private var paths: Set<String> = []

  private init() { atexit { for path in LeftFolders.shared.paths { try? Files.remove(path) } } }

  func insert(_ path: String) { lock.withLock { _ = paths.insert(path) } }

  func remove(_ path: String) {
    lock.withLock { _ = paths.remove(path) }
    try? Files.remove(path)
  }
}
