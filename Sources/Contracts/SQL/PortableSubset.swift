import MartCore

/// What a piece of SQL is for: some rules hold for whole queries alone.
enum SQLUse {
  /// A condition or an aggregate inside a contract.
  case expression
  /// One query.
  case query
  /// One query whose last SELECT is a table's or a file's columns.
  case model
}

/// Finds what SQLite and Spark SQL would read differently, as far as words and signs show it.
///
/// - Shape: in the order of the text.
/// - Source: the portable subset; the engine's own parser finds the rest.
struct PortableSubset {
  let kind: String
  let use: SQLUse
  let text: SQLText
  private(set) var findings: [Finding] = []

  static func findings(_ sql: String, from origin: TextOrigin, use: SQLUse, kind: String) -> [Finding] {
    var subset = PortableSubset(kind: kind, use: use, text: SQLText(sqlTokens(sql, from: origin)))
    subset.check(origin)
    return subset.findings.sorted { $0.location < $1.location }
  }

  private init(kind: String, use: SQLUse, text: SQLText) {
    self.kind = kind
    self.use = use
    self.text = text
  }

  mutating func note(_ problem: String, _ remedy: String, at token: SQLToken) {
    findings.append(Finding(problem, rule: "\(kind).portable", at: token.location, remedy: remedy))
  }

  private mutating func check(_ origin: TextOrigin) {
    guard let first = text.tokens.first else {
      findings.append(
        Finding(
          "there is no SQL", rule: "\(kind).sql", at: origin.first,
          remedy: use == .expression ? "write an expression" : "write one SELECT"))
      return
    }
    if let unmatched = text.unmatched {
      note("this parenthesis has no partner", "close it or take it away", at: unmatched)
    }
    if use != .expression, !["SELECT", "WITH", "VALUES"].contains(first.upper) {
      note("the SQL does not begin with SELECT or WITH", "write one SELECT", at: first)
    }
    for index in text.tokens.indices {
      checkToken(index)
      checkDivision(index)
      checkCall(index)
      checkValues(index)
    }
    // Rules over the journal are asked in SQLite, whatever runs the models.
    if use != .expression, kind != "feed" { checkScopes() }
    if use == .model { checkLastSelect() }
  }

  private mutating func checkToken(_ index: Int) {
    let token = text.tokens[index]
    switch token.kind {
    case .string: checkString(token)
    case .number: checkNumber(token)
    case .word: checkWord(index)
    case .sign: checkSign(token)
    case .quotedName:
      note(
        "\(token.text) is a name in SQLite and may be a text in Spark", "write the name without quotes, a text in '…'",
        at: token)
    case .parameter:
      note("'\(token.text)' is a parameter, and nothing fills it", "read dates and numbers from run_context", at: token)
    case .unclosed: note("this text, name or comment is never closed", "close it", at: token)
    }
  }

  private mutating func checkString(_ token: SQLToken) {
    if token.text.dropFirst().dropLast().contains("''") {
      note("a doubled quote inside a text is lost in Spark", "write 'it' || char(39) || 's'", at: token)
    } else if token.text.contains("\\") {
      note("a backslash in a text is an escape in Spark", "write char(92)", at: token)
    }
  }

  private mutating func checkNumber(_ token: SQLToken) {
    let upper = token.text.uppercased()
    if upper.hasPrefix("0X") {
      note("'\(token.text)' is no number in Spark", "write it in decimal digits", at: token)
    } else if upper.contains("."), !upper.contains("E") {
      note(
        "'\(token.text)' is a decimal in Spark and a double in SQLite",
        "count in whole units, or write \(token.text)E0 for a double", at: token)
    }
  }

  private mutating func checkWord(_ index: Int) {
    let token = text.tokens[index]
    if text.token(index - 1)?.isSign(".") == true { return }
    let isCall = text.token(index + 1)?.isSign("(") == true
    if let remedy = SQLWords.refused[token.upper],
      !isCall || SQLWords.reserved.contains(token.upper) || ["LIKE", "GLOB", "ROLLUP", "CUBE"].contains(token.upper)
    {
      note("\(token.upper) is outside the portable subset", remedy, at: token)
    } else if token.upper == "GROUPS", let next = text.token(index + 1),
      ["BETWEEN", "UNBOUNDED", "CURRENT"].contains(next.upper)
    {
      note("GROUPS frames are outside the portable subset", "write ROWS or RANGE", at: token)
    } else if token.upper == "LIMIT" {
      checkLimit(index)
    }
  }

  private mutating func checkLimit(_ index: Int) {
    for next in (index + 1)..<max(index + 1, text.tokens.count) where text.around[next] == text.around[index] {
      let token = text.tokens[next]
      if token.isSign(",") {
        return note("LIMIT with a comma is outside the portable subset", "write LIMIT n OFFSET m", at: token)
      }
      if token.isSign(")") || token.isWord("OFFSET") { return }
    }
  }

  private mutating func checkSign(_ token: SQLToken) {
    switch token.text {
    case "<=>": note("'<=>' is outside the portable subset", "write IS NOT DISTINCT FROM", at: token)
    case "->", "->>":
      note("JSON is outside the portable subset", "declare the value as a column of the feed", at: token)
    case ";": note("there is more than one statement", "write one SELECT", at: token)
    default: break
    }
  }
}
