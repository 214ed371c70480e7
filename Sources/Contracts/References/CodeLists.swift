import MartCore

/// Builds code lists from references, and proves the dates of every code.
struct CodeLists {
  private(set) var book = CodeBook()

  /// Columns of `codes.csv` by the part they play.
  struct Columns {
    /// Nil: the list's name is given.
    var list: Int?
    var code: Int
    var from: Int?
    var to: Int?
  }

  private struct CodeName: Hashable {
    var list: String
    var code: String
  }

  private struct Dated {
    var validity: CodeBook.Validity
    var place: FileLocation
  }

  /// Adds the codes of a reference.
  ///
  /// - name: the list's name, where the reference is one list.
  mutating func add(_ draft: ReferenceDraft, _ columns: Columns, name: String, _ reading: inout Reading) {
    var chains: [CodeName: [Dated]] = [:]
    if columns.list == nil { book.lists[name, default: [:]] = [:] }
    for (row, fields) in draft.reference.rows.enumerated() {
      let place = draft.place(row)
      guard let list = columns.list.map({ fields[$0] }) ?? name, let code = fields[columns.code] else {
        reading.note("the row has no code", "code", at: place, remedy: "fill in list and code, or take the row away")
        continue
      }
      guard let validity = Self.validity(fields, columns, place, &reading) else { continue }
      chains[CodeName(list: list, code: code), default: []].append(Dated(validity: validity, place: place))
    }
    for (name, chain) in chains {
      let ordered = chain.sorted { $0.validity.from < $1.validity.from }
      Self.prove(ordered, name, &reading)
      book.lists[name.list, default: [:]][name.code] = ordered.map(\.validity)
    }
  }

  private static let always = CodeBook.Validity(from: day("0001-01-01"), to: day("9999-12-31"))
  private static func day(_ text: String) -> BusinessDate { BusinessDate(iso: text) ?? BusinessDate(dayNumber: 0) }

  private static func validity(
    _ fields: [String?], _ columns: Columns, _ place: FileLocation, _ reading: inout Reading
  ) -> CodeBook.Validity? {
    var validity = always
    for (column, path) in [(columns.from, \CodeBook.Validity.from), (columns.to, \CodeBook.Validity.to)] {
      guard let column, let text = fields[column] else { continue }
      guard let date = BusinessDate(iso: text) else {
        reading.note("'\(text)' is no date", "code-dates", at: place, remedy: "write yyyy-mm-dd")
        return nil
      }
      validity[keyPath: path] = date
    }
    if validity.from < validity.to { return validity }
    reading.note(
      "the code ends before it begins", "code-dates", at: place,
      remedy: "valid_to is the first day on which it no longer holds, after valid_from")
    return nil
  }

  /// Notes intervals of one code that overlap or leave days without a successor.
  private static func prove(_ chain: [Dated], _ name: CodeName, _ reading: inout Reading) {
    for (earlier, later) in zip(chain, chain.dropFirst()) {
      if later.validity.from < earlier.validity.to {
        reading.note(
          "code '\(name.code)' of list '\(name.list)' holds twice from \(later.validity.from), see line \(earlier.place.line)",
          "code-dates", at: later.place, remedy: "end the earlier row on the day on which the later begins")
      } else if later.validity.from > earlier.validity.to {
        reading.note(
          "code '\(name.code)' of list '\(name.list)' has no successor from \(earlier.validity.to) to \(later.validity.from)",
          "code-dates", at: later.place, remedy: "let the later row begin where line \(earlier.place.line) ends")
      }
    }
  }
}
