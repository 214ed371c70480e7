import Foundation

/// Results of `body` in the order of the indices, at most `jobs` of them made at once.
///
/// - idle: what each of `jobs` does when no index is left.
package func sideBySide<Value>(
  _ count: Int, jobs: Int, idle: (() -> Void)? = nil, _ body: @escaping (Int) -> Value
) -> [Value] {
  guard count > 0 else { return [] }
  nonisolated(unsafe) let body = body
  nonisolated(unsafe) let idle = idle
  nonisolated(unsafe) var results = [Value?](repeating: nil, count: count)
  nonisolated(unsafe) var next = 0
  let lock = NSLock()
  DispatchQueue.concurrentPerform(iterations: max(1, idle == nil ? min(jobs, count) : jobs)) { _ in
    while let index = lock.withLock({ () -> Int? in
      defer { next += 1 }
      return next < count ? next : nil
    }) {
      let value = body(index)
      lock.withLock { results[index] = value }
    }
    idle?()
  }
  return results.compactMap(\.self)
}
