import Foundation

extension BenchmarkResult {
  /// The figures for people.
  package func table() -> String {
    let all = feeds + [FeedFigures.total(feeds)]
    return """
      Each feed alone, all of its deliveries; medians of \(rounds) rounds, ours and the rival in turn; \(cores) cores.
      decode: landed bytes to validated rows, nothing written. extract: files to staging, archive and vault split, synced.
      .import: sqlite3, the same rows from CSV made ready outside the clock; no journal, no syncs, start of the shell off.
      x: time of extract by time of .import; below 1 we are faster. MB/s: of the records as plain text.

      \(lines(feedHeader, all.map(feedCells)))

      \(nightPart)Peak memory of decoding and extracting alone: \(number(extractPeakMiB, 0)) MiB.
      """
  }

  private var feedHeader: [String] {
    ["feed", "rows", "decode rows/s", "MB/s", "extract rows/s", ".import rows/s", "x wall", "x cpu"]
  }

  private func feedCells(_ feed: FeedFigures) -> [String] {
    let (decode, extract, importing) = (feed.decode.median, feed.extract.median, feed.importing.median)
    return [
      feed.name, number(Double(feed.rows), 0), perSecond(feed.rows, decode),
      number(Double(feed.plainBytes) / 1e6 / decode.wall, 0), perSecond(feed.rows, extract),
      perSecond(feed.rows, importing), number(feed.ratio.wall, 2), number(feed.ratio.cpu, 2),
    ]
  }

  private var nightPart: String {
    guard !nights.isEmpty else { return "" }
    return """
      Whole nights of `mart run` from an empty home, by date (rounds: \(nights.map(\.run.count).max() ?? 0)).
      x: time of the night by time of .import of its rows; x extract: of its first stage alone, several feeds at once.

      \(lines(nightHeader, (nights + [.total(nights)]).map(nightCells)))


      """
  }

  private var nightHeader: [String] {
    ["night", "rows", "wall s", "cpu s", "peak MiB", "x wall", "x cpu", "extract s", "x extract"]
  }

  private func nightCells(_ night: NightFigures) -> [String] {
    let run = night.run.median
    return [
      night.name, number(Double(night.rows), 0), number(run.wall, 2), number(run.cpu, 2),
      number(night.peakMiB.max() ?? 0, 0), number(night.ratio.wall, 1), number(night.ratio.cpu, 1),
      number((night.stages["extract"] ?? []).median, 2), number(night.extractRatio, 2),
    ]
  }

  private func perSecond(_ rows: Int64, _ cost: Cost) -> String { number(Double(rows) / cost.wall, 0) }
}

/// A number with so many decimals, and commas between thousands.
func number(_ value: Double, _ decimals: Int) -> String {
  let text = String(format: "%.\(decimals)f", value)
  let point = text.firstIndex(of: ".") ?? text.endIndex
  var grouped = ""
  for (index, digit) in text[..<point].reversed().enumerated() {
    if index > 0, index % 3 == 0, digit != "-" { grouped.append(",") }
    grouped.append(digit)
  }
  return String(grouped.reversed()) + text[point...]
}

/// Rows under a header; the first column to the left, the others to the right.
func lines(_ header: [String], _ rows: [[String]]) -> String {
  let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
  func line(_ cells: [String]) -> String {
    let padded = cells.enumerated().map { index, cell in
      let blank = String(repeating: " ", count: widths[index] - cell.count)
      return index == 0 ? cell + blank : blank + cell
    }
    return padded.joined(separator: "  ")
  }
  return ([line(header), widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")] + rows.map(line))
    .joined(separator: "\n")
}
