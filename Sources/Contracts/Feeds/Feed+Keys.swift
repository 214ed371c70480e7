import MartCore

extension Feed {
  static func blank(_ place: FileLocation) -> Feed {
    Feed(
      name: "", title: "", zh: "", family: "", owner: "", delivery: .events,
      file: FilePattern(stem: "", dateForm: .compact, suffix: ""), due: Due(by: "", required: true, on: .every),
      format: .blank, key: [], columns: [], derived: [], control: Control(form: .lines, totals: []), rules: [],
      journalRules: [], publishes: nil, location: place)
  }
}

/// A feed's contract as it is written: the feed, and what is only needed to judge it.
struct FeedDraft: Sendable {
  var feed: Feed
  var columns: [ColumnDraft] = []
  /// The control's date holds for all rows of an events feed.
  var dated: DatedBy = .column

  init(_ place: FileLocation) { feed = .blank(place) }

  enum DatedBy: String, Sendable, CaseIterable { case column, control }

  static let shape = Shape<FeedDraft>(
    "Feed", "`feeds/**/*.yaml`: what one source system promises to deliver. One file, one feed.",
    [
      .required("feed", .name, \.feed.name, "Its name in tables and models: `stg_<feed>`.", "parcel_scan"),
      .required("title", .text, \.feed.title, "What it is, for people.", "Scans of parcels"),
      .optional("zh", .text, \.feed.zh, else: "empty", "The title in Chinese.", "包裹扫描"),
      .optional("family", .text, \.feed.family, else: "empty", "The group that it is shown in.", "transport"),
      .required("owner", .text, \.feed.owner, "Who answers for its content.", "sorting centre"),
      .required(
        "delivery", .choice(), \.feed.delivery,
        "`events`: each row happens once. `delta`: rows say inserted, updated, deleted. `snapshot`: a key that is no longer listed is closed.",
        "events"),
      .required(
        "file", .filePattern, \.feed.file,
        "The file's name with one date, `{yyyymmdd}` or `{yyyy-mm-dd}`. The control has the same name up to the suffix.",
        "SCAN_{yyyymmdd}.csv.gz"),
      .required(
        "due", .object(Due.shape) { _ in Due(by: "", required: true, on: .every) }, \.feed.due,
        "When it must be there.", "{ by: \"01:30\" }"),
      .required(
        "format", .object(Format.shape) { _ in .blank }, \.feed.format, "How bytes become fields.",
        "{ kind: separated, separator: \",\", header: names }"),
      .required(
        "key", .list(of: .text, "column names"), \.feed.key,
        "The columns that identify a row.", "[scan_id]"),
      .required(
        "columns", .named(ColumnDraft.shape, "columns", ColumnDraft.init), \.columns,
        "In the order of the file.", "{ scan_id: { type: text, max: 24, required: true } }"),
      .optional(
        "derived", .named(DerivedColumn.shape, "columns", DerivedColumn.blank), \.feed.derived, else: "none",
        "Safe attributes made from sensitive columns before those go to the vault.",
        "{ birth_year: { from: birth_date, make: year } }"),
      .required(
        "control", .object(Control.shape) { _ in Control(form: .lines, totals: []) }, \.feed.control,
        "What is announced beside the data.", "{ form: lines, rows: count, weight_g: SUM(weight_g) }"),
      .optional(
        "business_date", .choice(), \.dated, else: "`column`",
        "`control`: an events feed without a column of role `business_date`, whose rows all belong to the control's date.",
        "control"),
      .optional(
        "forbid", .object(Forbidden.shape) { _ in .blank }, \.feed.forbidden,
        "What refuses a delivery whole before anything of it is kept.",
        "{ id: SCN-00, names: [password], because: \"passwords are never taken in\" }"),
      .optional(
        "holds", .object(Holds.shape) { _ in Holds(on: .every, outputs: []) }, \.feed.holds,
        "What a night without an optional feed holds back, where that is not every output that reads it.",
        "{ on: month_end, outputs: [P01] }"),
      .optional(
        "rules", .list(of: .object(RowRule.shape, RowRule.blank), "rules"), \.feed.rules, else: "none",
        "Conditions on one row.", "[{ id: SCN-01, reject: \"weight_g <= 0\", because: \"a parcel weighs something\" }]"),
      .optional(
        "journal_rules", .list(of: .object(JournalRule.shape, JournalRule.blank), "rules"),
        \.feed.journalRules, else: "none", "Queries over all deliveries that name rows.",
        "[{ id: SCN-02, orphan: \"SELECT …\", because: \"the parcel is known\" }]"),
      .optional(
        "publishes", .object(Publication.shape) { _ in Publication(table: "", totals: [:]) }, \.feed.publishes,
        "Where the rows of an events feed must all be found again.",
        "{ table: fact_scan, rows: \"COUNT(*)\", weight_g: \"SUM(weight_g)\" }"),
    ],
    finish: { draft, _, _ in draft.settle() })

