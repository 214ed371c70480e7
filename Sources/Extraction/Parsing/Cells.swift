import Contracts
import Glibc

/// The bytes of one field, in UTF-8, in the record or in the arena.
struct Field {
  enum Kind: UInt8 { case absent, null, text, number, yes, no }
  var start: UnsafePointer<UInt8>
  var count: Int
  var kind: Kind
}

/// One typed value, ready to be bound; its text lives in the record, the arena or for ever.
struct Cell {
  enum Kind: UInt8 { case null, integer, text }
  var kind: Kind
  var count: Int32
  var integer: Int64
  var text: UnsafePointer<UInt8>?

  static var null: Cell { Cell(kind: .null, count: 0, integer: 0, text: nil) }

  @inline(__always)
  static func of(_ integer: Int64) -> Cell { Cell(kind: .integer, count: 0, integer: integer, text: nil) }

  @inline(__always)
  static func of(_ text: UnsafePointer<UInt8>, _ count: Int) -> Cell {
    Cell(kind: .text, count: Int32(truncatingIfNeeded: count), integer: 0, text: text)
  }

  /// Both are texts, of the same bytes.
  func hasText(of other: Cell) -> Bool {
    guard let text, let others = other.text, count == other.count else { return false }
    return memcmp(text, others, Int(count)) == 0
  }
}

/// What reading one column needs, without references.
struct ColumnPlan {
  enum Check: UInt8 { case none, luhn, document }
  var type: ColumnType
  var dateForm: Format.DateForm
  var moneyForm: Format.MoneyForm
  var check: Check
  var required: Bool
  var keepsUnknown: Bool
  var isBusinessDate: Bool
  /// Most characters; `Int.max` where there is no limit.
  var maximum: Int
  /// Of a fixed record, in bytes.
  var offset: Int
  var width: Int
  /// Decimals of the currency; -1: the column `currencyColumn` says it.
  var decimals: Int
  var currencyColumn: Int
  /// The column with the kind of document; -1: none.
  var kindColumn: Int
  /// Index of the code table; -1: none.
  var codes: Int

  init(_ column: Column, _ feed: Feed, _ currencies: Currencies, offset: Int, codes: Int) {
    type = column.type
    dateForm = column.dateForm ?? feed.format.dates
    moneyForm = feed.format.money
    check = column.check == "luhn" ? .luhn : column.check == "document" ? .document : .none
    required = column.required
    keepsUnknown = column.unknown == .keep
    isBusinessDate = column.role == .businessDate
    maximum = column.max ?? Int.max
    self.offset = offset
    width = column.width
    decimals = column.currency.map { currencies.decimals[$0] ?? 2 } ?? -1
    currencyColumn = Self.index(column.currencyColumn, feed)
    kindColumn = Self.index(column.checkKindColumn, feed)
    self.codes = codes
  }

  private static func index(_ name: String?, _ feed: Feed) -> Int {
    feed.columns.firstIndex { $0.name == name } ?? -1
  }
}
