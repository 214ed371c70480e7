import Contracts
import MartCore

/// Judges one column by its name and by what its values have been like.
struct ColumnJudge {
  let profile: ColumnProfile
  var guess: ColumnGuess

  private var filled: Int { profile.filled }

  /// As many of the filled values as cannot be chance, all but dirt.
  private func fits(_ count: Int) -> Bool { filled > 0 && filled - count <= tolerance(filled) && count > 0 }

  static func judge(_ guess: ColumnGuess, _ profile: ColumnProfile) -> ColumnGuess {
    var judge = ColumnJudge(profile: profile, guess: guess)
    judge.guess.max = max(room(profile.longest), profile.letters * 2 > profile.filled && !judge.isIdentifier ? 20 : 0)
    judge.guess.required = profile.empty == 0 && profile.rows > 0
    judge.judge()
    return judge.guess
  }

  private mutating func judge() {
    guard filled > 0 else {
      guess.max = 40
      return guess.doubt("it is empty in all rows: text was taken, and nothing is known of it")
    }
    if profile.truths > 0 { return judgeTruths() }
    judgeType()
    judgePerson()
    noteOddities()
  }

  private mutating func judgeTruths() {
    guess.type = .flag
    if profile.truths < filled { guess.doubt("true and false, and other things: those rows go to quarantine") }
  }

  // MARK: Types

  private mutating func judgeType() {
    if profile.bareNumbers > 0 { return judgeBareNumbers() }
    if fits(profile.flags) { return guess.type = .flag }
    if judgeDate() { return }
    if fits(profile.timestamps) { return guess.type = .timestamp }
    if fits(profile.whole + profile.points) { return judgeNumber() }
    guess.type = .text
    if profile.looseTimestamps * 2 > filled {
      guess.doubt("times without an offset from UTC, or not in the form yyyy-mm-ddThh:mm:ss+hh:mm: kept as text")
    } else if profile.foreignDates * 2 > filled {
      guess.doubt("dates in a form that contracts do not read: kept as text, which sorts and compares as text")
    } else if profile.decorated * 2 > filled {
      guess.doubt(
        "numbers with marks for people (thousands, currency signs, decimal commas, %): kept as text, not summed")
    } else {
      noteNearTypes()
    }
  }

  /// Says where most values are of a type and too many are not.
  private mutating func noteNearTypes() {
    let near = [
      (profile.dates.max() ?? 0, "dates"), (profile.whole + profile.points, "numbers"), (profile.timestamps, "times"),
      (profile.flags, "Y or N"),
    ].max { $0.0 < $1.0 }
    guard let near, near.0 * 10 >= filled * 6 else { return }
    let others = filled - near.0
    let words = profile.nothing > 0 ? " (\(profile.nothing) are a word for nothing, such as NULL or -)" : ""
    guess.doubt("most values are \(near.1), but \(others) of \(filled) are not\(words): kept as text")
  }

  private mutating func judgeDate() -> Bool {
    let forms: [Format.DateForm] = [.compact, .iso, .dotted]
    guard let best = profile.dates.indices.max(by: { profile.dates[$0] < profile.dates[$1] }),
      fits(profile.dates[best])
    else { return false }
    let isNamed = !guess.hints.isDisjoint(with: [.day, .otherDay, .birth])
    if best == 0, !isNamed, guess.hints.contains(.number) || guess.hints.contains(.money) { return false }
    (guess.type, guess.dateForm) = (.date, forms[best])
    if best == 0, !isNamed { guess.doubt("eight digits that are all days of the calendar: taken for dates yyyymmdd") }
    if profile.dates[best] < filled {
      guess.doubt("\(filled - profile.dates[best]) of \(filled) values are no such dates: their rows go to quarantine")
    }
    return true
  }

