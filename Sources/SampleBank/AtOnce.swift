import Dispatch

/// Two results that need nothing of each other, made at the same time.
func atOnce<First, Second>(_ first: () -> First, _ second: () -> Second) -> (First, Second) {
  nonisolated(unsafe) var (one, two): (First?, Second?)
  withoutActuallyEscaping(first) { first in
    withoutActuallyEscaping(second) { second in
      nonisolated(unsafe) let (first, second) = (first, second)
      DispatchQueue.concurrentPerform(iterations: 2) { turn in
        if turn == 0 { one = first() } else { two = second() }
      }
    }
  }
  guard let one, let two else { preconditionFailure("both were made") }
  return (one, two)
}
