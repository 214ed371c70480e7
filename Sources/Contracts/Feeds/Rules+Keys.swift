import MartCore

extension RowRule {
  static func blank(_ place: FileLocation) -> RowRule {
    RowRule(id: "", effect: .reject, condition: "", because: "", column: "", location: place)
  }

  static let shape = Shape<RowRule>(
    "Rule", "A condition on one row, in SQL over its columns and `business_date`; exactly one of `reject` and `find`.",
    [
      .required("id", .ruleId, \.id, "The rule's name in quarantine and report.", "SCN-01"),
      .effect("reject", .reject, "Rows for which it holds go to quarantine.", "\"weight_g <= 0\""),
      .effect("find", .find, "Rows for which it holds are kept and counted.", "\"weight_g > 30000\""),
      .optional("column", .text, \.column, else: "the row as a whole", "The column to name.", "weight_g"),
      .required(
        "because", .text, \.because, "Why, in one clause, for whoever sees the row.", "a parcel weighs something"),
    ],
    finish: { _, entry, reading in
      noteEffects(RowRule.Effect.allCases.map(\.rawValue), entry, &reading)
    })
}

extension JournalRule {
  static func blank(_ place: FileLocation) -> JournalRule {
    JournalRule(id: "", effect: .reject, query: "", because: "", location: place)
  }

  static let shape = Shape<JournalRule>(
    "Journal rule",
    "A query over all deliveries (`jrn_<feed>`, `run_context`) that returns `delivery_id, line_no`; exactly one of `reject`, `repeat`, `find`, `orphan`.",
    [
      .required("id", .ruleId, \.id, "The rule's name in quarantine and report.", "SCN-02"),
      .effect("reject", .reject, "The rows go to quarantine.", "\"SELECT …\""),
      .effect("repeat", .repeat, "The rows count as repeats.", "\"SELECT …\""),
      .effect("find", .find, "The rows are kept and counted.", "\"SELECT …\""),
      .effect("orphan", .orphan, "The rows are kept and counted on the orphan line.", "\"SELECT …\""),
      .required("because", .text, \.because, "Why, in one clause.", "the parcel is known"),
    ],
    finish: { _, entry, reading in
      noteEffects(JournalRule.Effect.allCases.map(\.rawValue), entry, &reading)
    })
}

extension Key where Owner == RowRule {
  static func effect(_ name: String, _ effect: RowRule.Effect, _ doc: String, _ example: String) -> Key {
    Key(name, .sql, doc, example, required: false, fallback: "") {
      $0.effect = effect
      $0.condition = $1
    }
  }
}

extension Key where Owner == JournalRule {
  static func effect(_ name: String, _ effect: JournalRule.Effect, _ doc: String, _ example: String) -> Key {
    Key(name, .sql, doc, example, required: false, fallback: "") {
      $0.effect = effect
      $0.query = $1
    }
  }
}

/// Notes a rule with no effect, or with more than one.
private func noteEffects(_ words: [String], _ entry: YAMLEntry, _ reading: inout Reading) {
  let written = entry.value.entries.filter { words.contains($0.key) }
  let isMisspelt = entry.value.entries.contains { !words.contains($0.key) && nearest(to: $0.key, in: words) != nil }
  if written.count == 1 || written.isEmpty && isMisspelt { return }
  let place = written.count > 1 ? written[1].place : entry.value.place
  reading.note(
    written.isEmpty ? "the rule does not say what it does" : "the rule says more than one effect", "effect", at: place,
    remedy: "write exactly one of \(words.joined(separator: ", "))")
}

extension Form where Value == String {
  /// The name of a rule, check, path, figure or output: letters, digits, `-`, `_` and `.`.
  static let ruleId: Form = Form<String>.text.map("a name") { text, entry, reading in
    let isPlain = text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || "-_.".utf8.contains($0)
    }
    if isPlain { return text }
    reading.note(
      "'\(text)' is no name", "name", at: entry.value.place, remedy: "use letters, digits, '-', '_' and '.'")
    return nil
  }
}
