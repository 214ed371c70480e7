import MartCore

/// An SQL file cut into its contract and its query.
struct FrontMatter {
  /// The YAML between `/*---` and `---*/`.
  var yaml: String
  /// Lines of the file before the YAML.
  var lineOffset: Int
  /// The query, without white space around it and without a closing semicolon.
  var sql: String
  var sqlPlace: FileLocation

  /// Cuts a file; nil, with a finding, where the front matter is missing or never closed.
  init?(_ text: String, file: String, _ reading: inout Reading) {
    // As editors count: a form feed ends no line.
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    guard let open = lines.firstIndex(where: { !Self.trimmed($0).isEmpty }), Self.trimmed(lines[open]) == "/*---" else {
      reading.note(
        "the file does not begin with its contract", "front-matter", at: FileLocation(file: file, line: 1, column: 1),
        remedy: "begin it with a line '/*---', then keys, then a line '---*/'")
      return nil
    }
    guard let close = lines[open...].firstIndex(where: { Self.trimmed($0) == "---*/" }) else {
      reading.note(
        "the contract is never closed", "front-matter", at: FileLocation(file: file, line: open + 1, column: 1),
        remedy: "end it with a line '---*/'")
      return nil
    }
    yaml = lines[(open + 1)..<close].joined(separator: "\n") + "\n"
    lineOffset = open + 1
    let body = lines[(close + 1)...]
    let first = body.firstIndex { !Self.trimmed($0).isEmpty } ?? body.endIndex
    sql = trimmedSQL(body[first...].joined(separator: "\n"))
    sqlPlace = FileLocation(file: file, line: first < body.endIndex ? first + 1 : close + 1, column: 1)
  }

  private static func trimmed(_ line: Substring) -> Substring {
    var line = line
    while let last = line.last, last.isWhitespace { line.removeLast() }
    if line.unicodeScalars.first == "\u{FEFF}" { line.unicodeScalars.removeFirst() }
    return line
  }
}
