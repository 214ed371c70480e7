import Foundation

/// Results of `body` in the order of the indices, at most `jobs` of them made at once.
package func sideBySide<Value>(_ count: Int, jobs: Int, _ body: @escaping (Int) -> Value) -> [Value] {
  guard count > 0 else { return [] }
  nonisolated(unsafe) let body = body
  nonisolated(unsafe) var results = [Value?](repeating: nil, count: count)
  nonisolated(unsafe) var next = 0
  let lock = NSLock()
  DispatchQueue.concurrentPerform(iterations: min(max(1, jobs), count)) { _ in
    while let index = lock.withLock({ () -> Int? in
      defer { next += 1 }
      return next < count ? next : nil
    }) {
      let value = body(index)
      lock.withLock { results[index] = value }
    }
  }
  return results.compactMap(\.self)
}
