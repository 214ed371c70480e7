import Contracts
import MartCore

/// What a contract says, fact by fact, without where it stands: `columns.amount_fen.storage` → `integer`.
///
/// SQL is kept as its tokens, so that comments, line ends and the case of words are no facts. Lists of things with a
/// name or an id are told by it, so that a new one moves no other.
struct Facts: Equatable {
  private(set) var byPath: [String: String] = [:]

  /// - leavingOut: labels of the outermost value that are not looked into.
  init(_ value: Any, leavingOut: Set<String> = []) { add(value, at: "", leavingOut) }

  /// Labels under which SQL stands.
  private static let queries: Set<String> = ["sql", "query", "condition", "expression"]

  private mutating func add(_ value: Any, at path: String, _ leavingOut: Set<String> = []) {
    let mirror = Mirror(reflecting: value)
    switch value {
    case is FileLocation: return
    case let text as String:
      let label = path.split(separator: ".").last.map(String.init) ?? ""
      byPath[path] = Self.queries.contains(label) ? normalised(text) : text
      return
    case let date as BusinessDate:
      byPath[path] = date.description
      return
    default: break
    }
    switch mirror.displayStyle {
    case .optional: if let inner = mirror.children.first { add(inner.value, at: path) }
    case .collection: addList(mirror, at: path)
    case .set:
      let texts = mirror.children.map { "\($0.value)" }.sorted()
      if !texts.isEmpty { byPath[path] = texts.joined(separator: ", ") }
    case .dictionary: addDictionary(mirror, at: path)
    case _ where mirror.children.isEmpty: byPath[path] = "\(value)"
    default:
      for child in mirror.children {
        let label = child.label ?? ""
        if !leavingOut.contains(label) { add(child.value, at: joined(path, label)) }
      }
    }
  }

  private mutating func addList(_ mirror: Mirror, at path: String) {
    let plain = mirror.children.compactMap { $0.value as? String }
    if plain.count == mirror.children.count {
      if !plain.isEmpty { byPath[path] = plain.joined(separator: ", ") }
      return
    }
    for (index, child) in mirror.children.enumerated() {
      let names = Mirror(reflecting: child.value).children.filter { $0.label == "name" || $0.label == "id" }
      let name = names.first?.value as? String ?? "\(index + 1)"
      add(child.value, at: joined(path, name), ["name", "id"])
    }
  }

  private mutating func addDictionary(_ mirror: Mirror, at path: String) {
    for child in mirror.children {
      let pair = Array(Mirror(reflecting: child.value).children)
      if pair.count == 2 { add(pair[1].value, at: joined(path, "\(pair[0].value)")) }
    }
  }

  private func joined(_ path: String, _ label: String) -> String { path.isEmpty ? label : "\(path).\(label)" }
}

/// A fact that one of two contracts does not say, or says otherwise; nil where it does not say it.
struct FactChange: Hashable {
  var path: String
  var before: String?
  var after: String?

  /// `columns.amount_fen.storage: integer → text`; of long texts the path alone.
  var text: String {
    let sides = [before, after].map { $0 ?? "nothing" }
    guard sides.allSatisfy({ $0.count <= 48 && !$0.contains("\n") }), !path.hasSuffix("sql"), !path.hasSuffix("query")
    else { return path }
    return "\(path): \(sides[0]) → \(sides[1])"
  }
}

extension Facts {
  /// What differs, in the order of the paths.
  func changes(to later: Facts) -> [FactChange] {
    Set(byPath.keys).union(later.byPath.keys).sorted().compactMap { path in
      let (before, after) = (byPath[path], later.byPath[path])
      return before == after ? nil : FactChange(path: path, before: before, after: after)
    }
  }
}

/// SQL as its tokens, words in capitals.
private func normalised(_ sql: String) -> String { sqlTokens(sql).map(\.upper).joined(separator: " ") }
