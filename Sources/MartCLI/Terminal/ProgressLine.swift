import Foundation

/// What is known of a run under way, and the line that says it.
struct ProgressLine {
  /// Seconds of each stage of the night that was last published.
  var expected: [String: Double] = [:]
  /// How many are read tonight.
  var deliveries = 0
  var models = (done: 0, count: 0)
  private var began = Date()
  private var nightBegan = Date()
  private var stageBegan = Date()
  private var night = ""
  private var index = 0
  private var count = 0
  private var stage = ""
  /// What the stage is at: a model.
  private var step = ""
  private var feeds: [String: Reading] = [:]
  private var read = 0
  private var rowsRead: Int64 = 0

  /// A delivery under way.
  private struct Reading {
    var began = Date()
    var rows: Int64 = 0
  }

  mutating func begin(night: String, _ index: Int, of count: Int) {
    (self.night, self.index, self.count) = (night, index, count)
    (feeds, read, rowsRead, deliveries, models) = ([:], 0, 0, 0, (0, 0))
    nightBegan = Date()
    stage = ""
  }

  /// `transform: dim_party` is a step of a stage.
  mutating func begin(stage name: String) {
    let parts = name.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    step = parts.count > 1 ? parts[1] : ""
    guard let first = parts.first, first != stage else { return }
    (stage, stageBegan) = (first, Date())
  }

  mutating func reads(_ feed: String, _ rows: Int64) { feeds[feed, default: Reading()].rows = rows }

  mutating func hasRead(_ feed: String, _ rows: Int64) {
    feeds[feed] = nil
    read += 1
    rowsRead += rows
  }

  func text(at now: Date) -> String {
    var parts = ["night \(night) (\(index) of \(count))", stage]
    if stage == "extract", deliveries > 0 {
      parts.append("\(read) of \(deliveries) files")
      let rows = rowsRead + feeds.values.reduce(0) { $0 + $1.rows }
      if rows > 0 { parts.append(Self.rate(rows, since: stageBegan, now)) }
    }
    if stage == "transform", models.count > 0 { parts.append("\(models.done) of \(models.count) models \(step)") }
    if let left = secondsLeft(at: now) { parts.append(Self.left(left)) }
    if stage == "extract" {
      parts += feeds.sorted { $0.key < $1.key }.map {
        "\($0.key) \(Self.rate($0.value.rows, since: $0.value.began, now))"
      }
    }
    return parts.filter { !$0.isEmpty }.joined(separator: " · ")
  }

  /// By what the night before took, stage by stage; nil where none is known. A stage that takes longer than then counts as
  /// about to end.
  private func secondsLeft(at now: Date) -> Double? {
    guard !expected.isEmpty, let place = Self.stages.firstIndex(of: stage) else { return nil }
    let later = Self.stages[(place + 1)...].reduce(0) { $0 + (expected[$1] ?? 0) }
    let tonight = later + max(0, (expected[stage] ?? 0) - now.timeIntervalSince(stageBegan))
    let each =
      index > 1 ? nightBegan.timeIntervalSince(began) / Double(index - 1) : expected.values.reduce(0, +)
    return tonight + each * Double(max(0, count - index))
  }

  private static let stages = ["extract", "transform", "emit", "load"]

  private static func rate(_ rows: Int64, since began: Date, _ now: Date) -> String {
    "\(Int64(Double(rows) / max(0.001, now.timeIntervalSince(began)))) rows/s"
  }

  private static func left(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    if whole >= 3_600 { return "\(whole / 3_600) h \(whole / 60 % 60) min left" }
    return whole >= 60 ? "\(whole / 60) min \(whole % 60) s left" : "\(whole) s left"
  }
}
