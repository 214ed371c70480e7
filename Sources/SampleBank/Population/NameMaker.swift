/// Makes names, and writes them again as another clerk would.
struct NameMaker {
  /// A Chinese name of two to four characters; one in a few hundred holds a rare character.
  static func chinese(_ sex: Sex, _ random: inout SeededRandom) -> String {
    let own = sex == .male ? PersonNames.maleGiven : PersonNames.femaleGiven
    let last = random.chance(1, in: 400) ? random.pick(PersonNames.rareGiven) : random.pick(own)
    let middle = random.pick(random.chance(1, in: 3) ? own : PersonNames.sharedGiven)
    let given = random.chance(16, in: 100) ? last : middle + last
    return random.weighted(PersonNames.surnames) + given
  }

  /// A name of two parts with a middle dot.
  static func dotted(_ sex: Sex, _ random: inout SeededRandom) -> String {
    let first = random.pick(sex == .male ? PersonNames.dottedMale : PersonNames.dottedFemale)
    return first + "·" + random.pick(PersonNames.dottedMale)
  }

  /// A name in Latin capitals, family name last.
  static func latin(_ sex: Sex, _ random: inout SeededRandom) -> String {
    let first = random.pick(sex == .male ? PersonNames.latinMale : PersonNames.latinFemale)
    return first + " " + random.pick(PersonNames.latinFamily)
  }

  /// The same name in another spelling that a careful reader takes for equal.
  static func respelled(_ name: String, _ random: inout SeededRandom) -> String {
    if name.contains("·") {
      return name.split(separator: "·").joined(separator: random.pick(["•", "・"]))
    }
    guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return random.pick([" " + name, name + " ", "\u{3000}" + name]) }
    let words = name.split(separator: " ").map(String.init)
    switch random.below(4) {
    case 0: return fullWidth(name)
    case 1: return words.joined(separator: "  ")
    case 2: return words.dropFirst().joined(separator: " ") + ", " + words[0]
    default: return words.map { $0.prefix(1) + $0.dropFirst().lowercased() }.joined(separator: " ")
    }
  }

  /// Letters and spaces in the width of a Chinese character.
  private static func fullWidth(_ name: String) -> String {
    var text = ""
    for scalar in name.unicodeScalars {
      let wide = scalar == " " ? 0x3000 : scalar.value + 0xFEE0
      text.unicodeScalars.append(Unicode.Scalar(wide) ?? scalar)
    }
    return text
  }
}
