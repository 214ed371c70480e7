import MartCore

/// A column as it is written, before its defaults are known.
struct ColumnDraft: Sendable {
  var column: Column
  /// May hold characters of two bytes, so that its width in bytes is twice its characters.
  var isWide = false

  init(name: String, place: FileLocation) {
    column = Column(
      name: name, type: .text, max: nil, width: 0, required: false, dataClass: .internalData, token: nil,
      tokenPrefix: nil, tokenPrefixColumn: nil, check: nil, checkKindColumn: nil, list: nil, unknown: .quarantine,
      role: nil, source: name, currency: nil, currencyColumn: nil, dateForm: nil, unit: unitOfName(name), zh: "",
      doc: "", location: place)
  }

  static let shape = Shape<ColumnDraft>(
    "Column", "One column of a feed, under its name.",
    [
      .required(
        "type", .choice(), \.column.type,
        "`text`; `code` of a dated list; `date`; `timestamp` (ISO 8601 with offset); `integer`; `money` in minor units; `flag` (Y/N).",
        "text"),
      .optional("max", .whole(1), \.column.max, "Most characters of a text.", "24"),
      .optional(
        "wide", .flag, \.isWide, else: "`false`",
        "In fixed width: two bytes a character, so that the width is twice `max`.", "true"),
      .optional(
        "width", .whole(1), \.column.width, else: "by type",
        "Bytes in a fixed-width record: text `max`, code 16, flag 1, date 8 (10 with hyphens or points), timestamp 25, integer 9, money 19.",
        "12"),
      .optional(
        "required", .flag, \.column.required, else: "`false`, in a key `true`", "A row without it goes to quarantine.",
        "true"),
      .optional(
        "class", .choice(), \.column.dataClass, else: "`C1`",
        "`C1` internal, `C2` personal, `C2i` identifying, `C3` sensitive. The last two live in the vault alone.", "C2i"),
      .optional(
        "token", .name, \.column.token,
        "The kind of token that a vaulted column leaves in the mart.", "customer"),
      .optional(
        "prefix", .text, \.column.tokenPrefix,
        "Stands before the value, with a bar, when the token is made: numbers of different sources stay apart.", "SHOP"),
      .optional(
        "prefix_from", .text, \.column.tokenPrefixColumn,
        "The column whose value is that prefix.", "src"),
      .optional("check", .choice(), \.column.namedCheck, "A named check of the value.", "luhn"),
      .optional(
        "kind_from", .text, \.column.checkKindColumn,
        "For `check: document`: the column that says which kind it is.", "doc_type"),
      .optional("list", .text, \.column.list, "The code list of a `code`.", "scan_kind"),
      .optional(
        "unknown", .choice(), \.column.unknown, else: "`quarantine`",
        "`keep`: an unknown code is kept as `UNK` and counted.", "keep"),
      .optional(
        "role", .choice(), \.column.role,
        "`op`: D, I or U of a delta. `business_date`: the day that the row belongs to.", "business_date"),
      .optional(
        "source", .text, \.column.source, else: "the column's name",
        "The name in the file's header or JSON object, where it differs.", "weight"),
      .optional("currency", .currency, \.column.currency, "ISO 4217 code of money.", "EUR"),
      .optional(
        "currency_from", .text, \.column.currencyColumn,
        "The column that says the currency of money.", "ccy"),
      .optional(
        "empty", .text, \.column.emptyAs,
        "What an empty field means, where a source leaves a part of its key empty.", "\"-\""),
      .optional(
        "from", .day, \.column.from, else: "all days",
        "First business date whose deliveries have the column; before, its value is empty.", "\"2024-09-10\""),
      .optional(
        "until", .day, \.column.until, else: "all days",
        "First business date whose deliveries have it no more.", "\"2024-09-10\""),
      .optional(
        "was", .list(of: .object(EarlierColumn.shape, EarlierColumn.blank), "earlier forms"), \.column.was,
        else: "none", "How deliveries of earlier business dates wrote it.",
        "[{ until: \"2024-09-10\", source: wt }]"),
      .optional("dates", .choice(), \.column.dateForm, "How this column alone writes dates.", "yyyy.mm.dd"),
      .optional(
        "unit", .text, \.column.unit, else: "by the name's ending: `_fen`, `_minor`, `_bp`, `_e4` …",
        "What a number counts.", "g"),
      .optional("zh", .text, \.column.zh, else: "empty", "The column's title in Chinese.", "重量"),
      .optional("doc", .text, \.column.doc, else: "empty", "What it says.", "as weighed at the gate"),
    ],
    finish: { draft, entry, reading in draft.noteName(entry, &reading) })

