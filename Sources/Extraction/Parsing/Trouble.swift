import Contracts

/// What can be wrong with a record or one of its fields.
enum Trouble: UInt8 {
  case none
  // The record as a whole; nothing of it is read.
  case tooFewFields, tooManyFields, openQuote, strayQuote, notFlatObject, unknownName, repeatedName
  case recordLength, invalidBytes, nullByte, loneSurrogate
  // One field; the others are read.
  case required, tooLong, notDate, notTimestamp, noOffset, notInteger, notMoney, tooManyDecimals, moneyNumber
  case notText, outOfRange, unknownCode, expiredCode, notFlag, future, luhn
  // Remarks on kept rows.
  case document, contradiction, noTokenPrefix

  /// The rule of DOMAIN 7.2 that the trouble falls under.
  var rule: String {
    switch self {
    case .none: ""
    case .tooFewFields, .tooManyFields, .openQuote, .strayQuote, .notFlatObject, .unknownName, .repeatedName: "DQ-01"
    case .recordLength: "DQ-02"
    case .required, .noTokenPrefix: "DQ-03"
    case .invalidBytes, .nullByte, .loneSurrogate: "DQ-04"
    case .tooLong, .notText: "DQ-05"
    case .notDate, .notTimestamp, .noOffset: "DQ-06"
    case .future: "DQ-07"
    case .notInteger, .notMoney, .tooManyDecimals, .moneyNumber: "DQ-08"
    case .outOfRange: "DQ-09"
    case .unknownCode, .notFlag: "DQ-12"
    case .expiredCode: "DQ-13"
    case .luhn: "CRD-02"
    case .document: "CIF-04"
    case .contradiction: "CIF-05"
    }
  }

  /// True where no field of the record can be trusted.
  var spoilsRecord: Bool { rawValue >= Trouble.tooFewFields.rawValue && rawValue <= Trouble.loneSurrogate.rawValue }
}

/// The first thing wrong with a record.
struct Fault {
  var trouble = Trouble.none
  /// Index of the column; -1: the record as a whole.
  var column = -1
  /// A number that the sentence wants: fields found, the offset of a byte.
  var detail = 0
}

/// Sentences for people; never with a value of the row.
struct Reasons {
  let feed: Feed
  let recordLength: Int

  func columnName(_ fault: Fault) -> String {
    fault.column >= 0 ? feed.columns[fault.column].name : ""
  }

  func sentence(_ fault: Fault) -> String {
    switch fault.trouble {
    case .none: ""
    case .tooFewFields, .tooManyFields: "\(fault.detail) fields instead of \(feed.columns.count)"
    case .openQuote: "a quote is not closed"
    case .strayQuote: "a quote inside or after a field; write the field in quotes and double the quotes in it"
    case .notFlatObject: "not one flat JSON object, from byte \(fault.detail + 1)"
    case .unknownName: "a name that the contract lacks, at byte \(fault.detail + 1)"
    case .repeatedName: "a name stands twice, at byte \(fault.detail + 1)"
    case .recordLength: length(fault)
    case .invalidBytes: "not valid \(feed.format.encoding.rawValue) at byte \(fault.detail + 1)"
    case .nullByte: "a character U+0000"
    case .loneSurrogate: "half of a surrogate pair"
    default: fieldSentence(fault)
    }
  }

  private func fieldSentence(_ fault: Fault) -> String {
    guard fault.column >= 0 else { return "" }
    let column = feed.columns[fault.column]
    switch fault.trouble {
    case .required: return "empty, but required"
    case .tooLong: return "longer than \(column.max ?? 0) characters"
    case .notText: return "not a text"
    case .notDate: return "not a date \((column.dateForm ?? feed.format.dates).rawValue)"
    case .notTimestamp: return "not a time yyyy-mm-ddThh:mm:ss with an offset"
    case .noOffset: return "a time without an offset"
    case .notInteger: return "not an integer"
    case .notMoney: return "not an amount"
    case .tooManyDecimals: return "more decimals than the currency has"
    case .moneyNumber: return "a JSON number; amounts are written as texts"
    case .outOfRange: return "out of range"
    case .unknownCode: return "not a code of the list \(column.list ?? "")"
    case .expiredCode: return "a code of the list \(column.list ?? "") that does not hold on the business date"
    case .notFlag: return "not Y or N"
    case .future: return "later than the business date of the delivery"
    case .luhn: return "the check digit is wrong"
    case .document: return "the document does not have the form or the check character of its kind"
    case .contradiction: return "differs from what the valid document's own digits tell, which count instead"
    case .noTokenPrefix: return "no token: the column \(column.tokenPrefixColumn ?? "") that it needs is empty"
    default: return ""
    }
  }

  private func length(_ fault: Fault) -> String {
    if fault.column < 0 { return "\(fault.detail) bytes instead of \(recordLength)" }
    let column = feed.columns[fault.column]
    let offset = feed.columns[..<fault.column].reduce(0) { $0 + $1.width }
    return "the line ends at byte \(fault.detail), inside \(column.name), which is \(column.width) bytes from byte "
      + "\(offset + 1); a record has \(recordLength) bytes"
  }
}
