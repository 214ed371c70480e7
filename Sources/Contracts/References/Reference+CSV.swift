import MartCore

/// A reference and the line of each of its rows.
struct ReferenceDraft: Sendable {
  var reference: Reference
  var lines: [Int]

  /// Where a row stands.
  func place(_ row: Int) -> FileLocation { FileLocation(file: reference.location.file, line: lines[row]) }

  func column(_ name: String) -> Int? { reference.columns.firstIndex { $0.name == name } }

  /// Reads one CSV file; types are text until pipeline.yaml says otherwise.
  init(_ bytes: [UInt8], name: String, file: String, reading: inout Reading) {
    let table = CSVTable(bytes, file: file, reading: &reading)
    let top = FileLocation(file: file, line: 1)
    var seen: Set<String> = []
    for column in table.header {
      if !isName(column) {
        reading.note(
          "'\(column)' is no column name", "name", at: top,
          remedy: "name the columns in the first line with small letters, digits and _")
      } else if !seen.insert(column).inserted {
        reading.note("column '\(column)' stands twice in the header", "duplicate-column", at: top, remedy: "keep one")
      }
    }
    reference = Reference(
      name: name, columns: table.header.map { ReferenceColumn(name: $0, storage: .text) }, rows: table.rows,
      location: top)
    lines = table.lines
  }

  /// Gives columns the types that pipeline.yaml declares; values that are none are findings.
  mutating func declare(_ types: [(String, Storage)], at place: FileLocation, _ reading: inout Reading) {
    for (name, storage) in types {
      guard let index = column(name) else {
        reading.note(
          "reference '\(reference.name)' has no column '\(name)'", "unknown-column", at: place,
          remedy: didYouMean(name, in: reference.columns.map(\.name), otherwise: "look at the file's header"))
        continue
      }
      reference.columns[index].storage = storage
      for (row, fields) in reference.rows.enumerated() {
        guard let text = fields[index], !Self.holds(text, storage) else { continue }
        reading.note(
          "'\(text)' in column '\(name)' is no \(storage == .integer ? "whole number" : "number")", "value",
          at: self.place(row), remedy: "correct it, or declare the column text in pipeline.yaml")
      }
    }
  }

  private static func holds(_ text: String, _ storage: Storage) -> Bool {
    switch storage {
    case .text: true
    case .integer: Int64(text) != nil
    case .real: Double(text) != nil
    }
  }
}
