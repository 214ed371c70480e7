import MartCore

extension Check {
  static func blank(_ place: FileLocation) -> Check {
    Check(id: "", title: "", severity: .stop, owner: "", shows: [], sql: "", sqlLocation: place, location: place)
  }

  static let shape = Shape<Check>(
    "Check", "`checks/**/*.sql`: front matter, then a query that must return no row.",
    [
      .required("check", .ruleId, \.id, "Its name.", "parcels_add_up"),
      .required("title", .text, \.title, "What must hold.", "every parcel that came in went out or is here"),
      .required(
        "severity", .choice(), \.severity,
        "`stop`: nothing is published; `hold`: the table keeps its last rows; `warn`: it is shown.", "stop"),
      .required("owner", .text, \.owner, "Who is asked when it fails.", "transport figures"),
      .optional(
        "holds", .list(of: .text, "table names"), \.holds, else: "the tables that it reads",
        "With severity `hold`: the tables that keep their last rows when it fails; what is made from them is held too.",
        "[depot_day]"),
      .optional(
        "shows", .list(of: .text, "column names"), \.shows, else: "none",
        "Columns of the rows that it returns which its message shows of the first three; nothing of a person.",
        "[depot_no, missing_cnt]"),
    ])
}

extension Metric {
  static func blank(id: String, place: FileLocation) -> Metric {
    Metric(
      id: id, title: "", zh: "", definition: "", unit: "", basis: "", owner: "", headline: nil, headlineScaled: false,
      said: "", location: place)
  }

  static let shape = Shape<Metric>(
    "Metric", "`metrics/**/*.yaml`: a map from the figure's id to what it means.",
    [
      .required("title", .text, \.title, "What it is, for people.", "Parcels on time"),
      .optional("zh", .text, \.zh, else: "empty", "The title in Chinese.", "准时包裹"),
      .required("definition", .text, \.definition, "How it is counted, in words.", "parcels delivered by noon"),
      .required("unit", .text, \.unit, "What it counts.", "parcels"),
      .required("basis", .text, \.basis, "The time that it speaks of.", "C"),
      .optional("owner", .text, \.owner, else: "empty", "Who answers for it.", "transport figures"),
      .optional("headline", .whole(.min), \.headline, "The published number that it is held against.", "75500"),
      .optional(
        "scaled", .flag, \.headlineScaled, else: "`false`",
        "The headline is divided by the pipeline's `headline_scale`.", "true"),
      .optional(
        "said", .text, \.said, else: "empty", "The published number in the words that were said, for people.",
        "over 75,000"),
    ],
    finish: { _, entry, reading in
      let key = YAMLEntry(
        key: "metric", place: entry.place, value: YAMLValue(content: .scalar(entry.key, .quoted), place: entry.place))
      _ = Form<String>.ruleId.read(key, &reading)
    })
}

extension Output {
  static func blank(_ place: FileLocation) -> Output {
    Output(
      id: "", name: "", title: "", zh: "", version: 1, user: "", owner: "", forPeople: false, ceiling: .internalData,
      key: [], columns: [], totals: [], sql: "", sqlLocation: place, location: place)
  }

  static let shape = Shape<Output>(
    "Output", "`outputs/**/*.yaml`: a file that leaves the house.",
    [
      .required("output", .ruleId, \.id, "Its id, the first part of the file's name.", "P01"),
      .required("name", .ruleId, \.name, "The second part of the file's name.", "DEPOT_DAY"),
      .required("title", .text, \.title, "What it is, for people.", "Each depot's day"),
      .optional("zh", .text, \.zh, else: "empty", "The title in Chinese.", "网点日报"),
      .optional("version", .whole(1), \.version, else: "1", "Rises when columns change.", "2"),
      .required("user", .name, \.user, "Whose folder of the outbox it goes to.", "transport"),
      .required("owner", .text, \.owner, "Who answers for it.", "transport figures"),
      .optional(
        "people", .flag, \.forPeople, else: "`false`",
        "Read in a spreadsheet: cells that look like formulas are neutralised.", "true"),
      .required("ceiling", .choice(), \.ceiling, "The highest data class that may leave: `C1` or `C2`.", "C1"),
      .required("key", .list(of: .text, "column names"), \.key, "The order of rows; unique.", "[depot_no]"),
      .required(
        "columns", .named(ModelColumn.shape, "columns", ModelColumn.blank), \.columns,
        "In the order of the SELECT; the file has those that are `written`.",
        "{ depot_no: { type: text, required: true } }"),
      .optional(
        "totals", .list(of: .text, "column names"), \.totals, else: "none",
        "Columns whose sums the control announces.", "[parcel_cnt]"),
      .required("sql", .sql, \.sql, "The SELECT.", "SELECT depot_no FROM parcel_day"),
    ],
    finish: { output, _, _ in output.columns = output.columns.requiring(output.key) })
}
