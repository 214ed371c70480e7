import Contracts

/// A first model of a guessed feed: its columns as they are, those of the vault as tokens or not at all.
struct ModelText {
  let guess: FeedGuess

  private struct Line {
    var name: String
    var keys: [String]
  }

  var text: String {
    let events = guess.delivery == .events
    let key = guess.key + (events ? [] : ["valid_from"])
    let lines = guess.columns.compactMap(line) + (events ? ends : intervals)
    let width = (lines.map(\.name.count).max() ?? 0) + 1
    let columns = lines.map { line in
      "  \(line.name):\(String(repeating: " ", count: max(1, width - line.name.count))){ \(line.keys.joined(separator: ", ")) }"
    }
    let select = lines.map(\.name).joined(separator: ",\n       ")
    return """
      /*---
      model: \(guess.table)
      title: "TODO title of \(guess.table)"
      grain: \(events ? "one row per \(guess.name)" : "one row per key of \(guess.name) and interval [valid_from, valid_to)")
      owner: TODO
      key: [\(key.joined(separator: ", "))]
      columns:
      \(columns.joined(separator: "\n"))
      ---*/
      SELECT \(select)
        FROM stg_\(guess.name)

      """
  }

  /// Nil for what stays in the vault, and for the operation of a delta.
  private func line(_ column: ColumnGuess) -> Line? {
    guard column.role != .op, !column.isVaulted || column.token != nil else { return nil }
    let isKey = guess.key.contains(column.name)
    var keys: [String]
    if column.isVaulted {
      keys = ["type: integer", "class: C2", "doc: \"token of \(column.token ?? "")\""]
    } else {
      keys = ["type: \(column.type.storage.rawValue)"]
      if column.dataClass != .internalData { keys.append("class: \(column.dataClass.rawValue)") }
    }
    if column.required, !isKey { keys.insert("required: true", at: 1) }
    if column.type == .money, guess.delivery == .events { keys.append("additive: yes") }
    if column.type == .money, guess.delivery != .events { keys.append("additive: semi") }
    return Line(name: column.name, keys: keys)
  }

  private var ends: [Line] {
    ["delivery_id", "line_no", "late"].map { Line(name: $0, keys: ["type: integer", "required: true"]) }
  }

  private var intervals: [Line] {
    [
      Line(name: "valid_from", keys: ["type: text"]), Line(name: "valid_to", keys: ["type: text", "required: true"]),
      Line(name: "is_current", keys: ["type: integer", "required: true"]),
    ]
  }
}
