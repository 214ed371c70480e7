import MartCore

extension Control {
  static let shape = Shape<Control>(
    "Control",
    "What is announced beside the data. Every other key is a total, in the order of the file: `name: SUM(column)`, an aggregate over the row's columns, or `name: { is: \"…\", unit: g }`.",
    [
      .optional(
        "form", .choice(), \.form, else: "`lines`",
        "`lines`: a `.ctl` of `key=value` lines; `envelope`: header and trailer inside the file, then an empty `.ok`; `oneline`: a `.ctl` of one line `file|yyyymmdd|rows|total|sequence`.",
        "envelope"),
      Key("rows", .choice(), "The number of rows is always announced.", "count", required: false, fallback: "`count`") {
        (_: inout Control, _: RowCount) in
      },
    ],
    others: { control, entry, reading in control.addTotal(entry, &reading) })

  enum RowCount: String, Sendable, CaseIterable { case count }

  private mutating func addTotal(_ entry: YAMLEntry, _ reading: inout Reading) {
    guard isName(entry.key) else {
      reading.note(
        "'\(entry.key)' is no name of a total", "name", at: entry.place,
        remedy: "use small letters, digits and _, beginning with a letter")
      return
    }
    var total = Total(name: entry.key, expression: "", unit: Self.unit(of: entry.key), isMoney: false)
    if case .map = entry.value.content {
      guard Total.shape.read(entry, into: &total, &reading) else { return }
    } else {
      guard let expression = TextForm.sql.read(entry, &reading) else { return }
      total.expression = expression
    }
    total.isMoney = ["fen", "minor"].contains(total.unit)
    totals.append(total)
  }

  /// `fen` and `minor` by the name's ending, else `rows`.
  private static func unit(of name: String) -> String {
    ["fen", "minor"].first { name.hasSuffix("_" + $0) } ?? "rows"
  }
}

extension Total {
  static let shape = Shape<Total>(
    "Total", "A declared total whose name does not say its unit.",
    [
      .required("is", .sql, \.expression, "An aggregate over the row's columns.", "\"SUM(weight_g)\""),
      .optional(
        "unit", .text, \.unit, else: "by the name's ending, else `rows`",
        "What it counts; `fen` and `minor` are written as the feed writes money.", "g"),
    ])
}

extension Publication {
  static let shape = Shape<Publication>(
    "Publication",
    "The table in which the accepted rows must all be found again. Every other key is a declared total and the aggregate over the table that must give it again.",
    [
      .required("table", .text, \.table, "The model's name.", "fact_scan")
    ],
    others: { publication, entry, reading in
      publication.totals[entry.key] = TextForm.sql.read(entry, &reading) ?? ""
    },
    finish: { publication, _, _ in
      if publication.totals["rows"] == nil { publication.totals["rows"] = "COUNT(*)" }
    })
}
