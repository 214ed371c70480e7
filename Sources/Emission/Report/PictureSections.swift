import Contracts
import MartCore
import MartStore

/// How long a stage of a night took, in milliseconds.
package struct StageTime: Sendable {
  package var night: String
  package var stage: String
  package var milliseconds: Int64

  package init(night: String, stage: String, milliseconds: Int64) {
    self.night = night
    self.stage = stage
    self.milliseconds = milliseconds
  }
}

extension ReportPage {
  /// The pipeline's own pictures, each with its numbers below it for who would rather read them.
  func pictures() throws -> Markup {
    if pipeline.pictures.isEmpty { return "" }
    return section("pictures", Label("Pictures", "图表"), try pipeline.pictures.map(picture))
  }

  private func picture(_ picture: Picture) throws -> Markup {
    guard let rows = try rowsHere(picture) else {
      let note: Markup = "<p class=\"none\">a table that it reads stays in the warehouse 所需数据表仅存于数据仓库</p>"
      return figure(picture.id, Label(picture.title, picture.zh), picture.doc, note, "")
    }
    guard let width = rows.first?.count else {
      return figure(picture.id, Label(picture.title, picture.zh), picture.doc, "<p class=\"none\">–</p>", "")
    }
    guard width == picture.kind.roles.count else {
      throw Failure(
        .pipeline, "picture '\(picture.id)' has \(width) columns and not \(picture.kind.roles.count)",
        at: picture.location, remedy: "run mart check")
    }
    let isNumber = picture.kind.roles.map { ["value", "low", "high"].contains($0) }
    let numbers = rows.map { row in
      zip(row, isNumber).map { $1 ? Cell.number($0.int) : Cell.text($0.display) }
    }
    let heads = picture.kind.roles.map { Label($0, "") }
    return figure(
      picture.id, Label(picture.title, picture.zh), picture.doc, draw(picture, rows),
      table(heads, numbers, whenEmpty: Label("–", "")))
  }

  /// Nil where a table that it reads is not in the mart's file, because another engine keeps it.
  private func rowsHere(_ picture: Picture) throws -> [[SQLValue]]? {
    do { return try session.rows(picture.sql) } catch {
      guard sqlMessage(error)?.hasPrefix("no such table") == true else { throw error }
      return nil
    }
  }

  private func draw(_ picture: Picture, _ rows: [[SQLValue]]) -> Markup {
    let (unit, title) = (picture.unit, picture.title)
    switch picture.kind {
    case .bars: return barsPicture(rows.map { ($0[0].display, $0[1].int ?? 0) }, unit: unit, title: title)
    case .columns: return columnsPicture(rows.map { ($0[0].display, $0[1].int ?? 0) }, unit: unit, title: title)
    case .lines:
      return linesPicture(rows.map { ($0[0].display, $0[1].display, $0[2].int ?? 0) }, unit: unit, title: title)
    case .heatmap:
      return heatMapPicture(rows.map { ($0[0].display, $0[1].display, $0[2].int ?? 0) }, unit: unit, title: title)
    case .intervals:
      return intervalsPicture(rows.map { ($0[0].display, $0[1].int, $0[2].int, $0[3].int) }, unit: unit, title: title)
    case .graph: return graphPicture(rows.map { ($0[0].display, $0[1].display, $0[2].display) }, title: title)
    }
  }

  /// The stages of the last nights, and which outputs need which feed.
  func operation() -> Markup {
    var parts: [Markup] = []
    if !times.isEmpty {
      let rows = times.map { (series: $0.stage, label: $0.night, value: $0.milliseconds) }
      let cells = times.map { [Cell.text($0.night), .text($0.stage), .number($0.milliseconds)] }
      parts.append(
        figure(
          "times", Label("Seconds of each stage, last thirty nights", "各阶段用时"), "",
          Markup([linesPicture(rows, unit: "ms", title: "Seconds of each stage"), againstMedian()]),
          table([Label("Night", "批次"), Label("Stage", "阶段"), Label("ms", "毫秒")], cells, whenEmpty: Label("–", ""))))
    }
    let needs = pipeline.feeds.flatMap { feed in
      pipeline.outputs.sorted { $0.id < $1.id }.map {
        (feed.name, $0.id, (held[feed.name] ?? []).contains($0.id) ? Int64(1) : 0)
      }
    }
    if !needs.isEmpty {
      parts.append(
        figure(
          "needs", Label("Which output needs which feed", "输出依赖的数据源"),
          "Where a feed brings nothing, the outputs of its dark cells do not leave.",
          heatMapPicture(
            needs.map { (row: $0.0, column: $0.1, value: $0.2) }, unit: "", title: "Which output needs which feed"), "")
      )
    }
    return parts.isEmpty ? "" : section("operation", Label("Operation", "运行"), parts)
  }

  /// The last run that each stage ended in, beside those before.
  private func againstMedian() -> Markup {
    let rows = distinct(times.map(\.stage)).compactMap { stage -> [Cell]? in
      let own = times.filter { $0.stage == stage }
      guard let last = own.last, own.count > 1 else { return nil }
      let before = own.dropLast().map(\.milliseconds).sorted()
      let median = (before[(before.count - 1) / 2] + before[before.count / 2]) / 2
      return [
        .text(stage), .text(last.night), .number(last.milliseconds), .number(median),
        .number(last.milliseconds - median), .number(before.last), .number(Int64(before.count)),
      ]
    }
    if rows.isEmpty { return "" }
    let heads = [
      Label("Stage", "阶段"), Label("Run", "批次"), Label("ms", "毫秒"), Label("Median before", "此前中位数"),
      Label("Difference", "差额"), Label("Slowest before", "此前最慢"), Label("Runs", "批次数"),
    ]
    return table(heads, rows, whenEmpty: Label("–", ""))
  }

  private func figure(_ id: String, _ label: Label, _ doc: String, _ drawing: Markup, _ numbers: Markup) -> Markup {
    let below: Markup =
      numbers.html.isEmpty ? "" : "<details><summary>Numbers <span class=\"zh\">数据</span></summary>\(numbers)</details>"
    let words: Markup = doc.isEmpty ? "" : "<p class=\"none\">\(doc)</p>"
    return
      "<figure id=\"picture-\(id)\"><figcaption><h3>\(label.markup)</h3>\(words)</figcaption>\(drawing)\(below)</figure>\n"
  }
}
