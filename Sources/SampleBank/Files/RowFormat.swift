import MartCore

/// What holds the fields of a row apart.
enum RowShape: Sendable {
  /// A separator: a line can have too few fields.
  case separated
  /// The place in the line: a line can have the wrong length.
  case fixed
  /// Names.
  case named
}

/// How a feed writes rows, header and trailer.
protocol RowFormat: Sendable {
  /// Appends one line, without its line end.
  func append(_ fields: [Field], _ columns: [Column], _ text: GB18030, to line: inout [UInt8])
  /// The first line of a file that announces itself.
  func header(_ date: BusinessDate, sequence: Int, _ columns: [Column]) -> [UInt8]
  /// The last line of a file with a trailer; totals in the order they are declared.
  func trailer(rows: Int, totals: [(value: Int, isMoney: Bool)], _ columns: [Column]) -> [UInt8]
  /// A total as a control file spells it.
  func spelled(_ total: Int, isMoney: Bool) -> String
  /// The line of column names that a file begins with, its mark of byte order included; nil where there is none.
  func titles(_ columns: [Column]) -> [UInt8]?
  var shape: RowShape { get }
}

extension RowFormat {
  func titles(_ columns: [Column]) -> [UInt8]? { nil }
  func header(_ date: BusinessDate, sequence: Int, _ columns: [Column]) -> [UInt8] { [] }
  func trailer(rows: Int, totals: [(value: Int, isMoney: Bool)], _ columns: [Column]) -> [UInt8] { [] }
}

/// Decimal numbers as files spell them.
enum Decimal {
  /// Minor units with a point before the last `decimals` digits.
  static func text(_ minor: Int, decimals: Int) -> String {
    String { $0.put(minor, decimals: decimals) }
  }

  /// A whole number filled with zeros on the left, its sign first.
  static func zeroFilled(_ number: Int, width: Int) -> String {
    String { $0.put(number, filledTo: width) }
  }
}
