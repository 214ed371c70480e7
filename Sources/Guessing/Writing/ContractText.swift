import Contracts
import MartCore

/// A text as YAML writes it: bare where that is safe, else in double quotes.
func yamlText(_ text: String, always: Bool = false) -> String {
  let isBare =
    !text.isEmpty
    && text.utf8.allSatisfy {
      Shapes.isDigit($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x5F || $0 >= 0x80
    }
  let isWord = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(text.lowercased())
  if !always, isBare, !isWord, text.utf8.first.map({ !Shapes.isDigit($0) }) == true { return text }
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\t": quoted += "\\t"
    case "\n": quoted += "\\n"
    case "\r": quoted += "\\r"
    default:
      if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
        let hex = String(scalar.value, radix: 16)
        quoted += "\\x" + (hex.count < 2 ? "0" : "") + hex
      } else {
        quoted.unicodeScalars.append(scalar)
      }
    }
  }
  return quoted + "\""
}

/// The contract of a guessed feed, as YAML with its doubts as comments.
struct ContractText {
  let guess: FeedGuess
  /// The name of the pipeline in capitals: numbers of its feeds share their tokens.
  let prefix: String
  /// The file's name, for the first line.
  let file: String

  var text: String {
    ([
      "# Guessed by `mart guess` from \(file): \(counted(guess.rows, "row", "rows")). Read it before you trust it; title, owner and due",
      "# are placeholders. Lines with `?` say what the guess is not sure of.",
    ] + headDoubts + head + ["columns:"] + columns + tail).joined(separator: "\n") + "\n"
  }

  private var headDoubts: [String] {
    (guess.form.doubts + guess.doubts).flatMap { wrapped(($0.isGrave ? "? WRONG: " : "? ") + $0.text, indent: 0) }
  }

  private var head: [String] {
    var lines = [
      "feed: \(guess.name)", "title: \(yamlText("TODO title of \(guess.name)", always: true))", "owner: TODO",
      "delivery: \(guess.delivery.rawValue)",
      "file: \(fileText)",
      "due: { by: \"06:00\" }     # with `required: false` a night goes on without it, and says so",
      "format: { \(format.joined(separator: ", ")) }", "key: [\(guess.key.joined(separator: ", "))]",
    ]
    if guess.isDatedByControl { lines.append("business_date: control") }
    return lines
  }

  private var fileText: String {
    let text = guess.pattern.text
    return text.hasPrefix("{") ? yamlText(text, always: true) : yamlIfNeeded(text)
  }

  private func yamlIfNeeded(_ text: String) -> String {
    text.contains { "#:,[]&*!|>%@`".contains($0) } ? yamlText(text, always: true) : text
  }

  private var format: [String] {
    let form = guess.form
    var parts = ["kind: \(form.kind.rawValue)"]
    if form.encoding != .utf8 { parts.append("encoding: \(form.encoding.rawValue)") }
    if form.kind == .separated {
      parts.append("separator: \(shown(form.separator))")
      if form.quoted { parts.append("quoted: true") }
      if form.header != .none { parts.append("header: \(form.header.rawValue)") }
      if form.trailer != nil { parts.append("trailer: TRL") }
    }
    if !form.rows.isEmpty { parts.append("rows: \(yamlText(form.rows))") }
    if guess.money == .minor { parts.append("money: minor") }
    if guess.columns.contains(where: { $0.type == .date }), guess.dates != .iso {
      parts.append("dates: \(guess.dates.rawValue)")
    }
    return parts
  }

  private var columns: [String] {
    let width = min(guess.columns.map(\.name.count).max() ?? 0, 24) + 1
    return guess.columns.flatMap { column -> [String] in
      let name = "\(column.name):"
      let padding = String(repeating: " ", count: max(1, width - name.count + 1))
      return column.doubts.flatMap { wrapped(($0.isGrave ? "? WRONG: " : "? ") + $0.text, indent: 2) }
        + ["  \(name)\(padding){ \(keys(of: column).joined(separator: ", ")) }"]
    }
  }

  private func keys(of column: ColumnGuess) -> [String] {
    var keys = ["type: \(column.type.rawValue)"]
    if column.type == .text { keys.append("max: \(column.max)") }
    if let currency = column.currency, column.type == .money { keys.append("currency: \(currency)") }
    if let name = column.currencyColumn, column.type == .money { keys.append("currency_from: \(name)") }
    if column.type == .date, column.dateForm != guess.dates { keys.append("dates: \(column.dateForm.rawValue)") }
    if column.type == .code, let list = column.list { keys.append("list: \(list)") }
    if let role = column.role { keys.append("role: \(role.rawValue)") }
    if column.role == .op { keys.append("width: 1") }
    if column.required { keys.append("required: true") }
    if column.dataClass != .internalData { keys.append("class: \(column.dataClass.rawValue)") }
    if let token = column.token { keys += ["token: \(token)", "prefix: \(prefix)"] }
    if let check = column.check { keys.append("check: \(check)") }
    if let source = column.source, source != column.name { keys.append("source: \(yamlText(source, always: true))") }
    if let source = column.source, source.utf8.contains(where: { $0 >= 0x80 }) {
      keys.append("zh: \(yamlText(source, always: true))")
    }
    return keys
  }

  private var tail: [String] {
    var lines = [
      "control: { \((["form: \(isEnvelope ? "envelope" : "lines")", "rows: count"] + sums(" SUM(", ")")).joined(separator: ", ")) }"
    ]
    if !guess.publishes.isEmpty {
      lines.append(
        "publishes: { \((["table: \(guess.publishes)", "rows: \"COUNT(*)\""] + sums(" \"SUM(", ")\"")).joined(separator: ", ")) }"
      )
    }
    return lines
  }

  var isEnvelope: Bool { guess.form.header == .envelope && guess.form.trailer != nil }

  private func sums(_ before: String, _ after: String) -> [String] {
    guess.totals.map { "\($0):\(before)\($0)\(after)" }
  }

  /// A comment in lines of at most 120 characters.
  private func wrapped(_ text: String, indent: Int) -> [String] {
    let lead = String(repeating: " ", count: indent) + "# "
    var (lines, line): ([String], String) = ([], lead)
    for word in text.split(separator: " ") {
      if line.count + word.count + 1 > 120, line.count > lead.count + 2 {
        lines.append(line)
        line = lead + "  "
      }
      line += (line.hasSuffix(" ") ? "" : " ") + word
    }
    return lines + [line]
  }
}
