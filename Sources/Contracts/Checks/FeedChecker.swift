import MartCore

/// Judges one feed by itself.
struct FeedChecker {
  let contract: Contract<FeedDraft>
  var findings: [Finding] = []

  var feed: Feed { contract.value.feed }
  var document: YAMLDocument { contract.document }

  static func findings(_ contract: Contract<FeedDraft>) -> [Finding] {
    var checker = FeedChecker(contract: contract)
    checker.checkName()
    checker.checkFormat()
    checker.checkKey()
    checker.checkRoles()
    checker.checkDays()
    for column in checker.feed.columns { checker.checkColumn(column) }
    for column in checker.feed.derived { checker.checkDerived(column) }
    checker.checkDelivery()
    checker.checkExpressions()
    checker.checkForbidden()
    checker.checkRules()
    return checker.findings
  }

  mutating func note(_ problem: String, _ rule: String, at place: FileLocation, remedy: String) {
    findings.append(Finding(problem, rule: "feed.\(rule)", at: place, remedy: remedy))
  }

  /// Where a key of a column stands; the column's name where it is not written.
  func place(_ column: Column, _ key: String) -> FileLocation {
    let entry = document.root.entry("columns")?.value.entry(column.name)?.value.entry(key)
    return entry?.value.place ?? column.location
  }

  /// Notes a name that is none of the feed's columns.
  mutating func needColumn(_ name: String, at place: FileLocation) -> Column? {
    if let column = feed.column(name) { return column }
    note(
      "'\(name)' is no column of the feed", "unknown-column", at: place,
      remedy: didYouMean(name, in: feed.columns.map(\.name), otherwise: "declare it under columns"))
    return nil
  }

  private mutating func checkName() {
    if !feed.name.isEmpty, feed.name != baseName(contract.file) {
      note(
        "feed '\(feed.name)' stands in a file of another name", "file-name", at: document.place("feed"),
        remedy: "name the file \(feed.name).yaml")
    }
  }

  private mutating func checkKey() {
    if feed.key.isEmpty, document.root.entry("key") != nil {
      note("the key has no columns", "key", at: document.place("key"), remedy: "list the columns that identify a row")
    }
    for (index, name) in feed.key.enumerated() {
      let place = document.place("key", String(index))
      if feed.key[..<index].contains(name) {
        note("'\(name)' stands in the key twice", "key", at: place, remedy: "keep one")
      }
      guard let column = needColumn(name, at: place) else { continue }
      if column.dataClass.isVaulted, column.token == nil {
        note(
          "'\(name)' is kept in the vault alone and cannot be a key", "key", at: place,
          remedy: "give the column a token, or choose another key")
      }
      if column.role == .op {
        note(
          "'\(name)' says what happened to a row and identifies none", "key", at: place,
          remedy: "take it out of the key")
      }
    }
  }

  private mutating func checkRoles() {
    let ops = feed.columns.filter { $0.role == .op }
    if feed.delivery == .delta, ops.isEmpty {
      note(
        "a delta needs a column of role op", "role", at: document.place("delivery"),
        remedy: "write 'op: { type: code, list: diu, role: op, required: true }' where the file has it")
    }
    if feed.delivery != .delta, let op = ops.first {
      note(
        "only a delta has a column of role op", "role", at: place(op, "role"),
        remedy: "take the role away, or write 'delivery: delta'")
    }
    for op in ops.dropFirst() {
      note("there is a column of role op already", "role", at: place(op, "role"), remedy: "keep one")
    }
    for op in ops where op.type != .code || !op.required {
      note(
        "the column of role op must be a required code", "role", at: place(op, "role"),
        remedy: "write 'type: code, required: true'")
    }
    checkBusinessDate()
  }

  private mutating func checkBusinessDate() {
    let dates = feed.columns.filter { $0.role == .businessDate }
    for date in dates.dropFirst() {
      note("there is a column of role business_date already", "role", at: place(date, "role"), remedy: "keep one")
    }
    if let date = dates.first, date.type != .date || !date.required {
      note(
        "the column of role business_date must be a required date", "role", at: place(date, "role"),
        remedy: "write 'type: date, required: true'")
    }
    if feed.delivery == .events, dates.isEmpty, contract.value.dated == .column {
      note(
        "events need a column of role business_date", "role", at: document.place("delivery"),
        remedy:
          "write 'role: business_date' at the column, or 'business_date: control' where all rows are of the control's date"
      )
    }
    if contract.value.dated == .control, !dates.isEmpty || feed.delivery != .events {
      note(
        "'business_date: control' is for events without a column of role business_date", "role",
        at: document.place("business_date"), remedy: "take the key away")
    }
  }
}