  /// The column with its width in bytes.
  func settled(in format: Format) -> Column {
    var column = column
    if column.width == 0 { column.width = naturalWidth(format) }
    return column
  }

  private func naturalWidth(_ format: Format) -> Int {
    switch column.type {
    case .text: (column.max ?? 0) * (isWide ? 2 : 1)
    case .code: 16
    case .flag: 1
    case .date: (column.dateForm ?? format.dates) == .compact ? 8 : 10
    case .timestamp: 25
    case .integer: 9
    case .money: 19
    }
  }

  private func noteName(_ entry: YAMLEntry, _ reading: inout Reading) {
    noteColumnName(entry.key, at: entry.place, &reading)
    if let taken = Self.takenNames[entry.key] {
      reading.note(
        "a column cannot be named '\(entry.key)': \(taken)", "name", at: entry.place,
        remedy: "choose another name and give the header's with 'source: \(entry.key)'")
    }
  }

  /// Names of columns that the engine adds to a feed's tables.
  static let takenNames: [String: String] = [
    "delivery_id": "it names the delivery of a row", "line_no": "it names the line of a row",
    "late": "it marks late rows", "rule": "it names the rule that refused a row",
    "sequence": "it numbers corrected deliveries", "generation": "it numbers published nights",
    "business_date": "it is the day of the row; a column gets it by 'role: business_date'",
    "delivered_on": "it is the day of the delivery", "is_current": "it marks open versions",
  ]
}

/// Notes a name that cannot stand in SQL without quotes.
func noteColumnName(_ name: String, at place: FileLocation, _ reading: inout Reading) {
  if !isName(name) {
    reading.note(
      "'\(name)' is no column name", "name", at: place,
      remedy: "use small letters, digits and _, beginning with a letter")
  } else if SQLWords.reserved.contains(name.uppercased()) {
    reading.note("'\(name)' is a word of SQL", "name", at: place, remedy: "choose another name")
  }
}

/// The unit that a name's ending says; empty where it says none.
func unitOfName(_ name: String) -> String {
  let endings = ["fen", "minor", "bp", "e4", "days", "months", "years", "minutes"]
  return endings.first { name.hasSuffix("_" + $0) } ?? ""
}

extension Column {
  /// The checks that a column can name.
  enum NamedCheck: String, Sendable, CaseIterable { case luhn, document }
  var namedCheck: NamedCheck? {
    get { check.flatMap(NamedCheck.init(rawValue:)) }
    set { check = newValue?.rawValue }
  }
}

extension Form where Value == String {
  static let currency: Form = Form<String>.text.map("a currency code") { text, entry, reading in
    if text.utf8.count == 3, text.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) { return text }
    reading.note(
      "'\(text)' is no currency", "currency", at: entry.value.place, remedy: "write three capital letters, like EUR")
    return nil
  }
}

extension DerivedColumn {
  static func blank(name: String, place: FileLocation) -> DerivedColumn {
    DerivedColumn(name: name, from: "", making: .year, years: 0, dataClass: .personal, zh: "", doc: "")
  }

  static let shape = Shape<DerivedColumn>(
    "Derived column", "A safe attribute, under its name, made from a column that goes to the vault.",
    [
      .required("from", .text, \.from, "The column that it is made from.", "birth_date"),
      .required(
        "make", .choice(), \.making,
        "`year` of a date; `birthday`: the date of the `years`-th birthday; `present`: 1 when there is a value; `valid`: 1 when the column's `check` holds.",
        "year"),
      .optional("years", .whole(1), \.years, else: "none; `birthday` needs it", "Which birthday.", "18"),
      .optional("class", .choice(), \.dataClass, else: "`C2`", "Its data class.", "C1"),
      .optional("zh", .text, \.zh, else: "empty", "Its title in Chinese.", "出生年"),
      .optional("doc", .text, \.doc, else: "empty", "What it says.", "the year alone"),
    ],
    finish: { _, entry, reading in noteColumnName(entry.key, at: entry.place, &reading) })
}
