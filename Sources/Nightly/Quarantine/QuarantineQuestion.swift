import Contracts

/// What to ask the owner of a feed about a rejected row.
struct QuarantineQuestion {
  private let feed: Feed?

  init(_ feed: Feed?) { self.feed = feed }

  func text(_ row: QuarantinedRow) -> String {
    let column = row.column.isEmpty ? "the row" : row.column
    switch row.rule {
    case "DQ-01": return "does a text hold the separator, or has the layout changed?"
    case "DQ-02": return "has the record's layout changed, or was a character cut?"
    case "DQ-03": return "why is \(column) empty?"
    case "DQ-04": return "in which encoding is it written, and was a character cut?"
    case "DQ-05": return "how long may \(column) be?"
    case "DQ-06", "DQ-08", "DQ-09": return "what is the right value of \(column)?"
    case "DQ-07": return "why is it dated after its delivery?"
    case "DQ-10", "DQ-11": return "which of the rows with this key is right?"
    case "DQ-12", "DQ-13": return "is the code of \(column) new, and what does it mean?"
    case "DQ-14": return "when was the key delivered that is deleted?"
    default:
      let reasons =
        (feed?.rules.filter { $0.id == row.rule }.map(\.because) ?? [])
        + (feed?.journalRules.filter { $0.id == row.rule }.map(\.because) ?? [])
      return "what is right? " + (reasons.first ?? row.reason)
    }
  }
}
