import Contracts
import MartCore

/// What a column seems to be.
struct ColumnGuess {
  var name: String
  /// The header's or JSON's name, where the file has one.
  var source: String?
  var hints: Set<Hint> = []
  var type = ColumnType.text
  var max = 1
  var currency: String?
  var currencyColumn: String?
  var dateForm = Format.DateForm.iso
  var dataClass = DataClass.internalData
  var token: String?
  var check: String?
  var list: String?
  var codes: [String] = []
  var role: Column.Role?
  var required = false
  /// Money in whole minor units.
  var isMinor = false
  var doubts: [Doubt] = []

  mutating func doubt(_ text: String, isGrave: Bool = false) {
    doubts.append(Doubt(text, isGrave: isGrave))
  }

  var isVaulted: Bool { dataClass.isVaulted }
}

/// Names of columns for contracts: the file's own where they can be had, else `c1`, `c2` …; no two are equal.
func columnNames(_ form: FileForm) -> [ColumnGuess] {
  var taken: Set<String> = []
  return (0..<form.width).map { index in
    let source = form.names.map { index < $0.count ? $0[index] : "" }
    var name = plainName(source ?? "")
    if name.isEmpty { name = foreignName(source ?? "") }
    if name.isEmpty { name = "c\(index + 1)" }
    if !isColumnName(name) || ["valid_from", "valid_to"].contains(name) { name = "col_" + name }
    var unique = name
    var number = 2
    while !taken.insert(unique).inserted {
      unique = "\(name)_\(number)"
      number += 1
    }
    return ColumnGuess(name: unique, source: source, hints: Hints.of(name, source: source ?? ""))
  }
}
