/// An integer read from bytes, or why not.
struct ReadNumber {
  var value: Int64
  var trouble: Trouble
}

/// Reads `-?[0-9]+`; leading zeros are accepted, as fixed-width records have them.
func readInteger(_ start: UnsafePointer<UInt8>, _ count: Int) -> ReadNumber {
  var index = start[0] == UInt8(ascii: "-") ? 1 : 0
  let isNegative = index == 1
  guard index < count else { return ReadNumber(value: 0, trouble: .notInteger) }
  var (value, hasOverflow) = (Int64(0), false)
  while index < count {
    let digit = start[index] &- 0x30
    guard digit <= 9 else { return ReadNumber(value: 0, trouble: .notInteger) }
    hasOverflow = append(digit, to: &value) || hasOverflow
    index += 1
  }
  if hasOverflow { return ReadNumber(value: 0, trouble: .outOfRange) }
  return ReadNumber(value: isNegative ? -value : value, trouble: .none)
}

/// Reads `-?[0-9]+(\.[0-9]+)?` with at most `decimals` digits after the point, as minor units.
func readDecimal(_ start: UnsafePointer<UInt8>, _ count: Int, decimals: Int) -> ReadNumber {
  var index = start[0] == UInt8(ascii: "-") ? 1 : 0
  let isNegative = index == 1
  var (value, hasOverflow, whole, fraction, hasPoint) = (Int64(0), false, 0, 0, false)
  while index < count {
    let byte = start[index]
    index += 1
    if byte == UInt8(ascii: "."), !hasPoint {
      hasPoint = true
      continue
    }
    let digit = byte &- 0x30
    guard digit <= 9 else { return ReadNumber(value: 0, trouble: .notMoney) }
    if hasPoint { fraction += 1 } else { whole += 1 }
    hasOverflow = append(digit, to: &value) || hasOverflow
  }
  guard whole > 0, hasPoint == (fraction > 0) else { return ReadNumber(value: 0, trouble: .notMoney) }
  guard fraction <= decimals else { return ReadNumber(value: 0, trouble: .tooManyDecimals) }
  for _ in fraction..<decimals { hasOverflow = append(0, to: &value) || hasOverflow }
  if hasOverflow { return ReadNumber(value: 0, trouble: .outOfRange) }
  return ReadNumber(value: isNegative ? -value : value, trouble: .none)
}

/// True where the value no longer fits 64 bits.
@inline(__always)
private func append(_ digit: UInt8, to value: inout Int64) -> Bool {
  let (product, first) = value.multipliedReportingOverflow(by: 10)
  let (sum, second) = product.addingReportingOverflow(Int64(digit))
  if first || second { return true }
  value = sum
  return false
}

/// True where the digits hold by the formula of Luhn (ISO/IEC 7812); false for anything but digits.
func holdsLuhn(_ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
  var (sum, index, doubles) = (0, count - 1, false)
  while index >= 0 {
    let digit = Int(start[index]) - 0x30
    guard digit >= 0, digit <= 9 else { return false }
    let value = doubles ? digit * 2 : digit
    sum += value > 9 ? value - 9 : value
    doubles.toggle()
    index -= 1
  }
  return count > 1 && sum % 10 == 0
}
