import MartCore

/// DQ-11: an event that another delivery has brought before, up to 400 days back. The same content is a repeat;
/// another content is quarantined, the later one by (business date of the delivery, sequence, line).
enum Repeats {
  static let rule = "DQ-11"
  static let reach = 400

  /// - rows: the effective rows of one key.
  static func verdicts(_ rows: [JournalRow]) -> [Verdict] {
    let ordered = rows.sorted {
      ($0.deliveredOn?.dayNumber ?? 0, $0.sequence, $0.line) < ($1.deliveredOn?.dayNumber ?? 0, $1.sequence, $1.line)
    }
    var kept: [JournalRow] = []
    var verdicts: [Verdict] = []
    for row in ordered {
      guard let date = row.deliveredOn,
        let earlier = kept.first(where: { $0.deliveredOn.map { date - $0 <= reach } ?? false })
      else {
        kept.append(row)
        continue
      }
      verdicts.append(Verdict(row, earlier.cells == row.cells ? .repeat : .reject, rule: rule))
    }
    return verdicts
  }
}
