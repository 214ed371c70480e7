import Contracts
import MartCore

extension RowParser {
  /// Reads one field into its cell.
  func read(_ index: Int) -> Trouble {
    var field = fields[index]
    cells[index] = .null
    if field.kind.rawValue <= Field.Kind.null.rawValue || (field.count == 0 && field.kind == .text) {
      field = replacements[index]
      if field.count == 0 { return columns[index].required ? .required : .none }
    }
    if field.kind != .text, let trouble = readBare(index, field) { return trouble }
    switch columns[index].type {
    case .text: return readText(index, field)
    case .code: return readCode(index, field)
    case .date: return readDate(index, field)
    case .timestamp: return readTimestamp(index, field)
    case .integer: return store(readInteger(field.start, field.count), index)
    case .money: return readMoney(index, field)
    case .flag: return readFlag(index, field)
    }
  }

  /// JSON numbers and truth values: only an integer may be a number, only a flag a truth value. Nil: read on.
  private func readBare(_ index: Int, _ field: Field) -> Trouble? {
    let isTruth = field.kind == .yes || field.kind == .no
    switch columns[index].type {
    case .integer where field.kind == .number: return nil
    case .flag where isTruth:
      cells[index] = .of(field.kind == .yes ? 1 : 0)
      return Trouble.none
    case .integer: return .notInteger
    case .money: return field.kind == .number ? .moneyNumber : .notMoney
    case .flag: return .notFlag
    case .date: return .notDate
    case .timestamp: return .notTimestamp
    case .text: return .notText
    case .code: return .unknownCode
    }
  }

  private func store(_ number: ReadNumber, _ index: Int) -> Trouble {
    if number.trouble == .none { cells[index] = .of(number.value) }
    return number.trouble
  }

  private func readText(_ index: Int, _ field: Field) -> Trouble {
    let maximum = columns[index].maximum
    if field.count > maximum, characterCount(field.start, field.count) > maximum { return .tooLong }
    cells[index] = .of(field.start, field.count)
    switch columns[index].check {
    case .none: return .none
    case .luhn:
      checks[index] = holdsLuhn(field.start, field.count) ? 1 : 0
      return checks[index] == 1 ? .none : .luhn
    case .document:
      checks[index] = documentHolds(index, field) ? 1 : 0
      if checks[index] == 0 { remark(.document, index) }
      return .none
    }
  }

  private func documentHolds(_ index: Int, _ field: Field) -> Bool {
    let kindColumn = columns[index].kindColumn
    guard kindColumn >= 0, fields[kindColumn].kind == .text, fields[kindColumn].count > 0 else { return false }
    let document = documents.read(kind: fields[kindColumn], number: field)
    if index == bearer.document {
      bearer.told = document
      hasTold = true
    }
    return document != nil
  }

  private func readCode(_ index: Int, _ field: Field) -> Trouble {
    let plan = columns[index].codes
    let trouble = plan < 0 ? .unknownCode : tables[plan].trouble(field.start, field.count, on: rowDay)
    if trouble != .unknownCode { cells[index] = .of(field.start, field.count) }
    guard trouble != .none, columns[index].keepsUnknown else { return trouble }
    remark(trouble, index)
    if trouble == .unknownCode { cells[index] = unknownCell() }
    return .none
  }

  /// What an open list puts in the place of a code that it does not know.
  private func unknownCell() -> Cell {
    let text = arena.take(3)
    for (index, byte) in "UNK".utf8.enumerated() { text[index] = byte }
    return .of(text, 3)
  }

  private func readDate(_ index: Int, _ field: Field) -> Trouble {
    guard let day = readDay(field.start, field.count, columns[index].dateForm) else { return .notDate }
    let text = arena.take(10)
    writeDay(day, text)
    cells[index] = .of(text, 10)
    return columns[index].isBusinessDate && rowDay > deliveryDay ? .future : .none
  }

  private func readTimestamp(_ index: Int, _ field: Field) -> Trouble {
    let text = arena.take(TimestampReader.width)
    let trouble = timestamps.read(field.start, field.count, text)
    if trouble == .none { cells[index] = .of(text, TimestampReader.width) }
    return trouble
  }

  private func readMoney(_ index: Int, _ field: Field) -> Trouble {
    if columns[index].moneyForm == .minor { return storeMoney(readInteger(field.start, field.count), index, .notMoney) }
    guard let decimals = decimals(index) else { return .none }
    return storeMoney(readDecimal(field.start, field.count, decimals: decimals), index, .notMoney)
  }

  private func storeMoney(_ number: ReadNumber, _ index: Int, _ malformed: Trouble) -> Trouble {
    if number.trouble == .notInteger { return malformed }
    if number.trouble == .none, number.value.magnitude > 10_000_000_000_000_000 { return .outOfRange }
    return store(number, index)
  }

  /// Decimals of the amount's currency; nil where the row's currency is unknown, which is its own column's trouble.
  private func decimals(_ index: Int) -> Int? {
    let plan = columns[index]
    if plan.decimals >= 0 { return plan.decimals }
    guard plan.currencyColumn >= 0 else { return 2 }
    let field = fields[plan.currencyColumn]
    return field.kind == .text ? currencies.value(field.start, field.count) : nil
  }

  private func readFlag(_ index: Int, _ field: Field) -> Trouble {
    guard field.count == 1, field.start[0] == UInt8(ascii: "Y") || field.start[0] == UInt8(ascii: "N") else {
      return .notFlag
    }
    cells[index] = .of(field.start[0] == UInt8(ascii: "Y") ? 1 : 0)
    return .none
  }
}
