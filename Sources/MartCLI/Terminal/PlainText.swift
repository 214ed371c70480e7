/// A text as a terminal may show it: what would move the cursor, change colours, ring, or turn the direction of writing
/// is spelled `\u{1b}`. Line feeds and tabs stay.
func plain(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isControl) else { return text }
  var shown = ""
  for scalar in text.unicodeScalars {
    if isControl(scalar) {
      shown += "\\u{\(String(scalar.value, radix: 16))}"
    } else {
      shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0a: false
  case 0...0x1f, 0x7f...0x9f: true
  // Marks of direction: what follows them reads otherwise than it stands.
  case 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
  default: false
  }
}
