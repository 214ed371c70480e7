import MartCore

/// A value of a YAML file and where it stands.
struct YAMLValue: Sendable {
  enum Style: Sendable { case plain, quoted, literal, folded }
  enum Content: Sendable {
    case scalar(String, Style)
    case list([YAMLValue])
    case map([YAMLEntry])
  }
  var content: Content
  var place: FileLocation

  var entries: [YAMLEntry] { if case .map(let entries) = content { entries } else { [] } }
  var items: [YAMLValue] { if case .list(let items) = content { items } else { [] } }

  /// The entry of a map with this key.
  func entry(_ key: String) -> YAMLEntry? { entries.first { $0.key == key } }

  /// What it is, for the words of a message.
  var described: String {
    switch content {
    case .scalar("", .plain): "nothing"
    case .scalar(let text, _): text.count <= 40 && !text.contains("\n") ? "'\(text)'" : "a text"
    case .list: "a list"
    case .map: "a map"
    }
  }
}

/// One key of a map with its value.
struct YAMLEntry: Sendable {
  var key: String
  /// Where the key stands.
  var place: FileLocation
  var value: YAMLValue
}

/// A YAML text, read: the tree and the text it came from.
struct YAMLDocument: Sendable {
  var root: YAMLValue
  var source: String
  /// Lines of the file before the text.
  var lineOffset: Int

  /// Where the value at this path stands; list items are counted from "0". Where the path leads nowhere,
  /// the nearest value above it.
  func place(_ path: String...) -> FileLocation {
    var value = root
    for step in path {
      if let entry = value.entry(step) {
        value = entry.value
      } else if let index = Int(step), value.items.indices.contains(index) {
        value = value.items[index]
      } else {
        return value.place
      }
    }
    return value.place
  }

  /// Where the characters of a text value stand, for messages about what is written inside it.
  func origin(of value: YAMLValue) -> TextOrigin {
    guard case .scalar(_, let style) = value.content else { return TextOrigin(value.place) }
    switch style {
    case .plain: return TextOrigin(value.place)
    case .quoted: return TextOrigin(value.place.moved(columns: 1))
    case .literal, .folded:
      let indent = blockIndent(afterLine: value.place.line)
      let first = FileLocation(file: value.place.file, line: value.place.line + 1, column: indent + 1)
      return TextOrigin(first, indent: indent)
    }
  }

  /// Spaces before the first written line after the line of a `|` or `>`.
  private func blockIndent(afterLine line: Int) -> Int {
    let lines = source.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for text in lines.dropFirst(line - lineOffset) {
      let indent = text.prefix { $0 == UInt8(ascii: " ") }.count
      if text.dropFirst(indent).contains(where: { $0 != UInt8(ascii: "\r") }) { return indent }
    }
    return 0
  }
}

extension FileLocation {
  func moved(columns: Int) -> FileLocation { FileLocation(file: file, line: line, column: column + columns) }
}
