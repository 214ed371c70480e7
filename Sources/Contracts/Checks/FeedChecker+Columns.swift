import MartCore

extension FeedChecker {
  mutating func checkColumn(_ column: Column) {
    checkVault(column)
    checkType(column)
    checkMoney(column)
    checkNamedCheck(column)
    if column.name == "valid_from" || column.name == "valid_to", feed.delivery != .events {
      note(
        "'\(column.name)' is the engine's own in the history of a \(feed.delivery.rawValue)", "name",
        at: column.location,
        remedy: "choose another name and give the header's with 'source: \(column.source)'")
    }
    if let twin = feed.columns.first(where: { $0.source == column.source }), twin.name != column.name {
      note(
        "columns '\(twin.name)' and '\(column.name)' are read from the same name", "source",
        at: place(column, "source"),
        remedy: "correct 'source' of one of them")
    }
  }

  private mutating func checkVault(_ column: Column) {
    if column.token != nil, !column.dataClass.isVaulted {
      note(
        "a token stands for what the vault keeps, and '\(column.name)' is \(column.dataClass.rawValue)", "token",
        at: place(column, "token"), remedy: "write 'class: C2i' or 'class: C3', or take the token away")
    }
    for (key, value) in [("prefix", column.tokenPrefix), ("prefix_from", column.tokenPrefixColumn)]
    where value != nil && column.token == nil {
      note("'\(key)' belongs to a token", "token", at: place(column, key), remedy: "write 'token: KIND' as well")
    }
    if column.tokenPrefix != nil, column.tokenPrefixColumn != nil {
      note("a token has one prefix", "token", at: place(column, "prefix_from"), remedy: "keep prefix or prefix_from")
    }
    if let name = column.tokenPrefixColumn, let prefix = needColumn(name, at: place(column, "prefix_from")),
      prefix.dataClass.isVaulted
    {
      note(
        "a prefix cannot be a vaulted column", "token", at: place(column, "prefix_from"),
        remedy: "name a column of class C1 or C2")
    }
    if column.role != nil, column.dataClass.isVaulted {
      note("a column with a role cannot be vaulted", "role", at: place(column, "role"), remedy: "write class C1 or C2")
    }
  }

  private mutating func checkType(_ column: Column) {
    let isWritten = document.root.entry("columns")?.value.entry(column.name)?.value.entry("type") != nil
    if column.type == .code, column.list == nil {
      note("a code needs its list", "list", at: place(column, "type"), remedy: "write 'list: NAME'")
    }
    if column.type != .code, isWritten {
      needType(column, "list", column.list != nil, "code")
      needType(column, "unknown", column.unknown == .keep, "code")
    }
    if column.type != .text, isWritten { needType(column, "max", column.max != nil, "text") }
    if column.type != .date { needType(column, "dates", column.dateForm != nil, "date") }
    if feed.format.kind == .fixed, column.type == .text, column.width == 0 {
      note(
        "a fixed-width text needs its width", "width", at: place(column, "type"), remedy: "write 'max: N' or 'width: N'"
      )
    }
  }

  private mutating func needType(_ column: Column, _ key: String, _ isWritten: Bool, _ type: String) {
    if isWritten {
      note(
        "'\(key)' belongs to a \(type)", "type", at: place(column, key),
        remedy: "write 'type: \(type)', or take it away")
    }
  }

  private mutating func checkMoney(_ column: Column) {
    let (constant, name) = (column.currency, column.currencyColumn)
    if column.type == .money, constant == nil, name == nil {
      note(
        "money needs its currency", "currency", at: place(column, "type"),
        remedy: "write 'currency: CODE' or 'currency_from: COLUMN'")
    }
    if column.type != .money {
      needType(column, "currency", constant != nil, "money")
      needType(column, "currency_from", name != nil, "money")
    }
    if constant != nil, name != nil {
      note(
        "money has one currency", "currency", at: place(column, "currency_from"),
        remedy: "keep currency or currency_from")
    }
    if let name, let source = needColumn(name, at: place(column, "currency_from")), source.type != .code,
      source.type != .text
    {
      note(
        "'\(name)' holds no currency", "currency", at: place(column, "currency_from"),
        remedy: "name a column of type code")
    }
  }

  private mutating func checkNamedCheck(_ column: Column) {
    if column.check == Column.NamedCheck.document.rawValue {
      guard let name = column.checkKindColumn else {
        return note(
          "'check: document' needs the kind", "check", at: place(column, "check"), remedy: "write 'kind_from: COLUMN'")
      }
      _ = needColumn(name, at: place(column, "kind_from"))
    } else if column.checkKindColumn != nil {
      note(
        "'kind_from' belongs to 'check: document'", "check", at: place(column, "kind_from"),
        remedy: "write it, or take kind_from away")
    }
  }

  mutating func checkDerived(_ derived: DerivedColumn) {
    let entry = document.root.entry("derived")?.value.entry(derived.name)
    let place = entry?.place ?? feed.location
    func at(_ key: String) -> FileLocation { entry?.value.entry(key)?.value.place ?? place }
    if feed.column(derived.name) != nil {
      note("'\(derived.name)' is a column of the file already", "name", at: place, remedy: "choose another name")
    }
    if derived.dataClass.isVaulted {
      note(
        "a derived column leaves the vault and must be C1 or C2", "class", at: at("class"), remedy: "write 'class: C2'")
    }
    if derived.making == .birthday, derived.years == 0 {
      note("'make: birthday' needs years", "derived", at: at("make"), remedy: "write 'years: 18'")
    }
    if derived.making != .birthday, derived.years != 0 {
      note("'years' belongs to 'make: birthday'", "derived", at: at("years"), remedy: "take it away")
    }
    guard !derived.from.isEmpty, let source = needColumn(derived.from, at: at("from")) else { return }
    if derived.making == .year || derived.making == .birthday, source.type != .date {
      note("'\(source.name)' is no date", "derived", at: at("from"), remedy: "name a column of type date")
    }
    if derived.making == .valid, source.check == nil {
      note(
        "'\(source.name)' has no check that could hold", "derived", at: at("from"),
        remedy: "write 'check:' at that column")
    }
  }
}
