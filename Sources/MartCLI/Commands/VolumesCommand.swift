import ArgumentParser
import Contracts
import Foundation
import MartCore
import MartStore
import Nightly

struct VolumesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "volumes", abstract: "Shows which past nights the volume checks tell of, and what they would see.",
    discussion: """
      Judges every night that the mart knows by those before it, as the gate does: of how many it would have warned, and \
      of how many in a hundred quiet nights it would have warned had a feed brought 1, 5, 20 or 50 hundredths of its rows \
      less or more, its control agreeing. Days that are known to be others are declared in occasions/ of the pipeline. \
      Changes nothing. Example: mart volumes --from 2024-01-01
      """)

  @Option(help: "The first day that is judged (yyyy-mm-dd); those before it still tell what is usual.")
  var from: String?
  @Option(help: "A table feed,business_date,rows to judge instead of the mart: counts from before there was one.")
  var counts: String?
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let first = try from.map { text in
        guard let date = BusinessDate(iso: text) else {
          throw Failure(.usage, "'\(text)' is not a day", remedy: "write it as yyyy-mm-dd")
        }
        return date
      }
      let pipeline = try Pipeline.load(folder: options.pipeline)
      let review = try review(pipeline, from: first)
      let rows = review.lines.map(Self.cells)
      if options.json {
        let dates = review.lines.map { SQLValue.text($0.alarms.map(\.description).joined(separator: " ")) }
        print(jsonText(header: Self.header + ["warned_on"], rows: zip(rows, dates).map { $0 + [$1] }))
        return
      }
      print(TextTable(header: Self.header, rows: rows).lines().joined(separator: "\n"))
      print("\n\(review.alarmed.count) nights with a warning\(review.alarmed.isEmpty ? "" : ":")")
      for date in review.alarmed {
        let feeds = review.lines.filter { $0.alarms.contains(date) }.map(\.feed)
        print("  \(date) \(feeds.joined(separator: ", "))")
      }
    }
  }

  private func review(_ pipeline: Pipeline, from first: BusinessDate?) throws -> VolumeReview {
    guard let counts else { return try VolumeReview(pipeline, of: options.layout, from: first) }
    guard let text = try? String(contentsOfFile: counts, encoding: .utf8) else {
      throw Failure(
        .usage, "the table cannot be read", at: FileLocation(file: counts), remedy: "name a file of UTF-8 text")
    }
    return try VolumeReview(pipeline, table: text, file: counts, from: first)
  }

  private static let header =
    ["feed", "rows", "nights", "judged", "warned"]
    + VolumeReview.sizes.map { "-\($0) %" } + VolumeReview.sizes.map { "+\($0) %" }

  /// Shares in whole hundredths of the quiet nights; empty where none could be judged.
  private static func cells(_ line: VolumeReview.Line) -> [SQLValue] {
    let quiet = line.judged - line.alarms.count
    func share(_ seen: Int) -> SQLValue { quiet == 0 ? .null : .integer(Int64((seen * 200 + quiet) / (2 * quiet))) }
    return [.text(line.feed), .integer(line.rows)]
      + [line.days, line.judged, line.alarms.count].map { .integer(Int64($0)) }
      + line.less.map(share) + line.more.map(share)
  }
}
