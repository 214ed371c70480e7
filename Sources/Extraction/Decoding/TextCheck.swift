/// What one look over a line's bytes tells.
struct LineKind {
  var isASCII: Bool
  var hasNull: Bool
}

/// Looks at eight bytes at a time.
func lookOver(_ start: UnsafePointer<UInt8>, _ count: Int) -> LineKind {
  let raw = UnsafeRawPointer(start)
  var (index, high, zero) = (0, UInt64(0), UInt64(0))
  while index + 8 <= count {
    let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
    high |= word
    zero |= (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    index += 8
  }
  while index < count {
    high |= UInt64(start[index])
    if start[index] == 0 { zero = 1 }
    index += 1
  }
  return LineKind(isASCII: high & 0x8080_8080_8080_8080 == 0, hasNull: zero != 0)
}

/// The offset of the first byte that is not valid UTF-8 (overlong forms, surrogates and what lies beyond U+10FFFF
/// are not); -1 where all is valid.
func firstInvalidUTF8(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int {
  var index = 0
  while index < count {
    let byte = start[index]
    if byte < 0x80 {
      index += 1
      continue
    }
    let length = lengthUTF8(start + index, count - index)
    if length == 0 { return index }
    index += length
  }
  return -1
}

/// Bytes of the valid character of more than one byte at `place`; 0 where it is invalid or cut.
@inline(__always)
private func lengthUTF8(_ place: UnsafePointer<UInt8>, _ count: Int) -> Int {
  let lead = place[0]
  if lead >= 0xc2, lead <= 0xdf { return count > 1 && isTrail(place[1]) ? 2 : 0 }
  if lead >= 0xe0, lead <= 0xef {
    guard count > 2, isTrail(place[1]), isTrail(place[2]) else { return 0 }
    if lead == 0xe0 && place[1] < 0xa0 || lead == 0xed && place[1] > 0x9f { return 0 }
    return 3
  }
  guard lead >= 0xf0, lead <= 0xf4, count > 3, isTrail(place[1]), isTrail(place[2]), isTrail(place[3]) else { return 0 }
  return lead == 0xf0 && place[1] < 0x90 || lead == 0xf4 && place[1] > 0x8f ? 0 : 4
}

@inline(__always)
private func isTrail(_ byte: UInt8) -> Bool { byte & 0xc0 == 0x80 }

/// Characters (code points) of valid UTF-8.
func characterCount(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int {
  var characters = 0
  for index in 0..<count where !isTrail(start[index]) { characters += 1 }
  return characters
}
