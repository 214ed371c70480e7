import MartCore

extension IdentityPlan {
  static func blank(_ place: FileLocation) -> IdentityPlan {
    IdentityPlan(sources: [], documents: [:], compoundSurnames: [], placeholders: [:], location: place)
  }

  static let shape = Shape<IdentityPlan>(
    "Identity", "Which feeds bring records of persons, and how their documents are read.",
    [
      .required(
        "sources", .list(of: .object(Source.shape) { _ in Source.blank }, "sources"), \.sources,
        "The most trusted first.", "[{ src: SHOP, feed: shop_customer, … }]"),
      Key(
        "documents", .map(to: .object(DocumentKind.shape) { _ in .blank }, "document kinds"),
        "By kind, as the document-kind column spells it.", "{ PASS: { form: \"AA9999999\" } }", required: false,
        fallback: "none"
      ) { (plan: inout IdentityPlan, kinds: [(String, DocumentKind)]) in
        plan.documents = Dictionary(kinds.map { ($0.0, $0.1.named($0.0)) }) { $1 }
      },
      .optional(
        "compound_surnames", .list(of: .text, "surnames"), \.compoundSurnames, else: "none",
        "Surnames of two characters.", "[欧阳, 司马]"),
      Key(
        "placeholders", .map(to: .list(of: .text, "values"), "lists"),
        "Values that are no evidence, under `name`, `phone`, `document`.", "{ phone: [\"0000000\"] }", required: false,
        fallback: "none"
      ) { (plan: inout IdentityPlan, lists: [(String, [String])]) in
        plan.placeholders = Dictionary(lists) { $1 }
      },
      .optional(
        "matching", .object(MatchPlan.shape, MatchPlan.init), \.matching,
        "How records without a valid document are matched; else documents alone tell.", "{ fields: {…}, blocks: […] }"),
      .optional(
        "links", .object(LinkFeed.shape) { LinkFeed(location: $0) }, \.links,
        "Where sources declare that two numbers are one person.", "{ feed: shop_link, … }"),
    ])
}

extension IdentityPlan.Source {
  static let blank = IdentityPlan.Source(
    src: "", feed: "", number: "", name: "", documentKind: "", document: "", country: nil, phone: nil, birthDate: nil,
    sex: nil, opened: "")

  static let shape = Shape<IdentityPlan.Source>(
    "Identity source", "A feed with one record for each customer number, and the columns that play each part.",
    [
      .required("src", .text, \.src, "What stands before the bar in the number's token.", "SHOP"),
      .required("feed", .text, \.feed, "The feed.", "shop_customer"),
      .required("number", .text, \.number, "The customer number, a column with a token.", "cust_no"),
      .required("name", .text, \.name, "The person's name.", "name"),
      .required("document_kind", .text, \.documentKind, "Which kind of document it is.", "doc_type"),
      .required("document", .text, \.document, "The document's number.", "doc_no"),
      .optional("country", .text, \.country, "The country that issued it.", "doc_country"),
      .optional("phone", .text, \.phone, "The phone.", "phone"),
      .optional("birth_date", .text, \.birthDate, "The date of birth.", "birth_date"),
      .optional("sex", .text, \.sex, "The sex.", "sex"),
      .optional("address", .text, \.address, "The address.", "address"),
      .optional("device", .text, \.device, "The device.", "device_id"),
      .required("opened", .text, \.opened, "The date by which a person's first record is chosen.", "open_date"),
    ])
}

extension DocumentKind {
  static let blank = DocumentKind(
    form: "", checksum: .none, family: "", birth: nil, prefixes: [], compare: nil, insert: nil, insertAfter: 0,
    perCountry: false)

  /// The kind with its own name as family, where it says none.
  func named(_ name: String) -> DocumentKind {
    var kind = self
    if kind.family.isEmpty { kind.family = name }
    return kind
  }

  static let shape = Shape<DocumentKind>(
    "Document kind", "The form of one kind of identity document, under its kind.",
    [
      .required(
        "form", .text, \.form,
        "A letter a character: `9` a digit, `A` a letter, `X` a digit or X, `*` anything; others stand for themselves; `[…]` a choice; `+` the sign before it once or more; `(…)` at the end may be missing. `*` alone is anything of any length.",
        "\"[HM]99999999(99)\""),
      .optional("checksum", .choice(), \.checksum, else: "`none`", "How the last character is proved.", "mod11-2"),
      .optional(
        "family", .text, \.family, else: "the kind itself",
        "Documents of one family are compared with each other.", "resident"),
      .optional(
        "birth", .positions, \.birth, "First and last position, from 1, of a date of birth yyyymmdd, after `insert`.",
        "7-14"),
      .optional(
        "sex", .object(SexDigit.shape) { _ in SexDigit(at: 0, odd: "", even: "") }, \.sex,
        "The digit whose oddness tells the sex.", "{ at: 17, odd: M, even: F }"),
      .optional(
        "prefixes", .list(of: .text, "texts"), \.prefixes, else: "any", "One of them must begin the number.",
        "[\"81\", \"82\"]"),
      .optional("compare", .whole(1), \.compare, "How many leading characters are compared.", "9"),
      .optional(
        "insert", .text, \.insert,
        "Text to insert, after which a check character is appended, so that it compares with the longer form.", "\"19\""
      ),
      .optional("insert_after", .whole(1), \.insertAfter, else: "0", "After how many characters.", "6"),
      .optional(
        "per_country", .flag, \.perCountry, else: "`false`",
        "The issuing country belongs to the document's identity.", "true"),
    ])
}

extension DocumentKind.SexDigit {
  static let shape = Shape<DocumentKind.SexDigit>(
    "Sex digit", "The digit of a document's number whose oddness tells the sex.",
    [
      .required("at", .whole(1), \.at, "Its position, from 1, after `insert`.", "17"),
      .required("odd", .text, \.odd, "The code where it is odd.", "M"),
      .required("even", .text, \.even, "The code where it is even.", "F"),
    ])
}

extension Form where Value == ClosedRange<Int> {
  /// Two positions of eight characters, such as `7-14`.
  static let positions: Form = Form<String>.text.map("two positions like `7-14`") { text, entry, reading in
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    if ends.count == 2, let first = ends[0], let last = ends[1], first >= 1, last == first + 7 { return first...last }
    reading.note(
      "'\(entry.key)' must be the first and last position of eight digits", "birth", at: entry.value.place,
      remedy: "write it like 7-14")
    return nil
  }
}
