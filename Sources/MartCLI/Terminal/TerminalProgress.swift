import Foundation
import MartCore
import Nightly

/// Progress on one line of a terminal's standard error: night, stage, rows a second, time left.
final class TerminalProgress: NightProgress {
  /// Says a line that stays for every night that is published.
  let keepsNights: Bool
  private let state = NSLock()
  private nonisolated(unsafe) var line = Line()

  private struct Line {
    var began = Date()
    var nightBegan = Date()
    var night = ""
    var index = 0
    var count = 0
    var stage = ""
    var rows: [String: Int64] = [:]
    var shown = Date.distantPast
  }

  init(keepsNights: Bool) { self.keepsNights = keepsNights }

  func night(_ date: BusinessDate, _ index: Int, of count: Int) {
    change { line in
      line.night = date.description
      line.index = index
      line.count = count
      line.rows = [:]
      line.nightBegan = Date()
    }
  }

  func stage(_ name: String) { change { $0.stage = name } }

  func rows(_ feed: String, _ count: Int64) { change { $0.rows[feed] = count } }

  func published(_ night: PublishedNight) {
    guard keepsNights else { return }
    state.withLock { FileHandle.standardError.write(Data("\r\u{1B}[K\(night.line)\n".utf8)) }
  }

  func done() {
    state.withLock { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }

  private func change(_ body: (inout Line) -> Void) {
    state.withLock {
      body(&line)
      guard Date().timeIntervalSince(line.shown) > 0.1 else { return }
      line.shown = Date()
      FileHandle.standardError.write(Data(("\r\u{1B}[K" + Self.text(line)).utf8))
    }
  }

  private static func text(_ line: Line) -> String {
    var parts = ["night \(line.night) (\(line.index) of \(line.count))", line.stage]
    let seconds = Date().timeIntervalSince(line.nightBegan)
    let rows = line.rows.values.reduce(0, +)
    if line.stage == "extract", rows > 0, seconds > 0.2 { parts.append("\(Int64(Double(rows) / seconds)) rows/s") }
    if line.index > 1 {
      let each = line.nightBegan.timeIntervalSince(line.began) / Double(line.index - 1)
      let left = Int(each * Double(line.count - line.index + 1) - seconds)
      if left > 0 { parts.append("\(left / 60) min \(left % 60) s left") }
    }
    return parts.joined(separator: " · ")
  }
}