  private mutating func judgeBareNumbers() {
    guess.type = .integer
    if profile.points > 0 {
      guess.type = .text
      return guess.doubt(
        "JSON numbers with a point: contracts take amounts as texts (\"12.50\"), since numbers lose digits on their way; "
          + "the rows go to quarantine until the owner writes texts", isGrave: true)
    }
    if profile.bareNumbers < filled {
      guess.doubt(
        "\(filled - profile.bareNumbers) of \(filled) values are no JSON numbers; texts of digits are read too")
    }
    if guess.hints.contains(.money) {
      guess.doubt(
        "whole JSON numbers under a name of money: kept as integers; whether they are fen or yuan nobody says")
    }
  }

  private mutating func judgeNumber() {
    let bad = filled - profile.whole - profile.points
    let isMoneyName = !guess.hints.isDisjoint(with: [.money, .minor]) && !guess.hints.contains(.number)
    if profile.points > 0 {
      judgePoints(isMoneyName)
    } else if isIdentifier {
      guess.type = .text
    } else if guess.hints.contains(.minor), isMoneyName {
      (guess.type, guess.isMinor) = (.money, true)
    } else if isMoneyName, !guess.hints.contains(.rate), profile.leadingZeros == 0 {
      guess.type = .money
      guess.doubt(
        "amounts without a point: taken for whole units of the currency (100 is 100.00); if they are minor units, "
          + "give the name the ending _fen, or write `type: integer`")
    } else if profile.leadingZeros > 0 || profile.mostDigits > 18 {
      guess.type = .text
    } else {
      guess.type = .integer
      if guess.source == nil, profile.mostDigits > 3, profile.distinct.estimate > 20 {
        guess.doubt("whole numbers without a name: kept as integers; amounts in minor units would be `type: money`")
      }
    }
    if bad > 0, guess.type != .text {
      guess.doubt("\(bad) of \(filled) values are no numbers: their rows go to quarantine")
    }
  }

  /// Numbers with a point.
  private mutating func judgePoints(_ isMoneyName: Bool) {
    let over = profile.fractionOver2
    guard filled - over >= filled - tolerance(filled), !guess.hints.contains(.rate) || isMoneyName else {
      guess.type = .text
      return guess.doubt("numbers with decimals that are no money: contracts have no such type; kept as text")
    }
    guess.type = .money
    if !isMoneyName {
      guess.doubt("numbers with at most two decimals: taken for money, though its name does not say so")
    }
    if over > 0 { guess.doubt("\(over) values have more than two decimals: their rows go to quarantine") }
  }

  /// Digits that name a thing rather than count one.
  private var isIdentifier: Bool {
    let isSmall = profile.mostDigits <= 4 && profile.leadingZeros == 0 && profile.distinct.estimate * 2 < filled
    if guess.hints == [.number], isSmall { return false }
    if !guess.hints.isDisjoint(with: [.number, .document, .phone, .card, .account, .holder, .device]) {
      return !guess.hints.contains(.money) || guess.hints.contains(.number)
    }
    return guess.hints.isDisjoint(with: [.money, .minor]) && profile.mostDigits >= 9 && profile.isOfOneLength
      && profile.distinct.estimate * 10 >= filled * 9
  }

  // MARK: Oddities

  private mutating func noteOddities() {
    if profile.padded > 0, guess.type == .text {
      guess.doubt("\(profile.padded) values begin or end with a blank, which is kept")
    }
    if profile.nothing > 0, guess.type == .text, profile.nothing < filled {
      guess.doubt("\(profile.nothing) values are a word for nothing, such as NULL or -: they are kept as that word")
    }
  }

  /// So many characters as a text may have: what was seen, and a quarter more, at least two, rounded up.
  static func room(_ longest: Int) -> Int {
    let wanted = longest + max(2, (longest + 3) / 4)
    let steps = [4, 8, 12, 16, 20, 24, 32, 40, 60, 80, 120, 200, 400, 1_000, 2_000, 4_000]
    return steps.first { $0 >= wanted } ?? (wanted + 999) / 1_000 * 1_000
  }
}
