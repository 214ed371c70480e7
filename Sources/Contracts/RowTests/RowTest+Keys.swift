import MartCore

/// A file of `tests/` as it is written.
struct RowTestDraft: Sendable {
  var model: String?
  var check: String?
  var output: String?
  var about = ""
  var world = World()
  var cases: [Case] = []

  /// What may stand for all cases of a file, and for one.
  struct World: Sendable {
    var on: BusinessDate?
    var context: [RowTestSetting] = []
    var through: [RowTestSetting] = []
    var given: [TableText] = []
  }

  struct Case: Sendable {
    var title: String
    var location: FileLocation
    var world = World()
    var isOrdered = false
    var expected: TableText?
  }

  /// A table of rows before it is cut into cells.
  struct TableText: Sendable {
    var name: String
    var place: FileLocation
    var value: YAMLValue
  }

  static let shape = Shape<RowTestDraft>(
    "Row test",
    "`tests/**/*.yaml`: rows in, rows out, for one query of the pipeline; `mart test` runs them. The query reads what the "
      + "case gives, the pipeline's own references, `calendar_day`, `run_context`, and models that are made of references "
      + "alone; all else is empty.",
    [
      .optional("model", .text, \.model, "The model (or view) that is tried …", "parcel_day"),
      .optional("check", .text, \.check, "… or the check; the rows that it finds are compared …", "parcels_add_up"),
      .optional("output", .text, \.output, "… or the output.", "P01"),
      .optional(
        "about", .text, \.about, else: "empty", "What the cases show, for people.", "days with and without rain"),
    ] + worldKeys(\.world) + [
      .required(
        "cases", .named(Case.shape, "cases") { Case(title: $0, location: $1) }, \.cases,
        "Under a sentence each.", "{ a parcel counts on its day: { expect: … } }")
    ])

  /// The keys of a world, for a file or one case.
  static func worldKeys<Owner>(_ path: any WritableKeyPath<Owner, World> & Sendable) -> [Key<Owner>] {
    [
      Key(
        "on", Form<BusinessDate?>.day,
        "The business date, from which `run_context` follows; a case without one takes its file's.",
        "\"2024-09-30\"", required: false, fallback: "the file's"
      ) { $0[keyPath: path].on = $1 },
      Key(
        "context", Form<[RowTestSetting]>.settings("columns"),
        "Columns of `run_context` that hold something else than follows from the date.", "{ noon_hour: 11 }",
        required: false, fallback: "none"
      ) { $0[keyPath: path].context = $1 },
      Key(
        "through", Form<[RowTestSetting]>.names,
        "Models between the given rows and the query, made by their own SQL; a case's are added to its file's.",
        "[fact_scan]", required: false, fallback: "none"
      ) { $0[keyPath: path].through = $1 },
      Key(
        "given", Form<[TableText]>.tables,
        "Rows by table, as text: a line of column names, then one row a line, cells between `|`; empty or `null` is NULL, "
          + "`'…'` is a text as it is, `_` may part digits, `#` begins a remark. Columns that are not named hold NULL; where "
          + "that may not be: the row's number in a key, `1900-01-01` in `valid_from`, `9999-12-31` in `valid_to`, 1 in "
          + "`is_current`, else 0 or the empty text. A case's table replaces its file's.",
        "{ fact_scan: … }", required: false, fallback: "none"
      ) { $0[keyPath: path].given = $1 },
    ]
  }
}

extension RowTestDraft.Case {
  static let shape = Shape<RowTestDraft.Case>(
    "Case", "One world, and what must come of it.",
    RowTestDraft.worldKeys(\.world) + [
      .optional(
        "ordered", .flag, \.isOrdered, else: "`false`",
        "The rows stand in the order of the result: a table's by its key.", "true"),
      Key(
        "expect", Form<RowTestDraft.TableText>.table,
        "All rows that must come, as in `given`; only the columns that are named are compared. A line of names alone: no row.",
        "…", required: true, fallback: ""
      ) { $0.expected = $1 },
    ])
}

extension Form where Value == RowTestDraft.TableText {
  static let table = Form(holds: "a table of rows") { entry, reading in
    guard case .scalar(_, .literal) = entry.value.content else {
      reading.wrongType(entry, "a table of rows after '|'")
      return nil
    }
    return RowTestDraft.TableText(name: entry.key, place: entry.place, value: entry.value)
  }
}

extension Form where Value == [RowTestDraft.TableText] {
  static let tables: Form = Form<[(String, RowTestDraft.TableText)]>.map(to: .table, "tables of rows")
    .map("a map of tables of rows") { tables, _, _ in tables.map(\.1) }
}

extension Form where Value == [RowTestSetting] {
  /// Names with their places, as a list.
  static let names: Form = Form<[RowTestSetting]>.list(
    of: Form<RowTestSetting>(holds: "a name") { entry, reading in
      Form<String>.text.read(entry, &reading).map {
        RowTestSetting(name: $0, value: RowCell(text: $0, isQuoted: false, place: entry.value.place))
      }
    }, "names")

  /// Values by name.
  static func settings(_ plural: String) -> Form {
    Form<[(String, RowTestSetting)]>.map(
      to: Form<RowTestSetting>(holds: "a number or a text") { entry, reading in
        Form<String>.text.read(entry, &reading).map { text in
          RowTestSetting(
            name: entry.key,
            value: RowCell(text: text == "null" ? nil : text, isQuoted: false, place: entry.value.place))
        }
      }, plural
    ).map("a map of values by name") { values, _, _ in values.map(\.1) }
  }
}
