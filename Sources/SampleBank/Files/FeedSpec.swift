import MartCore

/// How a source sends changes.
enum DeliveryKind: Sendable { case snapshot, delta, events }

/// How a control announces what was sent.
enum ControlForm: Sendable {
  /// `.ctl` of lines `key=value`.
  case lines
  /// `.ctl` of one line `file|yyyymmdd|rows|total|sequence`.
  case line
  /// Header and trailer in the file, then an empty `.ok`.
  case envelope
}

/// A total that a control announces.
struct Total: Sendable {
  let name: String
  /// The column that is summed; nil where rows are counted.
  var column: String?
  /// A second column that is added.
  var and: String?
  /// Only rows with this value in this column.
  var only: (column: String, value: String)?

  /// The column holds no money.
  var isCount = false

  var isMoney: Bool { column != nil && !isCount }
}

/// What a source promises about one feed.
struct FeedSpec: Sendable {
  let name: String
  /// File name before and after the business date.
  let prefix: String
  let suffix: String
  let delivery: DeliveryKind
  let format: any RowFormat
  let control: ControlForm
  var hasTrailer = false
  /// Delivered for month ends only.
  var isMonthly = false
  /// The file name spells the business date with hyphens.
  var hasISODate = false
  /// The file is a chain of compressed members of about so many bytes; nil for one member.
  var memberBytes: Int?
  let columns: [Column]
  let totals: [Total]

  func index(of column: String) -> Int? { columns.firstIndex { $0.name == column } }

  /// Whether a delivery is due for the day.
  func isDue(on date: BusinessDate) -> Bool { !isMonthly || date.isMonthEnd }

  var isCompressed: Bool { suffix.hasSuffix(".gz") }

  func stem(_ date: BusinessDate) -> String { prefix + (hasISODate ? date.description : date.compact) }
}
