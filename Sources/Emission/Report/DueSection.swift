extension ReportPage {
  /// Tonight's deliveries beside their due times: a picture, and its numbers below.
  func dueTimes() -> Markup {
    if facts.arrivals.isEmpty { return "" }
    let rows = facts.arrivals.map { arrival -> [Cell] in
      [
        .text(arrival.feed), .text(arrival.businessDate.description), .text(arrival.due), .text(arrival.landed ?? "–"),
        .state(arrival.words, arrival.tone), .number(arrival.nights), .number(arrival.lateNights),
      ]
    }
    let heads = [
      Label("Feed", "数据源"), Label("Business date", "业务日期"), Label("Due", "应到时间"), Label("Complete", "到齐时间"),
      Label("Against due", "准时情况"), Label("Nights", "批次数"), Label("Late", "迟到次数"),
    ]
    let late = facts.arrivals.count { $0.tone == "bad" }
    let words: Markup = """
      <p class="none">When data and control both lay there, in the pipeline's time zone; a file that kept the time of its \
      making counts by that. Nights and lateness: of the last thirty. \
      \(late == 0 ? "None was late." : "\(late) of \(facts.arrivals.count) late.")</p>
      """
    return """
      <figure id="picture-due"><figcaption><h3>\(Label("Against their due times", "到达准时情况").markup)</h3>\(words)</figcaption>\
      \(duePicture(facts.arrivals))<details><summary>Numbers <span class="zh" lang="zh">数据</span></summary>\
      \(table(heads, rows, whenEmpty: Label("–", "")))</details></figure>

      """
  }
}

extension DueArrival {
  /// `1 h 20 min early`, `12 min late`, `nothing came`.
  var words: String {
    guard let minutesLate else { return landed == nil ? "nothing came yet" : "" }
    if landed == nil { return "nothing came, \(duration(minutesLate)) over" }
    return minutesLate > 0 ? "\(duration(minutesLate)) late" : "\(duration(-minutesLate)) early"
  }

  var tone: String { (minutesLate ?? 0) > 0 ? "bad" : landed == nil ? "mild" : "good" }
}

private func duration(_ minutes: Int) -> String {
  if minutes < 60 { return "\(minutes) min" }
  if minutes < 2_880 { return "\(minutes / 60) h \(minutes % 60) min" }
  return "\(grouped(Int64(minutes / 1_440))) days"
}

/// A line a delivery, from its due time to when it came: early to the left, late to the right. Beyond six hours the line
/// ends with the picture, and words tell.
func duePicture(_ arrivals: [DueArrival]) -> Markup {
  let (zero, reach) = (500.0, 360.0)
  func x(_ minutes: Int) -> Double { zero + 240 * Double(min(max(Double(minutes), -reach), reach)) / reach }
  let rows = arrivals.enumerated().map { index, arrival -> Markup in
    let y = 34 + index * 20
    let late = arrival.minutesLate ?? 0
    let dot: Markup =
      arrival.landed == nil
      ? ""
      : """
      <circle class="\(late > 0 ? "b2" : "b1")" cx="\(tenths(x(late)))" cy="\(y)" r="4.5">\
      <title>\(arrival.feed): \(arrival.words)</title></circle>
      """
    return """
      <text x="192" y="\(y + 4)" text-anchor="end">\(arrival.feed)</text>\
      <text class="soft" x="200" y="\(y + 4)">\(String(arrival.due.suffix(5)))</text>\
      <line class="\(late > 0 ? "l2" : "l1")" x1="\(tenths(zero))" x2="\(tenths(x(late)))" y1="\(y)" y2="\(y)"/>\(dot)\
      <text class="soft" x="760" y="\(y + 4)">\(arrival.words)</text>

      """
  }
  let height = 40 + arrivals.count * 20
  let marks = [-6, -3, 0, 3, 6].map { hour -> Markup in
    let words = hour == 0 ? "due 应到" : hour < 0 ? "\(-hour) h early" : "\(hour) h late"
    let at = tenths(x(hour * 60))
    return """
      <line class="axis" x1="\(at)" x2="\(at)" y1="20" y2="\(height - 8)"/>\
      <text class="soft" x="\(at)" y="14" text-anchor="middle">\(words)</text>

      """
  }
  return drawing(height: height, "Deliveries against their due times", marks + rows)
}
