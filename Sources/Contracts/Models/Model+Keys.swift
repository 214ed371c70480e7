import MartCore

extension Model {
  static func blank(_ place: FileLocation) -> Model {
    Model(
      name: "", title: "", zh: "", grain: "", owner: "", key: [], cluster: [], indexes: [], refresh: .full,
      columns: [], sql: "", sqlLocation: place, location: place)
  }

  static let shape = Shape<Model>(
    "Model",
    "`models/**/*.sql`: front matter between `/*---` and `---*/`, then one SELECT. The file is named as its table.",
    [
      .required("model", .name, \.name, "The table's name.", "parcel_day"),
      .required("title", .text, \.title, "What it is, for people.", "Each day in figures"),
      .optional("zh", .text, \.zh, else: "empty", "The title in Chinese.", "包裹日汇总"),
      .required("grain", .text, \.grain, "What one row is.", "one row per depot and day"),
      .optional("owner", .text, \.owner, else: "empty", "Who answers for it.", "transport figures"),
      .required(
        "key", .list(of: .text, "column names"), \.key,
        "The columns that identify a row; unique, which the gate proves.", "[depot_no, day]"),
      .optional(
        "cluster", .list(of: .text, "column names"), \.cluster, else: "the key alone",
        "How rows lie on disk: these columns first, then the key.", "[depot_no]"),
      .optional(
        "indexes", .list(of: .list(of: .text, "column names"), "lists of column names"), \.indexes,
        else: "none", "Further indexes.", "[[day]]"),
      .optional(
        "refresh", .refresh, \.refresh, else: "`full`",
        "`full`: made anew each night. `by <column>`: only tonight's touched values of the column. `view`: a stored view.",
        "by depot_no"),
      .required(
        "columns", .named(ModelColumn.shape, "columns", ModelColumn.blank), \.columns,
        "In the order of the SELECT.", "{ depot_no: { type: text, required: true } }"),
    ],
    finish: { model, _, _ in
      if model.refresh != .view { model.columns = model.columns.requiring(model.key) }
    })
}

extension [ModelColumn] {
  /// The columns with those of a key never null.
  func requiring(_ key: [String]) -> [ModelColumn] {
    map { column in
      var column = column
      if key.contains(column.name) { column.required = true }
      return column
    }
  }
}

extension ModelColumn {
  static func blank(name: String, place: FileLocation) -> ModelColumn {
    ModelColumn(
      name: name, storage: .text, required: false, dataClass: .internalData, unit: unitOfName(name), additive: nil,
      zh: "", doc: "", declassify: nil, location: place)
  }

  static let shape = Shape<ModelColumn>(
    "Model column", "One column of a model or an output, under its name.",
    [
      .required("type", .choice(), \.storage, "Money, counts and flags are `integer`; dates are `text`.", "integer"),
      .optional("required", .flag, \.required, else: "`false`, in a key `true`", "Never null.", "true"),
      .optional(
        "class", .choice(), \.dataClass, else: "`C1`",
        "Its data class, at least the highest of what it is made from; `C2i` and `C3` cannot be here.", "C2"),
      .optional("unit", .text, \.unit, else: "by the name's ending", "What a number counts.", "parcels"),
      .optional(
        "additive", .choice(), \.additive,
        "`yes`: may be summed; `semi`: not over days; `no`: never. Left out: it is no measure.", "yes"),
      .optional("zh", .text, \.zh, else: "empty", "The column's title in Chinese.", "包裹数"),
      .optional("doc", .text, \.doc, else: "empty", "What it says.", "parcels that left the depot"),
      .optional(
        "declassify", .text, \.declassify,
        "Why it may have a lower class than what it is made from.", "a sum over at least 20 persons"),
      .optional(
        "token", .name, \.token,
        "In outputs: the kind of token, keyed for the user, that leaves in place of the mart's key.", "depot"),
      .optional(
        "written", .flag, \.isWritten, else: "`true`",
        "In outputs: `false` for a column that the control sums and the file does not have.", "false"),
    ],
    finish: { _, entry, reading in noteColumnName(entry.key, at: entry.place, &reading) })
}

extension Form where Value == Model.Refresh {
  static let refresh: Form = Form<String>.text.map("`full`, `view` or `by <column>`") { text, entry, reading in
    if text == "full" { return .full }
    if text == "view" { return .view }
    let words = text.split(separator: " ")
    if words.count == 2, words[0] == "by" { return .by(String(words[1])) }
    reading.note(
      "'\(text)' is no refresh", "refresh", at: entry.value.place, remedy: "write full, view or 'by <column>'")
    return nil
  }
}
