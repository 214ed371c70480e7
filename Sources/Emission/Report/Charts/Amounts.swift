/// A number as pictures write it: yuan of fen, percent of basis points, else digits in groups of three.
func shortAmount(_ value: Int64, _ unit: String) -> String {
  switch unit {
  case "fen":
    let (size, sign) = (value.magnitude, value < 0 ? "−" : "")
    if size >= 10_000_000_000 { return sign + decimals(size, in: 10_000_000_000) + " 亿" }
    if size >= 1_000_000 { return sign + decimals(size, in: 1_000_000) + " 万" }
    return sign + decimals(size, in: 100)
  case "bp": return (value < 0 ? "−" : "") + decimals(value.magnitude, in: 100) + " %"
  case "ms": return (value < 0 ? "−" : "") + decimals(value.magnitude, in: 1_000) + " s"
  default: return grouped(value)
  }
}

/// Two decimals of a unit, cut.
private func decimals(_ size: UInt64, in unit: UInt64) -> String {
  let (whole, rest) = size.quotientAndRemainder(dividingBy: unit)
  let hundredths = rest * 100 / unit
  return grouped(Int64(whole)) + "." + (hundredths < 10 ? "0" : "") + String(hundredths)
}

/// A length with one decimal, the same on every machine.
func tenths(_ value: Double) -> String {
  let rounded = Int((value * 10).rounded())
  return "\(rounded < 0 ? "-" : "")\(abs(rounded) / 10).\(abs(rounded) % 10)"
}
