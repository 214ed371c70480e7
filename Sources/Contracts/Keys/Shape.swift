import MartCore

/// One key of a contract, declared once: reading, the search for unknown and missing keys, and the
/// generated reference all follow from it.
struct Key<Owner>: Sendable {
  var text: KeyText
  var store: @Sendable (inout Owner, YAMLEntry, inout Reading) -> Void

  /// A key that must be there.
  static func required<Value>(
    _ name: String, _ form: Form<Value>, _ path: any WritableKeyPath<Owner, Value> & Sendable, _ doc: String,
    _ example: String
  ) -> Key {
    Key(name, form, doc, example, required: true, fallback: "") { $0[keyPath: path] = $1 }
  }

  /// A key that may be left out; `fallback` says what holds then.
  static func optional<Value>(
    _ name: String, _ form: Form<Value>, _ path: any WritableKeyPath<Owner, Value> & Sendable, else fallback: String,
    _ doc: String, _ example: String
  ) -> Key {
    Key(name, form, doc, example, required: false, fallback: fallback) { $0[keyPath: path] = $1 }
  }

  /// A key that may be left out, for something that need not be.
  static func optional<Value>(
    _ name: String, _ form: Form<Value>, _ path: any WritableKeyPath<Owner, Value?> & Sendable, _ doc: String,
    _ example: String
  ) -> Key {
    Key(name, form, doc, example, required: false, fallback: "") { $0[keyPath: path] = $1 }
  }

  init<Value>(
    _ name: String, _ form: Form<Value>, _ doc: String, _ example: String, required: Bool, fallback: String,
    store: @escaping @Sendable (inout Owner, Value) -> Void
  ) {
    text = KeyText(
      name: name, holds: form.holds, isRequired: required, fallback: fallback, doc: doc, example: example,
      inner: form.inner)
    self.store = { owner, entry, reading in
      if let value = form.read(entry, &reading) { store(&owner, value) }
    }
  }
}

/// What the reference says of a key.
struct KeyText: Sendable {
  var name: String
  var holds: String
  var isRequired: Bool
  var fallback: String
  var doc: String
  /// The value as one would write it after `name: `.
  var example: String
  var inner: [ShapeText]
}

/// What the reference says of a table of keys.
struct ShapeText: Sendable {
  var title: String
  var doc: String
  var keys: [KeyText]
}

/// The keys that a map may have.
struct Shape<Owner: Sendable>: Sendable {
  var title: String
  var doc: String
  var keys: [Key<Owner>]
  /// Takes keys that the table does not name; nil where those are mistakes.
  var others: (@Sendable (inout Owner, YAMLEntry, inout Reading) -> Void)?
  /// Looks at the whole map once its keys are read.
  var finish: (@Sendable (inout Owner, YAMLEntry, inout Reading) -> Void)?

  init(
    _ title: String, _ doc: String, _ keys: [Key<Owner>],
    others: (@Sendable (inout Owner, YAMLEntry, inout Reading) -> Void)? = nil,
    finish: (@Sendable (inout Owner, YAMLEntry, inout Reading) -> Void)? = nil
  ) {
    self.title = title
    self.doc = doc
    self.keys = keys
    self.others = others
    self.finish = finish
  }

  var text: ShapeText { ShapeText(title: title, doc: doc, keys: keys.map(\.text)) }

  /// Reads the map under `entry` into `owner`; findings name every key that is unknown, missing or wrong.
  ///
  /// - Returns: false where the value is no map.
  func read(_ entry: YAMLEntry, into owner: inout Owner, _ reading: inout Reading) -> Bool {
    guard case .map(let entries) = entry.value.content else {
      reading.wrongType(entry, "a map")
      return false
    }
    var meant: Set<String> = []
    for inner in entries {
      if let key = keys.first(where: { $0.text.name == inner.key }) {
        key.store(&owner, inner, &reading)
      } else if let others {
        others(&owner, inner, &reading)
      } else if let near = unknown(inner, among: entries, &reading) {
        meant.insert(near)
      }
    }
    let missing = keys.filter { $0.text.isRequired && entry.value.entry($0.text.name) == nil }
    for key in missing where !meant.contains(key.text.name) {
      reading.note(
        "key '\(key.text.name)' is missing", "missing-key", at: entry.place,
        remedy: "add '\(key.text.name): \(key.text.example)' or the like")
    }
    finish?(&owner, entry, &reading)
    return true
  }

  /// Notes a key that the table lacks; returns the key that was probably meant.
  private func unknown(_ inner: YAMLEntry, among entries: [YAMLEntry], _ reading: inout Reading) -> String? {
    let names = keys.map(\.text.name)
    let free = names.filter { name in !entries.contains { $0.key == name } }
    reading.note(
      "unknown key '\(inner.key)'", "unknown-key", at: inner.place,
      remedy: didYouMean(inner.key, in: free, otherwise: "the keys here are \(names.joined(separator: ", "))"))
    return nearest(to: inner.key, in: free)
  }
}
