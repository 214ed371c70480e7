import MartCore

/// Something that a customer, or someone unknown, did on a channel.
///
/// Codes, and the serials in what is written, instead of texts: there are several events a customer, of 32 bytes each.
struct ChannelEvent: Sendable {
  let day: BusinessDate
  /// Where in `Bank.numbers` the number is; nil where no one had signed in.
  @PackedPlace<UInt32> private(set) var number: Int?
  /// Second of the day.
  @Packed<UInt32> private(set) var second: Int
  /// Number within the day, from 1.
  @Packed<UInt32> var sequence = 0
  @PackedPlace<UInt32> private var appointmentSerial: Int? = nil
  @PackedPlace<UInt16> private var staffSerial: Int? = nil
  @PackedPlace<UInt16> private var branchPlace: Int? = nil
  private let channelCode, typeCode: UInt8
  private var moduleCode, versionCode, interactionCode: UInt8
  /// How many deliveries after its own the row arrives.
  @Packed<UInt8> var lateBy = 0
  var hasUnknownType = false

  init(number: Int?, channel: String, type: String, day: BusinessDate, second: Int) {
    self.day = day
    channelCode = Self.code(of: channel, in: Self.channels)
    typeCode = Self.code(of: type, in: Self.types)
    (moduleCode, versionCode, interactionCode) = (.max, .max, .max)
    _number = PackedPlace(wrappedValue: number)
    _second = Packed(wrappedValue: second)
  }

  var channel: String { Self.channels[Int(channelCode)] }
  var type: String { Self.types[Int(typeCode)] }
  var module: String? {
    get { Self.text(moduleCode, in: Self.modules) }
    set { moduleCode = Self.code(of: newValue, in: Self.modules) }
  }
  var version: String? {
    get { Self.text(versionCode, in: Self.versions) }
    set { versionCode = Self.code(of: newValue, in: Self.versions) }
  }
  var interaction: String? {
    get { Self.text(interactionCode, in: Self.interactions) }
    set { interactionCode = Self.code(of: newValue, in: Self.interactions) }
  }

  var appointment: Serial? { appointmentSerial.map { Serial("AP", UInt64(100_000 + $0)) } }
  var branch: String? { branchPlace.map(ContactMaker.branch) }
  var staff: Serial? { staffSerial.map { Serial("S", UInt64(10_000 + $0)) } }

  mutating func setAppointment(_ serial: Int) { appointmentSerial = serial }

  /// - branch: see `CustomerNumber.branchPlace`.
  mutating func setStaff(_ serial: Int, branch: Int?) { (staffSerial, branchPlace) = (serial, branch) }

  /// `CE`, the day, and the number within it.
  var serial: Serial { Serial("CE", day, sequence, width: 6) }
  var id: String { serial.text }

  private static let channels = ["MOB", "GMT", "WDT", "YXT", "REM", "WECHAT", "ATM", "CALL"]
  private static let types = [
    "LOGIN", "VIEW", "SERVICE", "TRANSFER", "PAY", "HANDOVER", "APPT_BOOK", "APPT_ARRIVE", "APPT_SERVED",
    "APPT_CANCEL", "APPT_NOSHOW",
  ]
  private static let modules = ["WEALTH", "FINANCE", "SPEND", "SMART", "UX"]
  private static let versions = ["9.0.2", "9.0.5", "9.1.0", "9.1.2", "10.0.0", "10.0.1"]
  private static let interactions = ["CLASSIC", "DIALOG", "SPACE"]

  private static func code(of text: String?, in list: [String]) -> UInt8 {
    guard let text else { return .max }
    guard let place = list.firstIndex(of: text) else { preconditionFailure("the list has no '\(text)'") }
    return UInt8(place)
  }

  private static func text(_ code: UInt8, in list: [String]) -> String? { code == .max ? nil : list[Int(code)] }
}
