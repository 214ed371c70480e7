import Contracts
import MartCore

/// What values look like that tell who somebody is. A likeness is a reason to hide a column, never a proof.
enum PersonalShapes {
  enum Kind: String, CaseIterable, Sendable {
    case document, card, phone, mail, name, address
  }

  /// The kind that a whole value looks like; nil for none.
  static func kind(_ bytes: Bytes) -> Kind? {
    if isDocument(bytes) { return .document }
    if isMobile(bytes) { return .phone }
    if isMail(bytes) { return .mail }
    if isCard(bytes) { return .card }
    if isName(bytes) { return .name }
    return isAddress(bytes) ? .address : nil
  }

  /// Eighteen characters that end in the check character of ISO/IEC 7064 MOD 11-2 and hold a date of birth
  /// (GB 11643-1999, and the numbers modelled on it).
  static func isDocument(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
    guard bytes.count == 18 else { return false }
    let all = Array(bytes)
    guard Shapes.isDigits(all[0..<17]) else { return false }
    guard let date = BusinessDate(compact: String(decoding: all[6..<14], as: UTF8.self)),
      (1880...2100).contains(date.year)
    else { return false }
    let body = all[0..<17].map { Unicode.Scalar($0) }
    let check = Checksum.mod11_2(body[...])
    let last = all[17] == UInt8(ascii: "x") ? UInt8(ascii: "X") : all[17]
    return check == Unicode.Scalar(last)
  }

  /// Thirteen to nineteen digits that hold by the formula of Luhn (ISO/IEC 7812).
  static func isCard(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
    guard (13...19).contains(bytes.count), Shapes.isDigits(bytes), bytes.first != 0x30 else { return false }
    var (sum, doubles) = (0, false)
    for byte in bytes.reversed() {
      let value = Int(byte - 0x30) * (doubles ? 2 : 1)
      sum += value > 9 ? value - 9 : value
      doubles.toggle()
    }
    return sum % 10 == 0
  }

  /// A mobile number of China (eleven digits from 13 to 19, perhaps behind +86), or any number in the form of E.164.
  static func isMobile(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
    guard (9...20).contains(bytes.count), let first = bytes.first, Shapes.isDigit(first) || first == UInt8(ascii: "+")
    else {
      return false
    }
    var digits = bytes.filter { $0 != 0x20 && $0 != UInt8(ascii: "-") }
    if digits.first == UInt8(ascii: "+") {
      digits.removeFirst()
      return (8...15).contains(digits.count) && Shapes.isDigits(digits)
    }
    if digits.count == 13, digits.starts(with: "86".utf8) { digits.removeFirst(2) }
    return digits.count == 11 && Shapes.isDigits(digits) && digits[0] == 0x31 && digits[1] >= 0x33
  }

  static func isMail(_ bytes: Bytes) -> Bool {
    guard let at = bytes.firstIndex(of: UInt8(ascii: "@")), at > 0, at + 3 < bytes.count else { return false }
    let domain = bytes[(at + 1)...]
    return domain.contains(UInt8(ascii: ".")) && !bytes.contains(0x20) && !domain.contains(UInt8(ascii: "@"))
      && domain.last != UInt8(ascii: ".")
  }

  /// Two to four Chinese characters that begin with a common surname, or two to four capitalised Latin words.
  static func isName(_ bytes: Bytes) -> Bool {
    guard (4...60).contains(bytes.count) else { return false }
    if bytes[0] >= 0xE0 {
      let text = String(decoding: bytes, as: UTF8.self).unicodeScalars
      guard (2...4).contains(text.count), let first = text.first else { return false }
      return surnames.contains(first) && text.allSatisfy { (0x4E00...0x9FFF).contains($0.value) || $0 == "·" }
    }
    guard (0x41...0x5A).contains(bytes[0]), bytes.contains(0x20) else { return false }
    return String(decoding: bytes, as: UTF8.self).wholeMatch(
      of: /\p{Lu}[\p{L}'’-]+( (\p{Lu}[\p{L}'’-]*\.?|\p{Ll}{1,3})){1,3}/) != nil
  }

  /// At least six Chinese characters with two of those that divide an address.
  static func isAddress(_ bytes: Bytes) -> Bool {
    guard bytes.count >= 18, bytes.contains(where: { $0 >= 0xE0 }) else { return false }
    let marks = String(decoding: bytes, as: UTF8.self).filter { "省市区县镇乡村路街巷弄号室栋幢楼".contains($0) }
    return Set(marks).count >= 2
  }

  /// A number of a document, a card or a phone in the midst of other text.
  static func standsInside(_ bytes: Bytes) -> Bool {
    guard bytes.count > 11 else { return false }
    var begin: Int?
    for index in 0...bytes.count {
      let isInside =
        index < bytes.count && (Shapes.isDigit(bytes[index]) || (begin != nil && bytes[index] | 0x20 == 0x78))
      if isInside {
        if begin == nil { begin = index }
      } else if let from = begin {
        let run = bytes[from..<index]
        begin = nil
        guard run.count < bytes.count, run.count >= 11 else { continue }
        if isDocument(run) || isMobile(run) || (run.count >= 16 && isCard(run)) { return true }
      }
    }
    return false
  }

  /// The hundred most common surnames, which about 85 of 100 people in China bear (Ministry of Public Security, 2020).
  private static let surnames = Set(
    ("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石"
      + "金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常欧阳司上官诸葛尉迟夏侯皇甫慕容").unicodeScalars)
}
