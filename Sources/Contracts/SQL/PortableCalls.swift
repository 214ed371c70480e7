import MartCore

extension PortableSubset {
  /// Checks the function call whose name stands at `index`.
  mutating func checkCall(_ index: Int) {
    let token = text.tokens[index]
    guard token.kind == .word, text.token(index + 1)?.isSign("(") == true, text.token(index - 1)?.isSign(".") != true
    else { return }
    if let remedy = SQLWords.refusedCalls[token.upper], SQLWords.refused[token.upper] == nil {
      note("\(token.text)() is outside the portable subset", remedy, at: token)
    } else if token.upper.hasPrefix("JSON") {
      note("JSON is outside the portable subset", "declare the value as a column of the feed", at: token)
    }
    switch token.upper {
    case "CAST": checkCast(index + 1)
    case "MAX", "MIN": checkExtreme(index)
    case "SUM": checkSum(index)
    case "SUBSTR", "SUBSTRING": checkSubstr(index + 1)
    case "TRIM", "LTRIM", "RTRIM":
      if text.arguments(index + 1).count > 1 {
        note("\(token.text) with two arguments differs", "trim blanks alone, or write replace or substr", at: token)
      }
    default: break
    }
  }

  private mutating func checkCast(_ open: Int) {
    let inside = text.inside(open)
    guard let asIndex = inside.last(where: { text.tokens[$0].isWord("AS") }), let type = text.token(asIndex + 1) else {
      return
    }
    if let advice = SQLWords.castAdvice(type.upper) {
      note("CAST AS \(type.upper) is outside the portable subset", advice, at: type)
    } else if type.upper == "VARCHAR", text.token(asIndex + 2)?.isSign("(") != true {
      note("VARCHAR needs its length in Spark", "write VARCHAR(n)", at: type)
    }
  }

  private mutating func checkExtreme(_ index: Int) {
    guard text.arguments(index + 1).count > 1 else { return }
    let (token, sign) = (text.tokens[index], text.tokens[index].upper == "MAX" ? ">" : "<")
    note(
      "\(token.text) of two values is an aggregate in Spark", "write CASE WHEN a \(sign) b THEN a ELSE b END", at: token
    )
  }

  private mutating func checkSum(_ index: Int) {
    var cases = 0
    for inner in text.inside(index + 1) {
      let token = text.tokens[inner]
      if token.isWord("CASE") { cases += 1 }
      if token.isWord("END") { cases -= 1 }
      let compares = ["=", "==", "<", ">", "<=", ">=", "<>", "!="].contains(token.text) && token.kind == .sign
      let joins = ["AND", "OR", "NOT", "IN", "IS", "BETWEEN", "EXISTS"].contains(token.upper) && token.kind == .word
      if cases == 0, compares || joins {
        return note(
          "SUM of a condition fails in Spark", "write SUM(CASE WHEN … THEN 1 ELSE 0 END)", at: text.tokens[index])
      }
    }
  }

  private mutating func checkSubstr(_ open: Int) {
    let arguments = text.arguments(open)
    guard arguments.count > 1, let first = text.token(arguments[1].lowerBound) else { return }
    if first.isSign("-") || (first.text == "0" && arguments[1].count == 1) {
      note("substr from 0 or from the end differs", "count positions from 1", at: first)
    }
  }
}
