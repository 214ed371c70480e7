import MartCore

/// What the customer feeds have in common.
enum CustomerColumns {
  static let all: [Column] = [
    Column("cust_no", .text(20), [.required, .key]), Column("name", .wide(60), [.required]), Column("sex", .code),
    Column("birth_date", .date), Column("doc_type", .code), Column("doc_no", .text(30)),
    Column("doc_country", .code), Column("nationality", .code), Column("phone", .text(20)),
    Column("region_code", .openCode), Column("address", .wide(120)), Column("occupation", .openCode),
    Column("kyc_risk", .code), Column("cust_status", .code, [.required]), Column("open_date", .date, [.required]),
    Column("branch_no", .text(12), [.required]), Column("updated_at", .timestamp, [.required]),
  ]

  static let totals = [Total(name: "active", only: ("cust_status", CustomerStatus.active.rawValue))]

  /// The fields of a customer number as its source sends them at the end of the day.
  static func fields(of index: Int, in bank: Bank, on day: BusinessDate) -> [Field] {
    let number = bank.numbers[index]
    let person = bank.persons[number.person(on: day)]
    let record = number.record(on: day)
    let slip = record.slip ?? number.slip
    let document = slip?.hasNoDocument == true ? nil : slip?.document ?? person.document
    return [
      number.field, .text(slip?.name ?? (number.source == .core ? person.name : person.cardName)),
      .text(person.sex.rawValue), .date(person.birth), .optional(document?.kind.rawValue),
      .optional(document?.number), .optional(document?.country), .text(person.nationality),
      slip?.phone.map { .text($0) } ?? .serial(record.phone.serial),
      .text(Region.all[record.address.region].code), .text(slip?.address ?? record.addressText),
      .text(record.occupation.rawValue), .text(record.risk.rawValue),
      .text(record.status.rawValue), .date(number.openedOn), .text(bank.branch(number.branch, on: day)),
      .instant(record.updatedOn, second: 28_800 + index * 7_919 % 36_000),
    ]
  }
}

/// Instants as files spell them.
enum Instant {
  /// The second of the day in China Standard Time, ISO 8601 with its offset, in 25 characters.
  static func text(_ day: BusinessDate, second: Int) -> String {
    String { $0.put(day, second: second) }
  }
}
