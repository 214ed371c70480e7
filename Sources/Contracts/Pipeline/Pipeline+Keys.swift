import MartCore

/// pipeline.yaml as it is written: the pipeline, and how references are to be read.
struct PipelineDraft: Sendable {
  var pipeline: Pipeline
  /// Column types by reference.
  var references: [(String, [(String, Storage)])] = []
  var lists: [ListBinding] = []
  var currencies: CurrencyBinding?
  var calendar: CalendarSpan?

  init(folder: String, place: FileLocation) {
    pipeline = Pipeline(
      folder: folder, name: "", title: "", zh: "", version: "", engine: "sqlite", keyFile: "",
      tokenAlgorithm: TokenAlgorithm.hmacSHA256.rawValue, timeZone: "", parameters: [], thresholds: Thresholds(),
      figures: "", headlineScale: 1, feeds: [], models: [], checks: [], metrics: [], outputs: [], references: [],
      codes: CodeBook(), currencies: Currencies(), paths: [], identity: nil)
  }

  static let shape = Shape<PipelineDraft>(
    "Pipeline", "`pipeline.yaml`: what holds for the folder as a whole.",
    [
      .required("pipeline", .name, \.pipeline.name, "Its name.", "parcels"),
      .required("title", .text, \.pipeline.title, "What it is, for people.", "Parcels of a courier"),
      .optional("zh", .text, \.pipeline.zh, else: "empty", "The title in Chinese.", "快递数据集市"),
      .required("version", .text, \.pipeline.version, "Rises with every change; it is kept in the mart.", "1.0"),
      .optional(
        "engine", .choice(), \.pipeline.namedEngine, else: "`sqlite`", "Which engine runs the models.", "sqlite"),
      .required(
        "key", .text, \.pipeline.keyFile, "The key file of tokens, relative to the folder.", "../../keys/parcels.key"),
      .optional(
        "token_algorithm", .choice(), \.pipeline.namedTokenAlgorithm, else: "`hmac-sha256`",
        "How tokens are made; every published key depends on it.", "hmac-sha256"),
      .required(
        "time_zone", .timeZone, \.pipeline.timeZone, "Hours and minutes from UTC of business days.", "\"+08:00\""),
      .optional(
        "calendar", .object(CalendarSpan.shape) { _ in CalendarSpan() }, \.calendar,
        "The days of the table `calendar_day`, from which models make their dates.",
        "{ from: \"2015-01-01\", to: \"2030-12-31\" }"),
      .optional("figures", .text, \.pipeline.figures, else: "none", "The model that holds the figures.", "day_kpi"),
      .optional(
        "headline_scale", .whole(1), \.pipeline.headlineScale, else: "1",
        "What headlines are divided by where a figure says `scaled`.", "10000"),
      Key(
        "parameters", .map(to: .parameter, "numbers and texts"),
        "Named numbers and texts that models read as columns of run_context.", "{ noon_hour: 12 }", required: false,
        fallback: "none"
      ) { (draft: inout PipelineDraft, values: [(String, Parameter.Value)]) in
        draft.pipeline.parameters = values.map { Parameter(name: $0.0, value: $0.1) }
      },
      .optional(
        "thresholds", .object(Thresholds.shape) { _ in Thresholds() }, \.pipeline.thresholds,
        else: "each one's own", "Limits that stop a night.", "{ expansion: 200 }"),
      .optional(
        "keep", .object(Keep.shape) { _ in Keep() }, \.pipeline.keep, else: "each one's own",
        "What a home keeps of past nights.", "{ generations: 10, archive_days: 400 }"),
      .optional(
        "references", .map(to: .map(to: .choice(), "column types"), "references"), \.references,
        else: "all columns are text", "Types of columns of `reference/*.csv` that are not text.",
        "{ depot: { floor_cnt: integer } }"),
      .optional(
        "lists", .named(ListBinding.shape, "lists", ListBinding.blank), \.lists, else: "codes.csv alone",
        "Code lists that are references of their own.", "{ depot: { reference: depot, column: depot_no } }"),
      .optional(
        "currencies", .object(CurrencyBinding.shape, CurrencyBinding.blank), \.currencies,
        "The reference that says how many decimals a currency has.",
        "{ reference: currency, code: code, decimals: minor_units }"),
      .optional(
        "identity", .object(IdentityPlan.shape, IdentityPlan.blank), \.pipeline.identity,
        "Which feeds bring records of persons.", "{ sources: […] }"),
      .optional(
        "terms", .named(Term.shape, "terms", Term.blank), \.pipeline.terms, else: "none",
        "What columns mean that many tables share; a column's own `doc` and `zh` come first.",
        "{ depot_no: { doc: number of the depot, zh: 网点号 } }"),
      .optional(
        "reach",
        .named(KeyReach.shape, "keys", KeyReach.blank), \.pipeline.reach, else: "none",
        "The keys that link rows, so that a night makes anew what changed: models may be refreshed `by` one of them.",
        "{ sender_no: { token: sender } }"),
    ],
    finish: { draft, _, _ in
      draft.pipeline.calendar = draft.calendar?.days
      draft.pipeline.workdays = Workdays(
        holidays: Set((draft.calendar?.holidays ?? []).compactMap(\.self)),
        worked: Set((draft.calendar?.worked ?? []).compactMap(\.self)))
    })
}

