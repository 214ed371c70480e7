import Contracts
import Loading
import MartCore
import MartStore

/// What the volume checks would have said of past nights, and which losses and doublings of rows they would have seen.
package struct VolumeReview {
  /// Faults that are tried on every day, as shares of its rows in hundredths.
  package static let sizes = [1, 5, 20, 50]

  /// One feed over its days.
  package struct Line: Sendable {
    package var feed: String
    /// Days that there are, and those that could be judged.
    package var days = 0
    package var judged = 0
    /// About so many rows a day.
    package var rows: Int64 = 0
    /// Days of which it said something.
    package var alarms: [BusinessDate] = []
    /// Of the quiet days, how many would have been told of with so many hundredths of the rows less, and more.
    package var less = sizes.map { _ in 0 }
    package var more = sizes.map { _ in 0 }
  }

  package private(set) var lines: [Line] = []

  /// Of the deliveries that the current mart of a home knows.
  package init(_ pipeline: Pipeline, of layout: HomeLayout, from first: BusinessDate? = nil) throws {
    let mart = try layout.openCurrentMart()
    defer { try? mart.close() }
    self.init(pipeline, try mart.use { try Loading.deliveredRows($0) }, from: first)
  }

  /// Of a table `feed,business_date,rows`.
  /// - Throws: `Failure` with `.usage` for a line that is no such.
  package init(_ pipeline: Pipeline, table text: String, file: String, from first: BusinessDate? = nil) throws {
    self.init(pipeline, try Self.counts(text, file: file), from: first)
  }

  private init(_ pipeline: Pipeline, _ counts: [String: [DayRows]], from first: BusinessDate?) {
    for feed in pipeline.feeds {
      guard let days = counts[feed.name], !days.isEmpty else { continue }
      lines.append(Self.line(VolumeJudge(feed, pipeline), feed.name, days, from: first))
    }
  }

  private static func line(_ judge: VolumeJudge, _ feed: String, _ days: [DayRows], from first: BusinessDate?) -> Line {
    var line = Line(feed: feed)
    for (index, day) in days.enumerated() where first.map({ day.date >= $0 }) ?? true {
      line.days += 1
      guard let expected = judge.expected(on: day.date, after: Array(days[..<index])) else { continue }
      line.judged += 1
      guard expected.allows(day.rows) else {
        line.alarms.append(day.date)
        continue
      }
      for (place, size) in sizes.enumerated() {
        let part = (day.rows * Int64(size) + 50) / 100
        if !expected.allows(day.rows - part) { line.less[place] += 1 }
        if !expected.allows(day.rows + part) { line.more[place] += 1 }
      }
    }
    line.rows = days.map(\.rows).sorted()[days.count / 2]
    return line
  }

  /// Nights of which at least one feed was told.
  package var alarmed: [BusinessDate] { Set(lines.flatMap(\.alarms)).sorted() }

  private static func counts(_ text: String, file: String) throws -> [String: [DayRows]] {
    var counts: [String: [BusinessDate: Int64]] = [:]
    for (index, line) in text.split(whereSeparator: \.isNewline).enumerated() {
      let parts = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      if index == 0, parts == ["feed", "business_date", "rows"] { continue }
      guard parts.count == 3, let date = BusinessDate(iso: parts[1]), let rows = Int64(parts[2]), rows >= 0 else {
        throw Failure(
          .usage, "not a line feed,business_date,rows", at: FileLocation(file: file, line: index + 1),
          remedy: "write the name of a feed, a day yyyy-mm-dd and a count")
      }
      counts[parts[0], default: [:]][date, default: 0] += rows
    }
    return counts.mapValues { days in days.sorted { $0.key < $1.key }.map { DayRows(date: $0.key, rows: $0.value) } }
  }
}