  /// Fills in what a column has by default from its type, its name, the feed's format and key.
  mutating func settle() {
    let format = feed.format
    feed.columns = columns.map { $0.settled(in: format) }
    for index in feed.columns.indices where feed.key.contains(feed.columns[index].name) {
      feed.columns[index].required = true
    }
  }
}

extension Due {
  static let shape = Shape<Due>(
    "Due", "When a delivery must be there.",
    [
      .required(
        "by", .clock, \.by, "Time of the day after the business date, in the pipeline's time zone.", "\"01:30\""),
      .optional(
        "required", .flag, \.required, else: "`true`",
        "`false`: the night goes on without it and says that it is stale.", "false"),
      .optional("on", .choice(), \.on, else: "`every`", "On which business dates it is due.", "month_end"),
    ])
}

extension Holds {
  static let shape = Shape<Holds>(
    "Holds", "Which outputs a night without the feed holds back.",
    [
      .optional(
        "on", .choice(), \.on, else: "`every`", "On which business dates; on others none is held.", "month_end"),
      .required("outputs", .list(of: .text, "output ids"), \.outputs, "Ids of outputs.", "[P01]"),
    ])
}

extension Format {
  static let blank = Format(
    kind: .separated, encoding: .utf8, separator: [], quoted: false, header: .none, trailer: .none, money: .decimal,
    dates: .iso, rows: "")

  static let shape = Shape<Format>(
    "Format", "How bytes become fields.",
    [
      .optional(
        "kind", .choice(), \.kind, else: "`separated`",
        "`separated`: fields with a separator; `fixed`: widths in bytes; `json_lines`: an object a line; `json`: one document.",
        "fixed"),
      .optional("encoding", .choice(), \.encoding, else: "`utf8`", "How characters are written.", "gb18030"),
      .optional(
        "separator", .separator, \.separator, else: "none; `separated` needs it",
        "Between fields, one character or more; in double quotes `\"\\t\"` is a tab and `\"\\x01\"` the byte 1.",
        "\"|+|\""),
      .optional(
        "quoted", .flag, \.quoted, else: "`false`",
        "Fields may stand in double quotes (RFC 4180), with separators and line ends inside.", "true"),
      .optional(
        "header", .choice(), \.header, else: "`none`",
        "`names`: the first line names the columns; `HDR`: it holds `HDR`, business date and sequence.", "names"),
      .optional("trailer", .choice(), \.trailer, else: "`none`", "`TRL`: the last line holds rows and totals.", "TRL"),
      .optional(
        "money", .choice(), \.money, else: "`decimal`",
        "`minor`: whole minor units; `decimal`: with a point and at most the currency's decimals.", "minor"),
      .optional("dates", .choice(), \.dates, else: "`yyyy-mm-dd`", "How dates are written.", "yyyymmdd"),
      .optional(
        "rows", .text, \.rows, else: "the document is the array",
        "For `json`: the name of the array that holds the rows.", "scans"),
    ])
}
