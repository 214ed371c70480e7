import MartCore

/// Something that a customer, or someone unknown, did on a channel.
///
/// Codes, and the serials in what is written, instead of texts: there are several events a customer, of 32 bytes each.
struct ChannelEvent: Sendable {
  let day: BusinessDate
  private let user: UInt32
  private let secondOfDay: UInt32
  private var daySequence: UInt32 = 0
  private var appointmentSerial = UInt32.max
  private var staffSerial = UInt16.max
  private var branchPlace = UInt16.max
  private let channelCode: UInt8
  private let typeCode: UInt8
  private var moduleCode = UInt8.max
  private var versionCode = UInt8.max
  private var interactionCode = UInt8.max
  private var delay: UInt8 = 0
  var hasUnknownType = false

  init(number: Int?, channel: String, type: String, day: BusinessDate, second: Int) {
    user = number.map { UInt32($0) } ?? .max
    channelCode = Self.code(of: channel, in: Self.channels)
    typeCode = Self.code(of: type, in: Self.types)
    self.day = day
    secondOfDay = UInt32(second)
  }

  /// Where in `Bank.numbers` the number is; nil where no one had signed in.
  var number: Int? { user == .max ? nil : Int(user) }
  var channel: String { Self.channels[Int(channelCode)] }
  var type: String { Self.types[Int(typeCode)] }
  /// Second of the day.
  var second: Int { Int(secondOfDay) }
  /// Number within the day, from 1.
  var sequence: Int {
    get { Int(daySequence) }
    set { daySequence = UInt32(newValue) }
  }
  /// How many deliveries after its own the row arrives.
  var lateBy: Int {
    get { Int(delay) }
    set { delay = UInt8(newValue) }
  }

  var module: String? {
    get { Self.text(moduleCode, in: Self.modules) }
    set { moduleCode = newValue.map { Self.code(of: $0, in: Self.modules) } ?? .max }
  }
  var version: String? {
    get { Self.text(versionCode, in: Self.versions) }
    set { versionCode = newValue.map { Self.code(of: $0, in: Self.versions) } ?? .max }
  }
  var interaction: String? {
    get { Self.text(interactionCode, in: Self.interactions) }
    set { interactionCode = newValue.map { Self.code(of: $0, in: Self.interactions) } ?? .max }
  }

  var appointment: String? {
    appointmentSerial == .max ? nil : "AP" + String(100_000 + Int(appointmentSerial))
  }
  var branch: String? { branchPlace == .max ? nil : ContactMaker.branch(Int(branchPlace)) }
  var staff: String? { staffSerial == .max ? nil : "S" + String(10_000 + Int(staffSerial)) }

  mutating func setAppointment(_ serial: Int) { appointmentSerial = UInt32(serial) }

  /// - branch: see `CustomerNumber.branchPlace`.
  mutating func setStaff(_ serial: Int, branch: UInt16?) {
    (staffSerial, branchPlace) = (UInt16(serial), branch ?? .max)
  }

  /// `CE`, the day, and the number within it.
  var id: String { "CE\(day.compact.dropFirst(2))-\(String(1_000_000 + sequence).dropFirst())" }

  private static let channels = ["MOB", "GMT", "WDT", "YXT", "REM", "WECHAT", "ATM", "CALL"]
  private static let types = [
    "LOGIN", "VIEW", "SERVICE", "TRANSFER", "PAY", "HANDOVER", "APPT_BOOK", "APPT_ARRIVE", "APPT_SERVED",
    "APPT_CANCEL", "APPT_NOSHOW",
  ]
  private static let modules = ["WEALTH", "FINANCE", "SPEND", "SMART", "UX"]
  private static let versions = ["9.0.2", "9.0.5", "9.1.0", "9.1.2", "10.0.0", "10.0.1"]
  private static let interactions = ["CLASSIC", "DIALOG", "SPACE"]

  private static func code(of text: String, in list: [String]) -> UInt8 {
    guard let place = list.firstIndex(of: text) else { preconditionFailure("the list has no '\(text)'") }
    return UInt8(place)
  }

  private static func text(_ code: UInt8, in list: [String]) -> String? { code == .max ? nil : list[Int(code)] }
}
