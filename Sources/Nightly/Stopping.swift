import Foundation
import MartCore

/// SIGTERM and SIGINT end a run within two seconds: at the next step of a night with its failure, or, where no step ends
/// in time, at once. Both are safe, since what is not published counts for nothing.
package enum Stopping {
  /// The longest that a step may still take, in seconds.
  private static let grace = 1.2

  /// The signal that came, 0 while none has; written by the handler.
  private nonisolated(unsafe) static var signal: Int32 = 0
  /// Where the handler writes; -1 while nobody watches.
  private nonisolated(unsafe) static var pipeEnd: Int32 = -1

  /// Begins to watch; to be called once, before a run.
  ///
  /// - forced: is told the message where the process must end in the midst of a step.
  package static func watch(forced: @escaping @Sendable (String) -> Void) {
    guard pipeEnd < 0 else { return }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return }
    pipeEnd = ends[1]
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let handler: @convention(c) (Int32) -> Void = { number in
      Stopping.signal = number
      var byte = UInt8(truncatingIfNeeded: number)
      _ = write(Stopping.pipeEnd, &byte, 1)
    }
    _ = Glibc.signal(SIGTERM, handler)
    _ = Glibc.signal(SIGINT, handler)
    // Who starts a run from a thread that lets no signal through hands that on.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    let source = ends[0]
    let thread = Thread {
      var byte: UInt8 = 0
      while read(source, &byte, 1) != 1 {}
      Thread.sleep(forTimeInterval: grace)
      let failure = Self.failure(Int32(byte))
      forced(failure.description)
      _exit(failure.exit.rawValue)
    }
    thread.start()
  }

  /// Called between the steps of a run.
  /// - Throws: `Failure` with `.terminated` or `.interrupted` where a signal has come.
  static func check() throws {
    if signal != 0 { throw failure(signal) }
  }

  private static func failure(_ number: Int32) -> Failure {
    let isTerm = number == SIGTERM
    return Failure(
      isTerm ? .terminated : .interrupted,
      "stopped by \(isTerm ? "SIGTERM" : "SIGINT"): the night under way is not published",
      remedy: "run the same command again, and it will make that night and go on from there")
  }
}
