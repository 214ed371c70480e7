/// Who depends on whom, as a text says it: rooms in the order of the text, each with what it may import.
struct Arrows: Equatable {
  var order: [String] = []
  var from: [String: Set<String>] = [:]

  /// Reads the targets of `Package.swift`, tests aside.
  init(package text: String) {
    for match in text.matches(of: /(?:room|tool|systemLibrary|executableTarget)\(\s*(?:name: )?"([\w-]+)"/) {
      let name = String(match.1)
      let isTool = match.0.hasPrefix("tool")
      add(name, isTool ? ["MartCLI"] : Self.dependencies(in: Self.call(text[match.range.upperBound...])))
    }
  }

  /// Reads the table of `Sources/README.md`: room, sentence, imports.
  init(readme text: String) {
    for line in text.split(separator: "\n") {
      guard let match = line.wholeMatch(of: /\| `([\w-]+)` \| .* \| ?([\w, ]*) ?\|/) else { continue }
      add(String(match.1), Set(match.2.split(separator: /[, ]+/).map(String.init)))
    }
  }

  private mutating func add(_ name: String, _ targets: Set<String>) {
    order.append(name)
    from[name] = targets
  }

  /// The rest of a call, up to the parenthesis that closes it.
  private static func call(_ text: Substring) -> Substring {
    var depth = 1
    let end = text.firstIndex { character in
      depth += character == "(" ? 1 : character == ")" ? -1 : 0
      return depth == 0
    }
    return text[..<(end ?? text.endIndex)]
  }

  private static func dependencies(in call: Substring) -> Set<String> {
    let own = call.replacing(/(?:package|pkgConfig): "[^"]*"/, with: "").replacing(/providers: .*/, with: "")
    var names = Set(own.matches(of: /"([\w-]+)"/).map { String($0.1) })
    if own.contains("crypto") { names.insert("Crypto") }
    return names
  }
}