/// The days of `calendar_day` as they are written.
struct CalendarSpan: Sendable {
  var from: BusinessDate?
  var to: BusinessDate?
  var holidays: [BusinessDate?] = []
  var worked: [BusinessDate?] = []

  /// Both days included; nil where one of them is missing or they stand the wrong way round.
  var days: ClosedRange<BusinessDate>? {
    guard let from, let to, from <= to else { return nil }
    return from...to
  }

  static let shape = Shape<CalendarSpan>(
    "Calendar", "The days of the table `calendar_day`.",
    [
      .required("from", .day, \.from, "The first day.", "\"2015-01-01\""),
      .required("to", .day, \.to, "The last day.", "\"2030-12-31\""),
      .optional(
        "holidays", .list(of: .day, "dates"), \.holidays, else: "none",
        "Days from Monday to Friday on which nobody works: feeds of `due: { on: workday }` are not due.",
        "[\"2024-10-01\"]"),
      .optional(
        "worked", .list(of: .day, "dates"), \.worked, else: "none", "Saturdays and Sundays that are worked instead.",
        "[\"2024-09-29\"]"),
    ],
    finish: { span, entry, reading in
      if let from = span.from, let to = span.to, to < from {
        reading.note(
          "the calendar ends before it begins", "calendar", at: entry.value.entry("to")?.value.place ?? entry.place,
          remedy: "write the first day under from, the last under to")
      }
    })
}

extension Form where Value == BusinessDate? {
  /// `yyyy-mm-dd`.
  static let day: Form = Form<String>.text.map("a date yyyy-mm-dd") { text, entry, reading in
    if let date = BusinessDate(iso: text) { return .some(date) }
    reading.note(
      "'\(entry.key)' must be a date", "date", at: entry.value.place, remedy: "write it like \"2024-09-30\"")
    return nil
  }
}

/// A code list whose codes are a column of a reference.
struct ListBinding: Sendable {
  var list: String
  var reference: String
  var column: String
  var place: FileLocation

  static func blank(list: String, place: FileLocation) -> ListBinding {
    ListBinding(list: list, reference: "", column: "", place: place)
  }

  static let shape = Shape<ListBinding>(
    "List",
    "A code list, under its name, whose codes are a column of a reference; with columns `valid_from` and `valid_to` its codes are dated.",
    [
      .required("reference", .text, \.reference, "The reference.", "depot"),
      .required("column", .text, \.column, "The column that holds the code.", "depot_no"),
    ])
}

/// The reference that holds the currencies.
struct CurrencyBinding: Sendable {
  var reference: String
  var code: String
  var decimals: String
  var place: FileLocation

  static func blank(place: FileLocation) -> CurrencyBinding {
    CurrencyBinding(reference: "", code: "", decimals: "", place: place)
  }

