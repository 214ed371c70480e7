@preconcurrency import Glibc

/// Writes to standard error. Where that cannot be written (a log on a full disk, a terminal that is gone) the words are
/// lost, and nothing else.
package func writeToStandardError(_ text: String) {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { return }
    bytes = bytes.dropFirst(count)
  }
}

/// Proves that all that was printed reached standard output.
///
/// - Throws: `Failure` with `.cannotWrite`.
package func flushStandardOutput() throws {
  let flushed = fflush(stdout) == 0
  let cause = errno
  guard !flushed || ferror(stdout) != 0 else { return }
  let reason = flushed || cause == 0 ? "" : ": \(String(cString: strerror(cause)))"
  throw Failure(
    .cannotWrite, "the result did not reach standard output in full\(reason)",
    remedy: "what the command did stands; look at free space where its output goes, then ask again")
}
