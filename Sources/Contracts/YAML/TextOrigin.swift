import MartCore

/// Where a text that was cut out of a file begins, so that places inside it can be told as places of the file.
package struct TextOrigin: Sendable, Hashable {
  /// Where its first character stands.
  package var first: FileLocation
  /// Columns cut off before every line but the first.
  package var indent: Int

  package init(_ first: FileLocation, indent: Int = 0) {
    self.first = first
    self.indent = indent
  }

  /// The place in the file of a line and column of the text, both counted from 1.
  package func place(line: Int, column: Int) -> FileLocation {
    line == 1
      ? FileLocation(file: first.file, line: first.line, column: first.column + column - 1)
      : FileLocation(file: first.file, line: first.line + line - 1, column: column + indent)
  }
}
