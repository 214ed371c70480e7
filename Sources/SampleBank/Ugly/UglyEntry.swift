import MartCore

/// One thing that goes wrong, as `truth.json` lists it.
struct UglyEntry: Sendable {
  /// Of part 8 of the domain description, such as U07.
  let id: String
  let feed: String
  /// The business date of the delivery that holds it.
  let date: BusinessDate
  var drop = 1
  var file = ""
  /// The physical line; 0 where it is the file, or many lines.
  var line = 0
  /// The rule that speaks; empty where none does.
  var rule = ""
  /// Rows that the rule speaks of, and their money in fen.
  var rows = 0
  var fen = 0
  /// How a night with this delivery ends.
  var exit = 0
  /// The night with which it comes, where that is not the one of its business date.
  var night: BusinessDate?
  /// The customer numbers that it is about, as `SRC|number`.
  var subjects: [String] = []
  /// What is expected on nights that are not the last, by name.
  var counts: [(name: String, value: Int)] = []

  var json: JSONValue {
    .object(
      [
        ("case", .text(id)), ("feed", .text(feed)), ("date", .text(date.description)), ("drop", .number(drop)),
        ("file", .text(file)), ("line", .number(line)), ("rule", .text(rule)), ("rows", .number(rows)),
        ("fen", .number(fen)), ("exit", .number(exit)),
      ] + further)
  }

  /// What few entries have.
  private var further: [(String, JSONValue)] {
    var further: [(String, JSONValue)] = []
    if let night { further.append(("night", .text(night.description))) }
    if !subjects.isEmpty { further.append(("subjects", .list(subjects.map { .text($0) }))) }
    if !counts.isEmpty { further.append(("counts", .object(counts.map { ($0.name, .number($0.value)) }))) }
    return further
  }
}

/// How the run after a drop ends.
struct DropEnd: Sendable {
  let drop: Int
  let exit: Int
  /// The business date that is current afterwards; nil where nothing has been published.
  let current: BusinessDate?

  var json: JSONValue {
    .object([
      ("drop", .number(drop)), ("exit", .number(exit)), ("current", current.map { .text($0.description) } ?? .null),
    ])
  }
}
