import MartCore

/// A contract with the text it was read from, so that later findings can say where.
struct Contract<Value: Sendable>: Sendable {
  var value: Value
  var document: YAMLDocument
  var file: String

  /// Where a SQL text of the contract stands.
  func origin(_ entry: YAMLEntry?) -> TextOrigin {
    entry.map { document.origin(of: $0.value) } ?? TextOrigin(document.root.place)
  }
}

extension Shape {
  /// Reads one YAML text into a contract; nil, with findings, where it is no map.
  func contract(
    _ yaml: String, file: String, lineOffset: Int = 0, blank: (FileLocation) -> Owner, _ reading: inout Reading
  ) -> Contract<Owner>? {
    guard let document = YAMLDocument(yaml, file: file, lineOffset: lineOffset, reading: &reading) else { return nil }
    let top = FileLocation(file: file, line: lineOffset + 1, column: 1)
    var value = blank(top)
    let entry = YAMLEntry(key: "contract", place: top, value: document.root)
    guard read(entry, into: &value, &reading) else { return nil }
    return Contract(value: value, document: document, file: file)
  }
}
