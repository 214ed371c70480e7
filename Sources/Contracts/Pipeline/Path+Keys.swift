import MartCore

extension ConservationPath {
  static func blank(_ place: FileLocation) -> ConservationPath {
    ConservationPath(id: "", title: "", zh: "", unit: "", owner: "", steps: [], location: place)
  }

  static let shape = Shape<ConservationPath>(
    "Path", "`paths/**/*.yaml`: a chain of amounts that must agree to the last unit.",
    [
      .required("path", .ruleId, \.id, "Its name.", "V1"),
      .required("title", .text, \.title, "What is conserved.", "weight of parcels"),
      .optional("zh", .text, \.zh, else: "empty", "The title in Chinese.", "包裹重量"),
      .required("unit", .text, \.unit, "What the amounts count.", "g"),
      .optional("owner", .text, \.owner, else: "empty", "Who is asked when it breaks.", "transport figures"),
      .required(
        "steps", .list(of: .object(Step.shape) { _ in Step.blank }, "steps"), \.steps, "In order.",
        "[{ table: fact_scan, measure: weight_g, sql: SELECT SUM(weight_g) FROM fact_scan }]"),
    ],
    finish: { path, entry, _ in
      let first = entry.value.entry("steps")?.value.items.first
      if first?.entry("compares") == nil, !path.steps.isEmpty { path.steps[0].compares = false }
    })
}

extension ConservationPath.Step {
  static let blank = ConservationPath.Step(table: "", measure: "", sql: "", lines: [], compares: true)

  static let shape = Shape<ConservationPath.Step>(
    "Step", "One amount of a path, compared with the step before it.",
    [
      .required("table", .text, \.table, "The table that it is read from.", "fact_scan"),
      .required("measure", .text, \.measure, "What is summed.", "weight_g"),
      .required("sql", .sql, \.sql, "A query of one row and one column.", "SELECT SUM(weight_g) FROM fact_scan"),
      .optional(
        "compares", .flag, \.compares, else: "`true`, for the first step `false`",
        "`false`: a new quantity begins here.", "false"),
      .optional(
        "lines", .list(of: .object(ConservationPath.Line.shape) { _ in .blank }, "lines"), \.lines, else: "none",
        "Reported amounts that may lie between the step before and this one.",
        "[{ reported_as: orphan, table: fact_scan, sql: SELECT … }]"),
    ])
}

extension ConservationPath.Line {
  static let blank = ConservationPath.Line(reportedAs: "", table: "", sql: "")

  static let shape = Shape<ConservationPath.Line>(
    "Line", "A reported amount between two steps.",
    [
      .required("reported_as", .text, \.reportedAs, "The line's name.", "orphan"),
      .required("table", .text, \.table, "The table that it is read from.", "fact_scan"),
      .required("sql", .sql, \.sql, "A query of one row and one column.", "SELECT SUM(weight_g) FROM fact_scan"),
    ])
}
