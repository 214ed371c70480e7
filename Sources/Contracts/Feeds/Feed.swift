import MartCore

/// What one source system promises to deliver: file, format, columns, controls and rules.
public struct Feed: Sendable {
  public var name: String
  public var title: String
  public var zh: String
  public var family: String
  public var owner: String
  public var delivery: DeliveryMode
  public var file: FilePattern
  public var due: Due
  public var format: Format
  /// Names of the columns that identify a row; for deltas and snapshots of a thing, for events of an event.
  public var key: [String]
  /// In the order of the file. Columns with `role: op` and sensitive ones are among them.
  public var columns: [Column]
  /// Safe attributes made at the split from sensitive columns, such as a birth year.
  public var derived: [DerivedColumn]
  public var control: Control
  /// Rules of one row and one file, run by extraction.
  public var rules: [RowRule]
  /// Rules that need other deliveries, run over the journal.
  public var journalRules: [JournalRule]
  /// The table in which the accepted rows of an events feed must all be found again; nil for others.
  public var publishes: Publication?
  /// What may never be in a file; nil: nothing is said.
  public var forbidden: Forbidden? = nil
  /// Which outputs a night without the feed holds; nil: those whose lineage reaches it, whenever it is due.
  public var holds: Holds? = nil
  public var location: FileLocation

  public func column(_ name: String) -> Column? { columns.first { $0.name == name } }

  /// The column that says which business date a row belongs to; nil where the control says it for all rows.
  public var businessDateColumn: Column? { columns.first { $0.role == .businessDate } }
  /// The column that holds D, I or U; nil for events and snapshots.
  public var opColumn: Column? { columns.first { $0.role == .op } }
}

public enum DeliveryMode: String, Sendable, CaseIterable { case events, delta, snapshot }

/// A file name with exactly one date: `CARD_TXN_{yyyymmdd}.dat.gz` or `cif_loan_{yyyy-mm-dd}.csv`.
/// `stem` stands before the date, `suffix` (from its first dot) after it. A corrected delivery has `.n`
/// before the suffix; the control's name is the data name up to the suffix, then `.ctl` or `.ok`.
public struct FilePattern: Sendable, Hashable {
  public enum DateForm: String, Sendable, CaseIterable { case compact = "{yyyymmdd}", iso = "{yyyy-mm-dd}" }
  public var stem: String
  public var dateForm: DateForm
  public var suffix: String
  public var text: String { stem + dateForm.rawValue + suffix }
  public var isGzip: Bool { suffix.hasSuffix(".gz") }

  public init(stem: String, dateForm: DateForm, suffix: String) {
    self.stem = stem
    self.dateForm = dateForm
    self.suffix = suffix
  }
}

/// When a delivery must be there, in the pipeline's time zone on the day after the business date.
public struct Due: Sendable {
  public enum Days: String, Sendable, CaseIterable { case every, monthEnd = "month_end", workday }
  /// `HH:mm`.
  public var by: String
  public var required: Bool
  public var on: Days
}

/// What the absence of an optional feed holds back, where that is not all that reads it.
public struct Holds: Sendable {
  public var on: Due.Days
  /// Ids of outputs.
  public var outputs: [String]
}

/// How bytes become fields.
public struct Format: Sendable {
  public enum Kind: String, Sendable, CaseIterable { case separated, fixed, jsonLines = "json_lines", json }
  public enum Encoding: String, Sendable, CaseIterable { case utf8, gb18030, gbk }
  /// `names`: the first line names the columns; `HDR`: it is `HDR`, business date, sequence.
  public enum Header: String, Sendable, CaseIterable { case none, names, envelope = "HDR" }
  public enum Trailer: String, Sendable, CaseIterable { case none, envelope = "TRL" }
  /// `minor`: integer minor units; `decimal`: `.` and at most the currency's decimals.
  public enum MoneyForm: String, Sendable, CaseIterable { case minor, decimal }
  public enum DateForm: String, Sendable, CaseIterable {
    case compact = "yyyymmdd", iso = "yyyy-mm-dd", dotted = "yyyy.mm.dd"
  }
  public var kind: Kind
  public var encoding: Encoding
  /// One or more bytes between fields; empty for other kinds. YAML writes 0x01 as "\x01" and tab as "\t".
  public var separator: [UInt8]
  /// RFC 4180 quotes, with separators and newlines inside.
  public var quoted: Bool
  public var header: Header
  public var trailer: Trailer
  public var money: MoneyForm
  public var dates: DateForm
  /// For `json`: the name of the array in the document whose objects are the rows; empty = the document is the array.
  public var rows: String
}