  static let shape = Shape<CurrencyBinding>(
    "Currencies", "The reference that holds the currencies (ISO 4217).",
    [
      .required("reference", .text, \.reference, "The reference.", "currency"),
      .required("code", .text, \.code, "Its column of codes.", "code"),
      .required("decimals", .text, \.decimals, "Its column of decimals.", "minor_units"),
    ])
}

extension Thresholds {
  static let shape = Shape<Thresholds>(
    "Thresholds", "Limits that stop a night.",
    [
      .optional("expansion", .whole(1), \.expansion, else: "200", "Largest expansion of a compressed file.", "200"),
      .optional(
        "file_bytes", .whole(1), \.fileBytes, else: "68719476736", "Largest size of a file, decompressed.",
        "1000000000"),
      .optional(
        "snapshot_drop_bp", .whole(1), \.snapshotDropBp, else: "2000",
        "Share of its rows that a snapshot may lose, in basis points …", "2000"),
      .optional("snapshot_drop_rows", .whole(1), \.snapshotDropRows, else: "20", "… and number of rows.", "20"),
      .optional(
        "quarantine_rows", .whole(1), \.quarantineRows, else: "20",
        "Rows of a delivery that may be refused or orphaned …", "20"),
      .optional(
        "quarantine_rows_bp", .whole(1), \.quarantineRowsBp, else: "50", "… their share in basis points …", "50"),
      .optional(
        "quarantine_money_bp", .whole(1), \.quarantineMoneyBp, else: "10",
        "… and their share of the money in basis points.", "10"),
      .optional(
        "restated_nights", .whole(0), \.restatedNights, else: "35",
        "How many sent nights back a late or corrected delivery restates outputs.", "35"),
      .optional("merged_parties", .whole(1), \.mergedParties, else: "20", "Persons that one night may merge …", "20"),
      .optional(
        "merged_parties_bp", .whole(1), \.mergedPartiesBp, else: "10", "… and their share in basis points.", "10"),
      .optional("split_parties", .whole(1), \.splitParties, else: "20", "Persons that one night may split …", "20"),
      .optional(
        "split_parties_bp", .whole(1), \.splitPartiesBp, else: "10", "… and their share in basis points.", "10"),
    ])
}

/// What runs the models.
public enum EngineName: String, Sendable, CaseIterable { case sqlite, spark }
/// How tokens of every kind are made. SM3 is that of GB/T 32905-2016, for banks that are to use SM algorithms.
package enum TokenAlgorithm: String, Sendable, CaseIterable {
  case hmacSHA256 = "hmac-sha256"
  case hmacSM3 = "hmac-sm3"
}

extension Pipeline {
  var namedEngine: EngineName {
    get { EngineName(rawValue: engine) ?? .sqlite }
    set { engine = newValue.rawValue }
  }
  package var namedTokenAlgorithm: TokenAlgorithm {
    get { TokenAlgorithm(rawValue: tokenAlgorithm) ?? .hmacSHA256 }
    set { tokenAlgorithm = newValue.rawValue }
  }
}

extension Form where Value == Parameter.Value {
  /// A whole number where it is written without quotes, else a text.
  static let parameter = Form(holds: "a whole number or a text") { entry, reading in
    if case .scalar(let text, .plain) = entry.value.content, let number = Int64(text) { return .integer(number) }
    return Form<String>.text.read(entry, &reading).map { .text($0) }
  }
}

extension Form where Value == String {
  /// `+08:00`.
  static let timeZone: Form = Form<String>.text.map("hours and minutes from UTC") { text, entry, reading in
    let bytes = Array(text.utf8)
    let digits = bytes.count == 6 ? [1, 2, 4, 5].map { Int(bytes[$0]) - 0x30 } : []
    if digits.count == 4, digits.allSatisfy({ (0...9).contains($0) }), bytes[3] == UInt8(ascii: ":"),
      bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"), digits[2] < 6,
      (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3] <= 14 * 60
    {
      return text
    }
    reading.note(
      "'\(text)' is no time zone", "time-zone", at: entry.value.place,
      remedy: "write hours and minutes from UTC, like \"+08:00\"")
    return nil
  }
}
