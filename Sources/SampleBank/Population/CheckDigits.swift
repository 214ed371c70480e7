/// The check digits of documents and cards.
package enum CheckDigits {
  /// The check character of the first seventeen digits of a resident identity number.
  ///
  /// - Source: GB 11643-1999 (MOD 11-2 of ISO 7064).
  package static func mod11(_ digits: String) -> Character {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let sum = zip(digits.utf8, weights).reduce(0) { $0 + (Int($1.0) - 0x30) * $1.1 }
    return Array("10X98765432")[sum % 11]
  }

  /// The digit that makes a card number pass the check of Luhn.
  ///
  /// - Source: ISO/IEC 7812-1, annex B.
  package static func luhn(_ digits: String) -> Character {
    var sum = 0
    for (place, byte) in digits.utf8.reversed().enumerated() {
      let digit = Int(byte) - 0x30
      let weighted = place.isMultiple(of: 2) ? digit * 2 : digit
      sum += weighted > 9 ? weighted - 9 : weighted
    }
    return Array("0123456789")[(10 - sum % 10) % 10]
  }
}
