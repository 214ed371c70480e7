import Foundation

/// Work that somebody else may do meanwhile; whoever needs it does it himself where nobody has begun.
final class Meanwhile: @unchecked Sendable {
  private let work: () throws -> Void
  private let condition = NSCondition()
  private var isBegun = false
  private var result: Result<Void, any Error>?

  init(_ work: @escaping () throws -> Void) { self.work = work }

  /// Does it, where nobody has begun.
  func begin() {
    let isMine = condition.withLock {
      defer { isBegun = true }
      return !isBegun
    }
    guard isMine else { return }
    let result = Result { try work() }
    condition.withLock {
      self.result = result
      condition.broadcast()
    }
  }

  /// Returns when it has been done.
  func end() throws {
    begin()
    try condition.withLock {
      while true {
        if let result { return try result.get() }
        condition.wait()
      }
    }
  }

  /// Nobody begins any more, and whoever had begun has ended.
  func cancel() throws {
    let isNobodys = condition.withLock {
      defer { isBegun = true }
      return !isBegun
    }
    if isNobodys { condition.withLock { result = .success(()) } }
    try end()
  }
}
