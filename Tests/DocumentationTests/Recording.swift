import Foundation
import MartTesting
import Testing

/// A page beside what it should be. `RECORD=1` writes it, and fails the test, so that a recording never passes unseen.
struct Recording {
  let page: Page

  init(_ page: Page) { self.page = page }

  func compare(_ made: [String]) throws {
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      let lines = made.count == page.lines.count ? zip(page.lines, made).map { isSame($0, $1) ? $0 : $1 } : made
      let path = Program.repository + "/" + page.path
      try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
      Issue.record("\(page.path) was written; look at the change and run again")
      return
    }
    for (index, (shown, made)) in zip(page.lines, made).enumerated() where !isSame(shown, made) {
      Issue.record("\(page.path):\(index + 1) shows '\(shown)', and it is '\(made)'")
      return
    }
    #expect(made.count == page.lines.count)
  }

  /// Seconds that something took differ from time to time.
  private func isSame(_ shown: String, _ made: String) -> Bool {
    func timeless(_ line: String) -> String { line.replacing(/in \d+\.\d s$/, with: "in … s") }
    return shown == made || timeless(shown) == timeless(made)
  }
}
