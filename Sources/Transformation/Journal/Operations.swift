/// DQ-14: what a delta says of a key must fit what is known of it. D for an unknown key is quarantined; U for an
/// unknown key is kept as an insert, I for a known one as an update, each with a finding.
enum Operations {
  static let rule = "DQ-14"

  /// - rows: the effective rows of one key, in order of place.
  static func verdicts(_ rows: [JournalRow]) -> [Verdict] {
    var known = false
    var verdicts: [Verdict] = []
    var accepted: [JournalRow] = []
    for row in rows {
      switch (row.op, known) {
      case ("D", false):
        verdicts.append(Verdict(row, .reject, rule: rule))
        continue
      case ("U", false), ("I", true): verdicts.append(Verdict(row, .find, rule: rule))
      default: break
      }
      known = row.op != "D"
      accepted.append(row)
    }
    return verdicts + Versions.verdicts(accepted)
  }
}

/// Which rows of a key open or close a version: the last one of each business date, where it changes the content.
/// The others are hidden; a version that repeats its predecessor is merged into it.
enum Versions {
  static let rule = "VERSION"

  /// - rows: the accepted rows of one key, in order of place.
  static func verdicts(_ rows: [JournalRow]) -> [Verdict] {
    var verdicts: [Verdict] = []
    var state: JournalRow?
    for (index, row) in rows.enumerated() {
      let isLastOfDay = index + 1 == rows.count || rows[index + 1].businessDate != row.businessDate
      let changes =
        row.op == "D" ? state != nil : state.map { $0.content != row.content } ?? true
      guard isLastOfDay, changes else {
        verdicts.append(Verdict(row, .hidden, rule: rule))
        continue
      }
      state = row.op == "D" ? nil : row
    }
    return verdicts
  }
}
