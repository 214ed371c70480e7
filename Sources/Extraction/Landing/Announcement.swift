import Contracts
import MartCore

/// What a control file or a trailer says of its delivery.
///
/// - Units: totals as integers: minor units where they are money.
struct Announcement {
  /// The file that says it, and the line.
  var place: FileLocation
  var businessDate: BusinessDate?
  var rows: Int64
  /// One a declared total; nil where this form does not carry it.
  var totals: [Int64?]
  var sequence: Int?
  var sha256: String?

  /// Checks date and sequence against those of the file's name.
  ///
  /// - Throws: `Failure` with DL-05 or DL-04.
  func checkIdentity(_ delivery: LandedDelivery) throws {
    try checkDate(businessDate, of: delivery, at: place)
    if let sequence { try checkSequence(sequence, of: delivery, at: place) }
  }
}

func checkDate(_ date: BusinessDate?, of delivery: LandedDelivery, at place: FileLocation) throws {
  guard let date, date != delivery.businessDate else { return }
  throw Failure(
    .refused, "the business date here is \(date), in the file's name it is \(delivery.businessDate)", rule: "DL-05",
    at: place, remedy: "ask the owner which date is right, and for files that agree")
}

func checkSequence(_ sequence: Int, of delivery: LandedDelivery, at place: FileLocation) throws {
  guard sequence != delivery.sequence else { return }
  throw Failure(
    .refused, "the sequence here is \(sequence), by the file's name it is \(delivery.sequence)", rule: "DL-04",
    at: place, remedy: "ask the owner for a file whose name and control agree on the sequence")
}

/// How the amounts of one feed's controls are written: integers, or money as the feed writes it.
struct TotalReader {
  let totals: [Total]
  private let form: Format.MoneyForm
  private let decimals: [Int]

  init(_ feed: Feed, _ currencies: Currencies) {
    totals = feed.control.totals
    form = feed.format.money
    let common = feed.columns.first { $0.type == .money && $0.currency != nil }?.currency
    decimals = totals.map { total in
      let own = feed.column(total.name)?.currency ?? common ?? ""
      return currencies.decimals[own] ?? 2
    }
  }

  /// The total of this index from its text; nil where it cannot be read.
  func value(_ index: Int, _ text: some StringProtocol) -> Int64? {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress, !buffer.isEmpty else { return nil }
      let isDecimal = totals[index].isMoney && form == .decimal
      let number =
        isDecimal
        ? readDecimal(start, buffer.count, decimals: decimals[index]) : readInteger(start, buffer.count)
      return number.trouble == .none ? number.value : nil
    }
  }
}
