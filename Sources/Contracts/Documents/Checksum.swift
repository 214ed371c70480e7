/// Check characters of document numbers.
public enum Checksum {
  /// The character that MOD 11-2 appends to a body of digits; nil where something else than digits is in it.
  ///
  /// Source: ISO/IEC 7064 MOD 11-2, as used by GB 11643-1999: the weight of a position is 2 to the power of its
  /// distance from the check character, modulo 11.
  public static func mod11_2(_ body: ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
    var sum: UInt64 = 0
    for place in body.indices {
      let value = body[place].value
      guard value >= 0x30, value <= 0x39 else { return nil }
      sum = (sum + UInt64(value - 0x30)) * 2
      if sum > 1 << 32 { sum %= 11 }
    }
    let check = UInt32((12 - sum % 11) % 11)
    return check == 10 ? "X" : Unicode.Scalar(0x30 + check)
  }
}
