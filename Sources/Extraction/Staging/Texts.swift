/// Writes a number in digits; the room is the arena's.
func digits(of number: Int64, _ arena: Arena) -> (start: UnsafePointer<UInt8>, count: Int) {
  let room = arena.take(20)
  var (rest, index) = (number.magnitude, 20)
  repeat {
    index -= 1
    room[index] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
    rest /= 10
  } while rest > 0
  if number < 0 {
    index -= 1
    room[index] = UInt8(ascii: "-")
  }
  return (UnsafePointer(room + index), 20 - index)
}

/// The text form of a cell, as the vault keeps it and tokens are made of it; nil for NULL.
@inline(__always)
func text(of cell: Cell, _ arena: Arena) -> (start: UnsafePointer<UInt8>, count: Int)? {
  switch cell.kind {
  case .null: nil
  case .integer: digits(of: cell.integer, arena)
  case .text: cell.text.map { ($0, Int(cell.count)) }
  }
}
