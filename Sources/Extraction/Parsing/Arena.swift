/// Memory for what one row needs beyond its own bytes: converted and unescaped texts, dates, token values.
/// Everything in it is gone with the next row.
final class Arena {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity = 64 << 10
  private var used = 0
  private var further: [UnsafeMutablePointer<UInt8>] = []

  init() { base = .allocate(capacity: capacity) }

  deinit {
    reset(atLeast: 0)
    base.deallocate()
  }

  /// Forgets the last row and makes room for this many bytes.
  func reset(atLeast count: Int) {
    used = 0
    if !further.isEmpty {
      for piece in further { piece.deallocate() }
      further = []
    }
    guard count > capacity else { return }
    base.deallocate()
    while capacity < count { capacity *= 2 }
    base = .allocate(capacity: capacity)
  }

  /// Room that stays where it is until the next row.
  @inline(__always)
  func take(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if used + count <= capacity {
      used += count
      return base + (used - count)
    }
    return takeFurther(count)
  }

  /// Gives back the unused end of what was taken last.
  func giveBack(_ room: UnsafeMutablePointer<UInt8>, taken: Int, kept: Int) {
    if room + taken == base + used { used -= taken - kept }
  }

  private func takeFurther(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    let piece = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
    further.append(piece)
    return piece
  }
}
