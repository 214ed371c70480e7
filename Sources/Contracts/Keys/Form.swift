import MartCore

/// How the value of a key is written and read.
struct Form<Value>: Sendable {
  /// For the reference and for messages: `a whole number`.
  var holds: String
  /// The tables of keys inside it.
  var inner: [ShapeText] = []
  /// Reads the value of the key of that name; nil, with a finding, where it is not of this form.
  var read: @Sendable (YAMLEntry, inout Reading) -> Value?
}

typealias TextForm = Form<String>

extension Reading {
  mutating func wrongType(_ entry: YAMLEntry, _ holds: String) {
    if case .scalar("", .plain) = entry.value.content {
      note(
        "key '\(entry.key)' has no value", "no-value", at: entry.place, remedy: "write \(holds), or leave the key out")
    } else {
      note(
        "'\(entry.key)' must be \(holds), not \(entry.value.described)", "wrong-type", at: entry.value.place,
        remedy: "write \(holds)")
    }
  }
}

extension Form where Value == String {
  /// Any text.
  static let text = Form(holds: "a text") { entry, reading in
    guard case .scalar(let text, let style) = entry.value.content, !(text.isEmpty && style == .plain) else {
      reading.wrongType(entry, "a text")
      return nil
    }
    return text
  }

  /// A name that can stand in SQL: small letters, digits and `_`.
  static let name = Form(holds: "a name") { entry, reading in
    guard let text = Form.text.read(entry, &reading) else { return nil }
    if !isName(text) {
      reading.note(
        "'\(text)' is no name", "name", at: entry.value.place,
        remedy: "use small letters, digits and _, beginning with a letter")
    }
    return text
  }

  /// SQL, without a closing semicolon.
  static let sql = Form(holds: "SQL") { entry, reading in Form.text.read(entry, &reading).map(trimmedSQL) }
}

/// Whether the text can stand in SQL as a name without quotes.
func isName(_ text: String) -> Bool {
  guard let first = text.utf8.first, (0x61...0x7A).contains(first) else { return false }
  return text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
}

/// The text without white space and semicolons at its end.
func trimmedSQL(_ text: String) -> String {
  var bytes = text.utf8[...]
  while let last = bytes.last, last == 0x3B || last == 0x20 || (0x09...0x0D).contains(last) { bytes.removeLast() }
  return String(bytes) ?? text
}

extension Form where Value: FixedWidthInteger & Sendable & SendableMetatype {
  /// A whole number of at least `least`.
  static func whole(_ least: Value) -> Form {
    let holds = least == Value.min ? "a whole number" : "a whole number of at least \(least)"
    return Form(holds: holds) { entry, reading in
      guard case .scalar(let text, .plain) = entry.value.content, let number = Value(text), number >= least else {
        reading.wrongType(entry, holds)
        return nil
      }
      return number
    }
  }
}

extension Form where Value == Bool {
  static let flag = Form(holds: "true or false") { entry, reading in
    if case .scalar(let text, .plain) = entry.value.content {
      if text == "true" || text == "yes" { return true }
      if text == "false" || text == "no" { return false }
    }
    reading.wrongType(entry, "true or false")
    return nil
  }
}

extension Form where Value: RawRepresentable & CaseIterable & SendableMetatype, Value.RawValue == String {
  /// One of the enumeration's words.
  static func choice() -> Form {
    let words = Value.allCases.map(\.rawValue)
    let holds = words.count == 1 ? "`\(words[0])`" : "one of \(words.map { "`\($0)`" }.joined(separator: ", "))"
    return Form(holds: holds) { entry, reading in
      guard let text = Form<String>.text.read(entry, &reading) else { return nil }
      if let value = Value(rawValue: text) { return value }
      reading.note(
        "'\(entry.key)' must be one of \(words.joined(separator: ", ")), not '\(text)'", "choice",
        at: entry.value.place, remedy: didYouMean(text, in: words, otherwise: "write one of them"))
      return nil
    }
  }
}

extension Form {
  /// A list in which every item is of the given form.
  static func list<Item>(of item: Form<Item>, _ plural: String) -> Form where Value == [Item] {
    Form(holds: "a list of \(plural)", inner: item.inner) { entry, reading in
      guard case .list(let items) = entry.value.content else {
        reading.wrongType(entry, "a list of \(plural)")
        return nil
      }
      return items.compactMap { item.read(YAMLEntry(key: entry.key, place: $0.place, value: $0), &reading) }
    }
  }

  /// A map with the keys of a shape.
  static func object(_ shape: Shape<Value>, _ blank: @escaping @Sendable (FileLocation) -> Value) -> Form
  where Value: Sendable {
    Form(holds: "a map", inner: [shape.text]) { entry, reading in
      var owner = blank(entry.value.place)
      return shape.read(entry, into: &owner, &reading) ? owner : nil
    }
  }

  /// A map from names of the writer's choice to values of one form; the order is kept.
  static func map<Item>(to item: Form<Item>, _ plural: String) -> Form where Value == [(String, Item)] {
    Form(holds: "a map of \(plural)", inner: item.inner) { entry, reading in
      guard case .map(let entries) = entry.value.content else {
        reading.wrongType(entry, "a map of \(plural)")
        return nil
      }
      return entries.compactMap { inner in item.read(inner, &reading).map { (inner.key, $0) } }
    }
  }

  /// A map from names of the writer's choice to things of one shape, each of which knows its name.
  static func named<Owner: Sendable>(
    _ shape: Shape<Owner>, _ plural: String, _ blank: @escaping @Sendable (String, FileLocation) -> Owner
  ) -> Form where Value == [Owner] {
    Form(holds: "a map of \(plural)", inner: [shape.text]) { entry, reading in
      guard case .map(let entries) = entry.value.content else {
        reading.wrongType(entry, "a map of \(plural)")
        return nil
      }
      return entries.compactMap { inner in
        var owner = blank(inner.key, inner.place)
        return shape.read(inner, into: &owner, &reading) ? owner : nil
      }
    }
  }

  /// The same text, read further.
  func map<Other>(
    _ holds: String, _ transform: @escaping @Sendable (Value, YAMLEntry, inout Reading) -> Other?
  ) -> Form<Other> {
    let read = read
    return Form<Other>(holds: holds, inner: inner) { entry, reading in
      read(entry, &reading).flatMap { transform($0, entry, &reading) }
    }
  }
}