/// Data classes of JR/T 0171-2020 as the house uses them.
public enum DataClass: String, Sendable, CaseIterable, Comparable {
  case internalData = "C1", personal = "C2", identifying = "C2i", sensitive = "C3"
  /// Kept in the vault only; at most a token leaves.
  public var isVaulted: Bool { self == .identifying || self == .sensitive }
  public static func < (left: DataClass, right: DataClass) -> Bool { left.rank < right.rank }
  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

public enum ColumnType: String, Sendable, CaseIterable {
  case text, code, date, timestamp, integer, money, flag
  /// How SQLite stores it: dates, timestamps, texts and codes as TEXT; flags as 1/0.
  public var storage: Storage {
    switch self {
    case .text, .code, .date, .timestamp: .text
    case .integer, .money, .flag: .integer
    }
  }
}

public enum Storage: String, Sendable, CaseIterable { case integer, text, real }

public struct Column: Sendable {
  public enum Role: String, Sendable, CaseIterable { case op, businessDate = "business_date" }
  /// What happens to an unknown code: a strict list sends the row to quarantine, an open one keeps it as UNK.
  public enum Unknown: String, Sendable, CaseIterable { case quarantine, keep }
  public var name: String
  public var type: ColumnType
  /// Most characters of a text.
  public var max: Int?
  /// Bytes in a fixed-width record.
  public var width: Int
  public var required: Bool
  public var dataClass: DataClass
  /// The kind of token that a vaulted column leaves in the mart; nil: nothing leaves.
  public var token: String?
  /// What stands before the value when a token is made, with a bar between: a constant …
  public var tokenPrefix: String?
  /// … or the value of this column of the same row.
  public var tokenPrefixColumn: String?
  /// A named check: `luhn`, `document`, or nil.
  public var check: String?
  /// For `check: document`: the column that says which kind of document it is.
  public var checkKindColumn: String?
  /// The code list of a `code`.
  public var list: String?
  public var unknown: Unknown
  public var role: Role?
  /// The header's or the JSON object's name, where it differs from `name`.
  public var source: String
  /// Currency of money: its minor units say how many decimals there may be. Nil: the currency column says it.
  public var currency: String?
  public var currencyColumn: String?
  /// A date form of this column alone.
  public var dateForm: Format.DateForm?
  /// What an empty field means, where a source leaves a part of its key empty; nil: null.
  public var emptyAs: String? = nil
  /// First business date whose deliveries have the column; nil: all.
  public var from: BusinessDate? = nil
  /// First business date whose deliveries have it no more; nil: none.
  public var until: BusinessDate? = nil
  /// How deliveries of earlier business dates wrote it, in the order of the days.
  public var was: [EarlierColumn] = []
  public var unit: String
  public var zh: String
  public var doc: String
  public var location: FileLocation
}

/// A safe attribute made from a vaulted one.
public struct DerivedColumn: Sendable {
  public enum Making: String, Sendable, CaseIterable {
    /// The year of a date.
    case year
    /// The `years`-th birthday of a date (29 February becomes 1 March).
    case birthday
    /// 1 when the column holds a value, else 0.
    case present
    /// 1 when the column's `check` holds, else 0; NULL when empty.
    case valid
  }
  public var name: String
  public var from: String
  public var making: Making
  public var years: Int
  public var dataClass: DataClass
  public var zh: String
  public var doc: String
  public var storage: Storage { making == .birthday ? .text : .integer }
}

public struct Control: Sendable {
  /// `lines`: `.ctl` of `key=value` lines (A) · `envelope`: header and trailer in the file, then an empty
  /// `.ok` (B) · `oneline`: `.ctl` of one line `file|yyyymmdd|rows|total|sequence` (C).
  public enum Form: String, Sendable, CaseIterable { case lines, envelope, oneline }
  public var form: Form
  /// The declared amounts after the row count, in the order in which trailers list them.
  public var totals: [Total]
}

/// A declared amount of a delivery.
public struct Total: Sendable {
  public var name: String
  /// An aggregate of the portable subset over the row's own columns, e.g. `SUM(amount_fen)`.
  public var expression: String
  /// `fen` where it is money (written as the feed writes money), else `rows` or the like.
  public var unit: String
  /// True when the file writes it as money.
  public var isMoney: Bool
}

/// A boolean expression of the portable subset over the row's columns and `business_date`.
public struct RowRule: Sendable {
  public enum Effect: String, Sendable, CaseIterable {
    case reject
    /// The row is kept and a finding counted.
    case find
  }
  public var id: String
  public var effect: Effect
  public var condition: String
  public var because: String
  /// The column to name in quarantine; empty where the row as a whole is wrong.
  public var column: String
  public var location: FileLocation
}

/// A query over the journal that names rows: it returns delivery_id, line_no. It sees, for every feed, the
/// table `jrn_<feed>` (all accepted, effective rows, without repeats, with business_date, sequence, line_no, delivery_id, op,
/// late), and `run_context`.
public struct JournalRule: Sendable {
  public enum Effect: String, Sendable, CaseIterable {
    /// The row is quarantined.
    case reject
    /// The row counts as a repeat.
    case `repeat`
    /// The row is kept; a finding is counted.
    case find
    /// The row is kept; it is counted on the orphan line.
    case orphan
  }
  public var id: String
  public var effect: Effect
  public var query: String
  public var because: String
  public var location: FileLocation
}

/// Where the rows of an events feed arrive in the mart.
public struct Publication: Sendable {
  public var table: String
  /// For each declared total, the aggregate over the table that must give it again; `rows` is COUNT(*).
  public var totals: [String: String]
}
