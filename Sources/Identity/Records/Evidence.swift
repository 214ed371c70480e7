import Contracts

/// What a record says of its person besides name and valid document, as it is compared. An empty text: nothing.
struct Evidence: Hashable, Sendable {
  /// The document's number as it was typed, valid or not.
  var typed = ""
  var phone = ""
  /// Eight digits.
  var birth = ""
  var sex = ""
  var address = ""
  var device = ""

  static let columns = ["typed", "phone", "birth", "sex", "address", "device"]

  init() {}

  /// - row: six values in the order of `columns`.
  init(kept row: [String]) {
    typed = row[0]
    phone = row[1]
    birth = row[2]
    sex = row[3]
    address = row[4]
    device = row[5]
  }

  var values: [String] { [typed, phone, birth, sex, address, device] }

  /// The value of a field of the matching rules; nil where the record has none, or there is no such field.
  func value(_ field: String) -> String? {
    let value =
      switch field {
      case "document": typed
      case "phone": phone
      case "birth_date": birth
      case "sex": sex
      case "address": address
      case "device": device
      default: ""
      }
    return value.isEmpty ? nil : value
  }

  /// Where a record has a field of the matching rules.
  static func text(_ field: String) -> IdentityRecord.Text? {
    switch field {
    case "name": .name
    case "document": .typed
    case "phone": .phone
    case "birth_date": .birth
    case "sex": .sex
    case "address": .address
    case "device": .device
    default: nil
    }
  }

  /// The column that keeps a field of the matching rules.
  static func column(_ field: String) -> String? {
    switch field {
    case "name": "name"
    case "document": "typed"
    case "birth_date": "birth"
    case "phone", "sex", "address", "device": field
    default: nil
    }
  }
}

/// Makes evidence of what a source wrote; placeholders and what cannot be are nothing.
struct EvidenceReader {
  private let placeholders: [String: Set<String>]

  init(_ plan: IdentityPlan) { placeholders = plan.placeholders.mapValues(Set.init) }

  func read(typed: String?, phone: String?, birth: String?, sex: String?, address: String?, device: String?)
    -> Evidence
  {
    var evidence = Evidence()
    evidence.typed = kept(typed, "document").uppercased()
    evidence.phone = Self.phone(kept(phone, "phone"))
    if placeholders["phone"]?.contains(evidence.phone) == true { evidence.phone = "" }
    evidence.birth = Self.date(kept(birth, "birth_date"))
    evidence.sex = sex ?? ""
    evidence.address = kept(address, "address")
    evidence.device = kept(device, "device")
    return evidence
  }

  private func kept(_ text: String?, _ list: String) -> String {
    guard let text, placeholders[list]?.contains(text) != true else { return "" }
    return text
  }

  /// The digits, without the country's code before a number of eleven.
  static func phone(_ text: String) -> String {
    var digits = text.utf8.filter { (0x30...0x39).contains($0) }
    if digits.count > 11, digits.starts(with: "0086".utf8) { digits.removeFirst(4) }
    if digits.count == 13, digits.starts(with: "86".utf8) { digits.removeFirst(2) }
    return String(decoding: digits, as: UTF8.self)
  }

  /// Eight digits, where the text is a day that can be: from 1850 on, with a month and a day.
  static func date(_ text: String) -> String {
    let digits = text.utf8.filter { (0x30...0x39).contains($0) }
    guard digits.count == 8 else { return "" }
    let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100)
    let february = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    let days = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard year >= 1850, (1...12).contains(month), day >= 1, day <= days[month - 1] else { return "" }
    return String(decoding: digits, as: UTF8.self)
  }
}
