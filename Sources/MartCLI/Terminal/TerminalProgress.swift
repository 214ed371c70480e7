import Foundation
import MartCore
import Nightly

/// Progress on one line of a terminal's standard error: night, stage, what of it is done and how fast, time left.
final class TerminalProgress: NightProgress {
  /// Says a line that stays for every night that is published.
  let keepsNights: Bool
  private let state = NSLock()
  private nonisolated(unsafe) var line = ProgressLine()
  private nonisolated(unsafe) var shown = Date.distantPast

  init(keepsNights: Bool) { self.keepsNights = keepsNights }

  func night(_ date: BusinessDate, _ index: Int, of count: Int) {
    change { $0.begin(night: date.description, index, of: count) }
  }

  func expect(_ seconds: [String: Double]) { change { $0.expected = seconds } }

  func stage(_ name: String) { change(atOnce: !name.contains(":")) { $0.begin(stage: name) } }

  func deliveries(_ count: Int) { change { $0.deliveries = count } }

  func rows(_ feed: String, _ count: Int64) { change { $0.reads(feed, count) } }

  func read(_ feed: String, _ count: Int64) { change(atOnce: true) { $0.hasRead(feed, count) } }

  func models(_ done: Int, of count: Int) { change(atOnce: done == count) { $0.models = (done, count) } }

  func published(_ night: PublishedNight) {
    guard keepsNights else { return }
    state.withLock { write("\r\u{1B}[K\(night.line)\n") }
  }

  func done() {
    state.withLock { write("\r\u{1B}[K") }
  }

  /// Shows the line anew, at most ten times a second, where it is not wanted `atOnce`.
  private func change(atOnce: Bool = false, _ body: (inout ProgressLine) -> Void) {
    state.withLock {
      body(&line)
      guard atOnce || Date().timeIntervalSince(shown) > 0.1 else { return }
      shown = Date()
      // A line that wraps could not be taken back.
      write("\r\u{1B}[K" + fitting(line.text(at: shown), columns: Self.columns - 1))
    }
  }

  private func write(_ text: String) { writeToStandardError(text) }

  /// How wide the terminal is; 80 where it does not say.
  private static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}

/// The text cut to so many cells.
func fitting(_ text: String, columns: Int) -> String {
  var (cut, width) = ("", 0)
  for character in text {
    width += displayWidth(String(character))
    if width > columns { return cut }
    cut.append(character)
  }
  return cut
}
