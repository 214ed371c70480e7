import Contracts
import MartCore

extension ColumnJudge {
  private var filled: Int { profile.filled }

  /// Looks for what tells who somebody is, and hides it: in doubt a column is vaulted.
  mutating func judgePerson() {
    if judgeContent() || judgeNamed() { return }
    judgeParts()
  }

  /// By the values alone.
  private mutating func judgeContent() -> Bool {
    func share(_ kind: PersonalShapes.Kind) -> Double { Double(profile.personal[kind] ?? 0) / Double(filled) }
    let isMeasure = guess.type == .money || guess.type == .date || guess.type == .timestamp || guess.type == .flag
    if share(.document) >= 0.8 {
      hide(.sensitive)
      note(share(.document), "end in the check digit of an identity number")
    } else if share(.card) >= 0.95, filled >= 8 || guess.hints.contains(.card), !isMeasure, !isPlain {
      hide(.sensitive, token: "card")
      guess.check = "luhn"
      note(share(.card), "hold by Luhn's formula, as card numbers do")
    } else if share(.mail) >= 0.8 {
      hide(.identifying)
      note(share(.mail), "look like e-mail addresses")
    } else if share(.phone) >= 0.8, !isMeasure, !isPlain {
      hide(.identifying)
      note(share(.phone), "look like mobile phones")
    } else if share(.address) >= 0.7, guess.type == .text, !guess.hints.contains(.thing) {
      hide(.identifying)
      note(share(.address), "look like addresses")
    } else if guess.type == .date, guess.hints.isDisjoint(with: [.day, .otherDay]), isLongAgo {
      hide(.identifying, keepsType: true)
      guess.doubt("days of many decades: taken for dates of birth, and classed C2i")
    } else if share(.name) >= 0.7, guess.type == .text, !guess.hints.contains(.thing) {
      hide(.identifying)
      note(share(.name), "look like names of persons")
    } else {
      return false
    }
    return true
  }

  /// Days over two decades or more, from before 1985.
  private var isLongAgo: Bool {
    guard let first = profile.firstDay, let last = profile.lastDay else { return false }
    return first.year < 1985 && last.year - first.year >= 20 && profile.distinct.estimate * 4 > filled
  }

  /// Few different values: no number of a person's own.
  private var isPlain: Bool { filled >= 20 && profile.distinct.estimate <= 5 }

  /// By the name, where the values do not contradict it.
  private mutating func judgeNamed() -> Bool {
    let hints = guess.hints
    let isCode = guess.hints.contains(.code) || guess.type == .flag || isPlain
    if hints.contains(.birth), guess.type == .date || guess.type == .text {
      hide(.identifying, keepsType: true)
    } else if hints.contains(.document), !isCode {
      hide(.sensitive)
      guess.doubt("an identity document by its name; its values have no check digit that was recognised")
    } else if hints.contains(.phone), !isCode {
      hide(.identifying)
    } else if hints.contains(.mail), !isCode {
      hide(.identifying)
    } else if hints.contains(.address), !isCode {
      hide(.identifying)
    } else if hints.contains(.card), hints.contains(.number), !isCode {
      hide(.sensitive, token: "card")
      guess.doubt("a card number by its name; its values do not hold by Luhn's formula")
    } else if hints.contains(.person), !hints.contains(.thing), !isCode, guess.type == .text, !hints.contains(.number) {
      hide(.identifying)
      guess.doubt("classed C2i by its name; if it names no person, write class C1")
    } else if hints.contains(.device), isNumberName {
      hide(.identifying, token: "device")
    } else if hints.contains(.account), isNumberName {
      hide(.identifying, token: "account")
    } else if hints.contains(.holder), isNumberName {
      hide(.identifying, token: "customer")
    } else {
      return false
    }
    return true
  }

  /// Named as a number, or by the thing alone and full of different values.
  private var isNumberName: Bool {
    guess.type != .money && guess.type != .date && guess.type != .timestamp && guess.type != .flag
      && (guess.hints.contains(.number) || profile.distinct.estimate * 4 > filled) && !guess.hints.contains(.sex)
      && guess.hints.isDisjoint(with: [.currency, .rate, .remark]) && !(guess.hints.contains(.code) && isPlain)
  }

  /// Some values, or parts of them, tell of persons.
  private mutating func judgeParts() {
    let found = PersonalShapes.Kind.allCases.filter { $0 != .name && $0 != .card }
      .reduce(0) { $0 + (profile.personal[$1] ?? 0) }
    let isText = guess.type == .text || guess.type == .integer
    if isText, found > 0, found * 100 >= filled || guess.type == .text {
      hide(.identifying)
      guess.doubt("\(found) of \(filled) values look like phones, e-mail addresses or identity numbers: classed C2i")
    } else if profile.inside > 0, guess.type == .text {
      hide(.identifying)
      guess.doubt("\(profile.inside) texts hold what looks like a phone, card or identity number: classed C2i")
    } else if isNumberOfSomething {
      hideNumber()
    } else if guess.hints.contains(.sex) {
      guess.dataClass = .personal
    } else if isFreeText {
      guess.dataClass = .personal
      guess.doubt("free text: classed C2; if it may hold names, phones or addresses, write class C2i")
    }
  }

  /// Mostly digits, or anything of one length without blanks, that differ from row to row.
  private var isNumberOfSomething: Bool {
    let isOpaque = profile.isOfOneLength && profile.longest >= 8
    return guess.type == .text && (profile.digits * 2 >= profile.characters || isOpaque) && profile.longest >= 5
      && profile.blanks == 0
      && profile.longest - profile.shortest <= 8 && profile.distinct.estimate > min(30, filled / 3)
      && profile.points + profile.looseTimestamps + profile.timestamps + profile.foreignDates == 0
      && guess.hints.isDisjoint(with: [.thing, .money, .rate, .code])
  }

  /// Without a name for it, it may be anybody's.
  private mutating func hideNumber() {
    guard guess.source == nil else {
      return guess.doubt(
        "a number of something: if it leads to a person, an account or a device, write class C2i or C3 and a token")
    }
    hide(.identifying, token: guess.name)
    guess.doubt(
      "a number of something without a name: classed C2i, with a token of its own kind. If it leads to nobody, write class "
        + "C1 and no token; if it is a customer's, write token: customer")
  }

  /// Long, different, with letters: nobody knows what will stand there.
  private var isFreeText: Bool {
    guard guess.type == .text, profile.letters * 2 > filled else { return false }
    if guess.hints.contains(.number) { return false }
    if guess.hints.contains(.remark) { return true }
    return profile.blanks * 2 > filled && profile.distinct.estimate * 2 > filled && profile.longest > 12
      && !guess.hints.contains(.thing)
  }

  private mutating func hide(_ dataClass: DataClass, token: String? = nil, keepsType: Bool = false) {
    guess.dataClass = dataClass
    guess.token = token
    // What was said of its type says nothing any more.
    if !keepsType { guess.doubts.removeAll { !$0.isGrave } }
    guard !keepsType, profile.bareNumbers == 0 else { return }
    guess.type = .text
    guess.max = max(
      Self.room(profile.longest), dataClass == .identifying && token == nil && profile.letters > 0 ? 60 : 0)
  }

  private mutating func note(_ share: Double, _ what: String) {
    let all = Int(share * 1_000)
    if all < 1_000 {
      guess.doubt("\(all / 10).\(all % 10) % of the values \(what): classed \(guess.dataClass.rawValue)")
    }
    if filled < 8 { guess.doubt("all \(filled) values \(what), and they are few: classed \(guess.dataClass.rawValue)") }
  }
}
