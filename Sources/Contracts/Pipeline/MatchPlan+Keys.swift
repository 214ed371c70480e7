import MartCore

extension MatchPlan {
  static let shape = Shape<MatchPlan>(
    "Matching", "How records that no document joins are found, compared and judged.",
    [
      .required(
        "fields", .named(Field.shape, "fields", Field.blank), \.fields, "What is compared, by name.",
        "{ name: { compare: edits, levels: [1] } }"),
      .required(
        "blocks", .list(of: .list(of: .keyPart, "fields"), "lists of fields"), \.blocks,
        "Records that agree on every field of one list are compared; `name:4` is the first four characters.",
        "[[phone], [name, birth_date]]"),
      .optional(
        "cap", .whole(2), \.cap, else: "200", "A block of more records compares nobody, and is reported.", "200"),
      .optional(
        "auto", .decimal, \.auto,
        "Bits from which a pair is one person, where two kinds of evidence agree; even odds where it is not said.", "20"
      ),
      .optional(
        "review", .decimal, \.review, "Bits from which a steward is asked; never where it is not said.", "10"),
      .optional(
        "model", .text, \.model, "The model's file, from the pipeline folder.", "identity/model-1.json"),
    ],
    finish: { plan, entry, reading in
      let names = plan.fields.map(\.name)
      if plan.fields.count > 15 {
        reading.note(
          "more than 15 fields are compared", "matching", at: entry.place, remedy: "leave out those that tell least")
      }
      for part in plan.blocks.flatMap({ $0 }) where !names.contains(part.field) {
        let place = entry.value.entry("blocks")?.value.place ?? entry.place
        reading.note(
          "a block names '\(part.field)', which is not compared", "matching", at: place,
          remedy: didYouMean(part.field, in: names, otherwise: "declare it under fields"))
      }
    })
}

extension MatchPlan.Field {
  static func blank(name: String, place: FileLocation) -> MatchPlan.Field {
    MatchPlan.Field(name: name, location: place)
  }

  static let shape = Shape<MatchPlan.Field>(
    "Matched field", "How one field of two records is compared.",
    [
      .optional(
        "compare", .choice(), \.compare, else: "`exact`",
        "By equality, edits on characters, Jaro–Winkler, as dates of eight digits, or as whole numbers.", "edits"),
      .optional(
        "levels", .list(of: .decimal, "numbers"), \.levels, else: "none",
        "Limits between 'differs' and equal, the weakest first: likeness for jaro-winkler, else distance.",
        "[2, 1]"),
      .optional("evidence", .text, \.evidence, "The kind of evidence that agreement is.", "phone"),
      .optional(
        "generic", .whole(1), \.generic, "A value under more names than this says nothing.", "3"),
      .optional(
        "by_frequency", .flag, \.byFrequency, else: "`false`", "Agreement on a rare value weighs more.", "true"),
    ],
    finish: { field, entry, reading in
      let grows = field.compare == .jaroWinkler
      let inOrder = zip(field.levels, field.levels.dropFirst()).allSatisfy { grows ? $0 < $1 : $0 > $1 }
      let fits = field.levels.allSatisfy { grows ? $0 > 0 && $0 < 1 : $0 > 0 }
      if !inOrder || !fits || field.levels.count > 12
        || (field.compare == .exact || field.compare == .date) != field.levels.isEmpty
      {
        reading.note(
          "the levels do not fit the comparison of '\(field.name)'", "matching",
          at: entry.value.entry("levels")?.value.place ?? entry.place,
          remedy: "jaro-winkler: rising, between 0 and 1; edits and number: falling; exact and date: none")
      }
    })
}

extension LinkFeed {
  static let shape = Shape<LinkFeed>(
    "Declared links", "A feed in which sources say themselves that two numbers are one person.",
    [
      .required("feed", .text, \.feed, "The feed.", "shop_link"),
      .required("kind", .text, \.kind, "Its column of the kind of link.", "link_type"),
      .required("same", .text, \.same, "The kind that says 'the same person'.", "SAME"),
      .required("source_a", .text, \.sourceA, "Column of the one side's source.", "src_a"),
      .required("number_a", .text, \.numberA, "Column of the one side's number, with a token.", "cust_a"),
      .required("source_b", .text, \.sourceB, "Column of the other side's source.", "src_b"),
      .required("number_b", .text, \.numberB, "Column of the other side's number, with a token.", "cust_b"),
      .optional("from", .text, \.from, "Column of the first day of the link.", "valid_from"),
      .optional("to", .text, \.to, "Column of the first day on which it holds no more.", "valid_to"),
    ])
}

extension Form where Value == Double {
  static let decimal: Form = Form<String>.text.map("a number") { text, entry, reading in
    if let number = Double(text), number.isFinite { return number }
    reading.note("'\(entry.key)' must be a number", "number", at: entry.value.place, remedy: "write it like 0.92")
    return nil
  }
}

extension Form where Value == MatchPlan.KeyPart {
  /// `field`, or `field:N`.
  static let keyPart: Form = Form<String>.text.map("a field, or `field:N`") { text, entry, reading in
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 1 { return MatchPlan.KeyPart(field: text, first: nil) }
    if parts.count == 2, let first = Int(parts[1]), first > 0 {
      return MatchPlan.KeyPart(field: parts[0], first: first)
    }
    reading.note(
      "'\(text)' is no field of a block", "matching", at: entry.value.place, remedy: "write it like surname:4")
    return nil
  }
}
