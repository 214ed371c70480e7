import MartCore

extension RowTable {
  /// Reads the text of a table; what is wrong with it becomes findings.
  ///
  /// Empty lines and lines that begin with `#` are passed over. A cell is NULL where it is empty or `null`; in single
  /// quotes it is a text, and may hold `|` and blanks at its ends.
  /// - Returns: nil where there is no line of names.
  init?(
    _ name: String, at namePlace: FileLocation, _ text: String, from origin: TextOrigin, _ reading: inout Reading
  ) {
    var lines: [(number: Int, cells: [RowCell])] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let bare = line.drop { $0 == " " }
      guard !bare.isEmpty, bare.first != "#" else { continue }
      lines.append((index + 1, Self.cells(line, line: index + 1, origin)))
    }
    guard let header = lines.first else {
      reading.note(
        "table '\(name)' has no line of column names", "table", at: origin.first,
        remedy: "write the columns' names with | between them, then a row a line")
      return nil
    }
    self.name = name
    self.namePlace = namePlace
    place = origin.place(line: header.number, column: 1)
    columns = header.cells
    rows = []
    var seen: Set<String> = []
    for column in columns where !seen.insert(column.text ?? "").inserted || column.text == nil {
      reading.note(
        column.text.map { "column '\($0)' stands there twice" } ?? "a column has no name", "table", at: column.place,
        remedy: "name each column once")
    }
    for line in lines.dropFirst() {
      let place = origin.place(line: line.number, column: 1)
      guard line.cells.count == columns.count else {
        reading.note(
          "the row has \(line.cells.count) cells, the line of names \(columns.count)", "table", at: place,
          remedy: "write one cell a column, an empty one for NULL")
        continue
      }
      rows.append(Row(place: line.cells.first?.place ?? place, cells: line.cells))
    }
  }

  private static func cells(_ line: Substring, line number: Int, _ origin: TextOrigin) -> [RowCell] {
    var cells: [RowCell] = []
    var start = 0
    var isQuoted = false
    let scalars = Array(line.unicodeScalars)
    for index in 0...scalars.count {
      if index < scalars.count {
        if scalars[index] == "'" { isQuoted.toggle() }
        guard scalars[index] == "|", !isQuoted else { continue }
      }
      cells.append(cell(scalars[start..<index], start, number, origin))
      start = index + 1
    }
    return cells
  }

  private static func cell(
    _ scalars: ArraySlice<Unicode.Scalar>, _ start: Int, _ line: Int, _ origin: TextOrigin
  ) -> RowCell {
    let blanks = scalars.prefix { $0 == " " }.count
    var bare = scalars.dropFirst(blanks)
    while bare.last == " " { bare.removeLast() }
    let place = origin.place(line: line, column: start + (bare.isEmpty ? 0 : blanks) + 1)
    var text = String.UnicodeScalarView()
    if bare.count > 1, bare.first == "'", bare.last == "'" {
      text.append(contentsOf: bare.dropFirst().dropLast())
      return RowCell(text: String(text).replacing("''", with: "'"), isQuoted: true, place: place)
    }
    text.append(contentsOf: bare)
    let written = String(text)
    return RowCell(text: written.isEmpty || written == "null" ? nil : written, isQuoted: false, place: place)
  }
}
