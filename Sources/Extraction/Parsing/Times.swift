import Contracts
import MartCore

/// A calendar day read from bytes.
struct ReadDay {
  var year: Int
  var month: Int
  var day: Int
}

/// Reads a date in one of the house's forms; nil for anything else and for days that the calendar lacks.
func readDay(_ start: UnsafePointer<UInt8>, _ count: Int, _ form: Format.DateForm) -> ReadDay? {
  let mark: UInt8
  switch form {
  case .compact:
    guard count == 8 else { return nil }
    return day(digits(start, 4), digits(start + 4, 2), digits(start + 6, 2))
  case .iso: mark = UInt8(ascii: "-")
  case .dotted: mark = UInt8(ascii: ".")
  }
  guard count == 10, start[4] == mark, start[7] == mark else { return nil }
  return day(digits(start, 4), digits(start + 5, 2), digits(start + 8, 2))
}

private func day(_ year: Int, _ month: Int, _ day: Int) -> ReadDay? {
  guard year >= 1, month >= 1, month <= 12, day >= 1, day <= BusinessDate.daysIn(month: month, of: year) else {
    return nil
  }
  return ReadDay(year: year, month: month, day: day)
}

/// The number of `count` digits; -1 where one is none.
@inline(__always)
private func digits(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int {
  var number = 0
  for index in 0..<count {
    let digit = start[index] &- 0x30
    guard digit <= 9 else { return -1 }
    number = number * 10 + Int(digit)
  }
  return number
}

/// Writes `yyyy-mm-dd`: ten bytes.
@inline(__always)
func writeDay(_ day: ReadDay, _ output: UnsafeMutablePointer<UInt8>) {
  writeNumber(day.year, 4, output)
  output[4] = UInt8(ascii: "-")
  writeNumber(day.month, 2, output + 5)
  output[7] = UInt8(ascii: "-")
  writeNumber(day.day, 2, output + 8)
}

@inline(__always)
private func writeNumber(_ number: Int, _ count: Int, _ output: UnsafeMutablePointer<UInt8>) {
  var rest = number
  var index = count - 1
  while index >= 0 {
    output[index] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
    rest /= 10
    index -= 1
  }
}

/// Reads instants of ISO 8601 with an offset and writes them in the pipeline's time zone.
struct TimestampReader {
  /// `2024-09-30T12:34:56.789+08:00`.
  static let width = 29

  /// Minutes from UTC.
  private let zone: Int
  private let zoneText: [UInt8]

  /// - timeZone: such as `+08:00`.
  /// - Throws: `Failure` with `.pipeline` for another form.
  init(timeZone: String) throws {
    let bytes = Array(timeZone.utf8)
    let minutes = bytes.withUnsafeBufferPointer { $0.baseAddress.flatMap { Self.offset($0, bytes.count) } }
    guard let minutes, bytes.count == 6 else {
      throw Failure(
        .pipeline, "time_zone is not an offset such as +08:00", at: FileLocation(file: "pipeline.yaml"),
        remedy: "write hours and minutes from UTC")
    }
    zone = minutes
    zoneText = bytes
  }

  /// Writes 29 bytes to `output`; digits after the milliseconds are cut off.
  func read(_ start: UnsafePointer<UInt8>, _ count: Int, _ output: UnsafeMutablePointer<UInt8>) -> Trouble {
    guard count >= 19, start[10] == UInt8(ascii: "T"), start[13] == UInt8(ascii: ":"), start[16] == UInt8(ascii: ":"),
      let day = readDay(start, 10, .iso)
    else { return .notTimestamp }
    let (hour, minute, second) = (digits(start + 11, 2), digits(start + 14, 2), digits(start + 17, 2))
    guard hour >= 0, hour <= 23, minute >= 0, minute <= 59, second >= 0, second <= 59 else { return .notTimestamp }
    var index = 19
    guard let milliseconds = Self.fraction(start, count, &index) else { return .notTimestamp }
    if index == count { return .noOffset }
    guard let offset = Self.offset(start + index, count - index) else { return .notTimestamp }
    return write(day, hour * 60 + minute + zone - offset, second, milliseconds, output)
  }

  private func write(
    _ day: ReadDay, _ minutes: Int, _ second: Int, _ milliseconds: Int, _ output: UnsafeMutablePointer<UInt8>
  ) -> Trouble {
    var (local, minuteOfDay) = (day, minutes)
    if minutes < 0 || minutes >= 1440 {
      guard let moved = Self.moved(day, by: minutes < 0 ? -1 : 1) else { return .notTimestamp }
      local = moved
      minuteOfDay += minutes < 0 ? 1440 : -1440
    }
    writeDay(local, output)
    output[10] = UInt8(ascii: "T")
    writeNumber(minuteOfDay / 60, 2, output + 11)
    output[13] = UInt8(ascii: ":")
    writeNumber(minuteOfDay % 60, 2, output + 14)
    output[16] = UInt8(ascii: ":")
    writeNumber(second, 2, output + 17)
    output[19] = UInt8(ascii: ".")
    writeNumber(milliseconds, 3, output + 20)
    for place in 0..<6 { output[23 + place] = zoneText[place] }
    return .none
  }

  private static func moved(_ day: ReadDay, by days: Int) -> ReadDay? {
    guard let date = BusinessDate(year: day.year, month: day.month, day: day.day) else { return nil }
    let parts = (date + days).civil
    return (1...9999).contains(parts.year) ? ReadDay(year: parts.year, month: parts.month, day: parts.day) : nil
  }

  /// Milliseconds of `.fff…` at `index`, 0 where there is no fraction; nil for a point without digits.
  private static func fraction(_ start: UnsafePointer<UInt8>, _ count: Int, _ index: inout Int) -> Int? {
    guard index < count, start[index] == UInt8(ascii: ".") else { return 0 }
    index += 1
    var (milliseconds, places) = (0, 0)
    while index < count, isDigit(start[index]), places < 9 {
      if places < 3 { milliseconds = milliseconds * 10 + Int(start[index] - 0x30) }
      places += 1
      index += 1
    }
    if places == 0 { return nil }
    return places == 1 ? milliseconds * 100 : places == 2 ? milliseconds * 10 : milliseconds
  }

  /// Minutes of `Z`, `+08:00` or `+0800`; at most 18 hours.
  private static func offset(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    if count == 1 { return start[0] == UInt8(ascii: "Z") ? 0 : nil }
    guard count == 5 || (count == 6 && start[3] == UInt8(ascii: ":")), start[0] == 0x2b || start[0] == 0x2d else {
      return nil
    }
    let (hours, minutes) = (digits(start + 1, 2), digits(start + count - 2, 2))
    guard hours >= 0, hours <= 18, minutes >= 0, minutes <= 59 else { return nil }
    return (start[0] == 0x2d ? -1 : 1) * (hours * 60 + minutes)
  }
}
