import MartCore

/// Something that the guess is not sure of, for people; it never holds a value of the file.
package struct Doubt: Hashable, Sendable {
  /// The contract's name of the column; nil: the file as a whole.
  package var column: String?
  package var text: String
  /// Rows will be wrong or refused until a person has looked.
  package var isGrave: Bool

  init(_ text: String, column: String? = nil, isGrave: Bool = false) {
    self.column = column
    self.text = text
    self.isGrave = isGrave
  }
}

/// A number with its noun.
func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }

/// What no contract can be made of.
func hopeless(_ what: String, _ path: String, remedy: String = "look at the file, and ask who made it") -> Failure {
  Failure(.refused, what, at: FileLocation(file: path), remedy: remedy)
}
