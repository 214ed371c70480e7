import MartCore

/// A word that columns of several tables are named by, defined once: columns that say no more of themselves mean this.
public struct Term: Sendable, Hashable {
  public var name: String
  public var doc: String
  public var zh: String

  static func blank(name: String, place: FileLocation) -> Term { Term(name: name, doc: "", zh: "") }

  static let shape = Shape<Term>(
    "Term", "What columns of one name mean in every table, unless one says otherwise.",
    [
      .required("doc", .text, \.doc, "What it says.", "number of the depot"),
      .optional("zh", .text, \.zh, else: "empty", "The title in Chinese.", "网点号"),
    ])
}

extension [ModelColumn] {
  /// The columns, those without a meaning of their own with that of the term of their name.
  func explained(by terms: [Term]) -> [ModelColumn] {
    let byName = Dictionary(terms.map { ($0.name, $0) }) { first, _ in first }
    return map { column in
      guard let term = byName[column.name] else { return column }
      var column = column
      if column.doc.isEmpty { column.doc = term.doc }
      if column.zh.isEmpty { column.zh = term.zh }
      return column
    }
  }
}
