import Contracts
import MartCore

/// What the asker said beforehand.
package struct GuessWishes: Sendable {
  package var feed: String?
  package var delivery: DeliveryMode?
  package var hasHeader: Bool?
  package var currency: String?
  package var date: BusinessDate?

  package init() {}
}

/// Judges columns together: codes, money, key, business date, and how the feed is delivered.
struct FeedJudge {
  let profile: FileProfile
  let wishes: GuessWishes
  let currencies: Currencies
  /// Lists that the pipeline has.
  let lists: CodeBook
  var guess: FeedGuess

  mutating func judge() {
    guess.rows = profile.rows
    for index in guess.columns.indices {
      guess.columns[index] = ColumnJudge.judge(guess.columns[index], profile.columns[index])
    }
    noteRows()
    judgeOperation()
    judgeMoney()
    for index in guess.columns.indices { judgeCode(index) }
  }

  private mutating func doubt(_ text: String, isGrave: Bool = false) {
    guess.doubts.append(Doubt(text, isGrave: isGrave))
  }

  private mutating func noteRows() {
    if profile.spoiled > 0 {
      doubt("\(profile.spoiled) of \(profile.rows) rows cannot be cut into fields, and go to quarantine")
    }
    if profile.repeats > 0 {
      doubt(
        "\(counted(profile.repeats, "row repeats", "rows repeat")) an earlier row exactly: counted, and not published")
    }
    if profile.rows < 20 { doubt("\(counted(profile.rows, "row is", "rows are")) too few to be sure of anything") }
  }

  // MARK: Codes

  private mutating func judgeOperation() {
    for index in guess.columns.indices
    where guess.columns[index].hints.contains(.operation) || (guess.form.names == nil && index == 0) {
      guard let values = profile.columns[index].values, !values.isEmpty,
        Set(values.keys).isSubset(of: ["D", "I", "U"]),
        profile.columns[index].empty == 0
      else { continue }
      guess.columns[index].type = .code
      (guess.columns[index].list, guess.columns[index].codes) = ("diu", ["D", "I", "U"])
      (guess.columns[index].role, guess.columns[index].required) = (.op, true)
      return
    }
  }

  /// A text of few values that come again and again.
  private mutating func judgeCode(_ index: Int) {
    let (column, profile) = (guess.columns[index], profile.columns[index])
    guard column.list == nil, !column.isVaulted, column.type == .text || column.type == .integer,
      profile.bareNumbers == 0, let values = profile.values, (1...20).contains(values.count),
      profile.filled >= max(20, values.count * 5)
    else { return }
    let isNamed = !column.hints.isDisjoint(with: [.code, .sex])
    // Numbers of a dozen parcels are no list.
    guard isNamed || column.hints.isDisjoint(with: [.number, .holder, .account]) else { return }
    guard values.keys.allSatisfy({ isCodeWord($0, isNamed) }) else { return }
    guard column.type == .text || (isNamed && column.hints.isDisjoint(with: [.money, .rate])) else { return }
    // Two words that stand once each are no list.
    guard isNamed || values.values.filter({ $0 == 1 }).count * 4 <= values.count else { return }
    guess.columns[index].type = .code
    guess.columns[index].list = "\(guess.name)_\(column.name)"
    guess.columns[index].codes = values.keys.sorted()
    guess.columns[index].doubt(
      "\(counted(values.count, "value", "values")) only: taken for codes; a code that is not in reference/codes.csv is "
        + "quarantined; say there what each one means")
  }

  /// - isForeign: other letters than Latin ones may stand in it.
  private func isCodeWord(_ text: String, _ isForeign: Bool) -> Bool {
    (1...16).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        Shapes.isDigit($0) || ($0 < 0x80 && (0x41...0x5A).contains($0 & 0xDF)) || $0 == 0x5F || $0 == 0x2D
          || (isForeign && $0 >= 0x80)
      } && Array(text.utf8).withUnsafeBufferPointer { PersonalShapes.kind($0) == nil }
  }

  // MARK: Money

  private mutating func judgeMoney() {
    let money = guess.columns.indices.filter { guess.columns[$0].type == .money }
    let hasPoints = money.contains { profile.columns[$0].points > 0 }
    let minor = money.filter { guess.columns[$0].isMinor }
    guess.money = minor.isEmpty || hasPoints || minor.count < money.count ? .decimal : .minor
    if guess.money == .decimal {
      for index in minor { guess.columns[index].type = .integer }
    }
    let amounts = guess.columns.indices.filter { guess.columns[$0].type == .money }
    let column = currencyColumn()
    for index in amounts { setCurrency(index, column) }
    nameMoney()
  }

  /// The column whose values are codes of currencies.
  private func currencyColumn() -> (index: Int, codes: [String])? {
    for index in guess.columns.indices {
      guard let values = profile.columns[index].values, !values.isEmpty,
        values.keys.allSatisfy({ currencies.decimals[$0] != nil })
      else { continue }
      if guess.columns[index].hints.contains(.currency) || values.count > 1 || guess.columns.count < 4 {
        return (index, values.keys.sorted())
      }
    }
    return nil
  }

  private mutating func setCurrency(_ index: Int, _ column: (index: Int, codes: [String])?) {
    guard let column, profile.columns[column.index].empty == 0 else {
      let currency = wishes.currency ?? "CNY"
      guess.columns[index].currency = currency
      if wishes.currency == nil {
        guess.columns[index].doubt("no column says its currency: CNY was assumed (--currency)")
      }
      return
    }
    if column.codes.count == 1 {
      guess.columns[index].currency = column.codes[0]
      takeCodes(column)
      guess.columns[index].doubt(
        "\(guess.columns[column.index].name) is \(column.codes[0]) in all rows: rows of other currencies are quarantined until you "
          + "write `currency_from: \(guess.columns[column.index].name)` here and `list: currency` there")
    } else {
      guess.columns[index].currencyColumn = guess.columns[column.index].name
      if lists.lists["currency"] != nil {
        (guess.columns[column.index].type, guess.columns[column.index].list) = (.code, "currency")
        guess.columns[column.index].codes = []
        guess.columns[column.index].required = true
      } else {
        takeCodes(column)
      }
    }
    let decimals = column.codes.compactMap { currencies.decimals[$0] }.max() ?? 2
    if decimals < 2, profile.columns[index].points > 0 {
      guess.columns[index].doubt("decimals of a currency that has none: those rows go to quarantine", isGrave: true)
    }
  }

  /// Without a list, an unknown currency would be read as a known one, or leave amounts empty.
  private mutating func takeCodes(_ column: (index: Int, codes: [String])) {
    guess.columns[column.index].list = "\(guess.name)_\(guess.columns[column.index].name)"
    (guess.columns[column.index].type, guess.columns[column.index].codes) = (.code, column.codes)
    guess.columns[column.index].required = true
  }

  /// The unit of money is told by its name's ending.
  private mutating func nameMoney() {
    for index in guess.columns.indices where guess.columns[index].type == .money {
      let ending = guess.columns[index].currency == "CNY" ? "_fen" : "_minor"
      let name = guess.columns[index].name
      guard !name.hasSuffix(ending) else { continue }
      var better = name.hasPrefix("c") && name.dropFirst().allSatisfy(\.isNumber) ? "amount_\(name)" : name
      better += ending
      guard guess.index(better) == nil else { continue }
      if guess.columns[index].source == nil, guess.form.names != nil { guess.columns[index].source = name }
      guess.columns[index].name = better
    }
  }
}
