import MartCore

/// A document as its holder shows it.
package struct Document: Hashable, Sendable {
  package let kind: DocumentKind
  package let number: String
  /// Issuing country, ISO 3166 alpha-3.
  package let country: String
}

/// One human being, whom the sources know under one or more customer numbers.
package struct Person: Sendable {
  package internal(set) var name: String
  /// The name as the card centre writes it; compatible with `name`, usually equal.
  package internal(set) var cardName: String
  package let sex: Sex
  package internal(set) var birth: BusinessDate
  package internal(set) var document: Document
  package let nationality: String
  /// Where in `Region.all` the person lives at first.
  let region: Int
  let tier: Tier
}

/// Something that changed about a customer number on a day.
enum RecordChange: Sendable {
  case phone(String)
  case address(region: Int, text: String)
  case occupation(String)
  case risk(String)
  case status(CustomerStatus)
  /// From now on the source writes something otherwise; nil: no longer.
  case slip(RecordSlip?)
}

/// One customer number of one source, with its life.
package struct CustomerNumber: Sendable {
  package let source: Source
  package internal(set) var number: String
  /// Where in `Bank.persons` its human is.
  package let person: Int
  package let openedOn: BusinessDate
  var branch: String
  let opening: CustomerRecord
  /// In order of day.
  var changes: [(on: BusinessDate, change: RecordChange)] = []
  /// What the source writes of the human otherwise than he is.
  var slip: RecordSlip? = nil
  /// To whom the source gave the number, and since when; nil where its first human keeps it.
  var successor: (from: BusinessDate, person: Int)? = nil
  /// Since when the source has deleted the number, and when it came back; nil where it never did.
  var absence: (from: BusinessDate, to: BusinessDate?)? = nil

  /// Where in `Bank.persons` the human is that the number stands for at the end of the day.
  func person(on day: BusinessDate) -> Int {
    successor.flatMap { $0.from <= day ? $0.person : nil } ?? person
  }

  /// What the source says of the number at the end of the day.
  func record(on day: BusinessDate) -> CustomerRecord {
    var record = opening
    for (on, change) in changes where on <= day { record.apply(change, on: on) }
    return record
  }

  /// Whether the number stands for a customer at the end of the day.
  package func isActive(on day: BusinessDate) -> Bool {
    openedOn <= day && record(on: day).status == .active
  }
}

/// How one source writes one number's human otherwise than the others do. What is nil is as it is.
struct RecordSlip: Sendable {
  var name: String?
  var document: Document?
  var hasNoDocument = false
  var phone: String?
  var address: String?
}

/// The part of a customer record that changes.
struct CustomerRecord: Sendable {
  var phone: String
  var region: Int
  var address: String
  var occupation: String
  var risk: String
  var status: CustomerStatus
  var updatedOn: BusinessDate
  /// What the source writes otherwise for a time.
  var slip: RecordSlip? = nil

  mutating func apply(_ change: RecordChange, on day: BusinessDate) {
    updatedOn = day
    switch change {
    case .phone(let number): phone = number
    case .address(let newRegion, let text): (region, address) = (newRegion, text)
    case .occupation(let code): occupation = code
    case .risk(let code): risk = code
    case .status(let code): status = code
    case .slip(let other): slip = other
    }
  }
}
