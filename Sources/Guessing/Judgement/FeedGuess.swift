import Contracts
import MartCore

/// A contract as it was guessed, before it is written.
struct FeedGuess {
  var name: String
  var pattern: FilePattern
  var form: FileForm
  var columns: [ColumnGuess]
  var key: [String] = []
  var delivery = DeliveryMode.snapshot
  /// Events whose rows are all of the control's date.
  var isDatedByControl = false
  var money = Format.MoneyForm.decimal
  /// Names of columns that the control sums.
  var totals: [String] = []
  /// The table that the feed publishes to; empty: none.
  var publishes = ""
  var date: BusinessDate
  var rows = 0
  var doubts: [Doubt] = []

  /// The form in which most dates are written.
  var dates: Format.DateForm {
    let forms = columns.filter { $0.type == .date }.map(\.dateForm)
    let counts = Dictionary(grouping: forms) { $0 }.mapValues(\.count)
    return Format.DateForm.allCases.max { (counts[$0] ?? 0, $1.rawValue) < (counts[$1] ?? 0, $0.rawValue) } ?? .iso
  }

  /// The model that is written for it.
  var table: String { (delivery == .events ? "fact_" : "dim_") + name }
  /// All that is unsure, in the order of the file.
  var allDoubts: [Doubt] {
    form.doubts + doubts
      + columns.flatMap { column in
        column.doubts.map { Doubt($0.text, column: column.name, isGrave: $0.isGrave) }
      }
  }

  func index(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }
}
