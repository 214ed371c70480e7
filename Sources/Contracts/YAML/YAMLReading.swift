import MartCore
import Yams

extension YAMLDocument {
  /// Reads a YAML text. A key written twice is a finding and the second one is left out, so that the rest of
  /// the file can be judged as well.
  ///
  /// - lineOffset: lines of the file before the text, as in the front matter of an SQL file.
  /// - Returns: nil, with a finding, where the text is not YAML.
  init?(_ text: String, file: String, lineOffset: Int, reading: inout Reading) {
    var twins = TwinKeys()
    let whole = FileLocation(file: file, line: lineOffset + 1, column: 1)
    do {
      guard let node = try twins.compose(text) else {
        reading.note("the file is empty", "empty", at: whole, remedy: "write the keys of a \(reading.kind)")
        return nil
      }
      let builder = TreeBuilder(file: file, lineOffset: lineOffset, originals: twins.originals)
      root = withExtendedLifetime(twins) { builder.value(node, &reading) }
      source = text
      self.lineOffset = lineOffset
    } catch {
      let (problem, mark) = Self.explain(error)
      let place = mark.map { FileLocation(file: file, line: $0.line + lineOffset, column: $0.column) } ?? whole
      reading.note(
        "this is not YAML: \(problem)", "yaml", at: place,
        remedy: "indent with spaces, and quote texts that hold ': ', ' #' or begin with a sign")
      return nil
    }
  }

  private static func explain(_ error: any Error) -> (String, Mark?) {
    guard let error = error as? YamlError else { return ("\(error)", nil) }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return (problem, mark)
    case .reader(let problem, _, _, _): return (problem, nil)
    case .duplicatedKeysInMapping(let keys, let context):
      return ("keys are written twice: \(keys.joined(separator: ", "))", context.mark)
    default: return ("the text cannot be read", nil)
    }
  }
}

/// A place in the YAML text alone.
struct TextMark: Hashable {
  var line: Int
  var column: Int
  init(_ mark: Mark) { (line, column) = (mark.line, mark.column) }
}

/// Yams stops at the first key that stands twice in a map. To go on, the first of the two gets another
/// first character, of the same width, and its place is remembered.
struct TwinKeys {
  /// The true spelling of every key that was changed, by its place.
  private(set) var originals: [TextMark: String] = [:]
  private static let most = 200
  /// Who read the tree: its nodes know their anchors only while it lives.
  private var parser: Parser?

  /// The tree of the text; nil for an empty one.
  mutating func compose(_ text: String) throws -> Node? {
    var text = text
    while true {
      do {
        let parser = try Parser(yaml: text, resolver: .basic, constructor: .default, encoding: .utf8)
        self.parser = parser
        return try parser.singleRoot()
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) where originals.count < Self.most {
        guard let key = keys.first, let changed = rename(key, at: context.mark, in: text) else {
          throw YamlError.duplicatedKeysInMapping(duplicates: keys, context: context)
        }
        text = changed
      }
    }
  }

  private mutating func rename(_ key: String, at mark: Mark, in text: String) -> String? {
    var scalars = Array(text.unicodeScalars)
    guard var index = Self.index(of: mark, in: scalars), !key.isEmpty else { return nil }
    if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
    guard index < scalars.count, scalars[index] == key.unicodeScalars.first,
      let other = Unicode.Scalar(UInt32(0xE000 + originals.count))
    else { return nil }
    scalars[index] = other
    originals[TextMark(mark)] = key
    var changed = String.UnicodeScalarView()
    changed.append(contentsOf: scalars)
    return String(changed)
  }

  private static func index(of mark: Mark, in scalars: [Unicode.Scalar]) -> Int? {
    var line = 1
    var index = 0
    while line < mark.line {
      guard let end = scalars[index...].firstIndex(of: "\n") else { return nil }
      index = end + 1
      line += 1
    }
    let found = index + mark.column - 1
    return found < scalars.count ? found : nil
  }
}

/// Turns Yams' nodes into values with places of the file.
struct TreeBuilder {
  var file: String
  var lineOffset: Int
  var originals: [TextMark: String]

  func value(_ node: Node, _ reading: inout Reading) -> YAMLValue {
    let place = place(node)
    // Nine aliases of nine aliases, twelve deep, would be a tree without end; a contract needs none.
    guard node.anchor == nil else {
      reading.note(
        "anchors (&) and aliases (*) are not read", "anchor", at: place, remedy: "write the value where it is meant")
      return YAMLValue(content: .scalar("", .plain), place: place)
    }
    switch node {
    case .scalar(let scalar): return YAMLValue(content: .scalar(scalar.string, style(scalar)), place: place)
    case .sequence(let sequence):
      var items: [YAMLValue] = []
      for item in sequence { items.append(value(item, &reading)) }
      return YAMLValue(content: .list(items), place: place)
    case .mapping(let mapping): return YAMLValue(content: .map(entries(mapping, &reading)), place: place)
    case .alias: return YAMLValue(content: .scalar("", .plain), place: place)
    }
  }

  private func entries(_ mapping: Node.Mapping, _ reading: inout Reading) -> [YAMLEntry] {
    var entries: [YAMLEntry] = []
    var seen: [String: FileLocation] = [:]
    for (key, node) in mapping {
      let place = place(key)
      guard case .scalar(let scalar) = key else {
        reading.note("a key must be a word", "key", at: place, remedy: "write 'word: value'")
        continue
      }
      let name = scalar.mark.flatMap { originals[TextMark($0)] } ?? scalar.string
      let value = value(node, &reading)
      if let first = seen[name] {
        reading.note(
          "key '\(name)' is written twice, first on line \(first.line)", "duplicate-key", at: place,
          remedy: "keep one of them")
      } else {
        seen[name] = place
        entries.append(YAMLEntry(key: name, place: place, value: value))
      }
    }
    return entries
  }

  private func place(_ node: Node) -> FileLocation {
    FileLocation(file: file, line: (node.mark?.line ?? 1) + lineOffset, column: node.mark?.column ?? 1)
  }

  private func style(_ scalar: Node.Scalar) -> YAMLValue.Style {
    switch scalar.style {
    case .singleQuoted, .doubleQuoted: .quoted
    case .literal: .literal
    case .folded: .folded
    case .any, .plain: .plain
    }
  }
}
