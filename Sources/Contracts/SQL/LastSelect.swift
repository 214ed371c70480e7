import MartCore

extension PortableSubset {
  /// Refuses `*` among the columns of the outermost SELECT.
  mutating func checkLastSelect() {
    var isList = false
    for index in text.tokens.indices where text.around[index] == -1 {
      let token = text.tokens[index]
      if token.isWord("SELECT") { isList = true }
      if token.isWord("FROM") { isList = false }
      if isList, token.isSign("*"), isWholeColumnList(index) {
        note("the last SELECT takes '*'", "list its columns as the contract does", at: token)
      }
    }
  }

  /// Whether the `*` stands for columns and is no multiplication.
  private func isWholeColumnList(_ index: Int) -> Bool {
    guard let before = text.token(index - 1) else { return false }
    return before.isSign(",") || before.isSign(".")
      || ["SELECT", "DISTINCT", "ALL"].contains(before.upper) && before.kind == .word
  }
}
