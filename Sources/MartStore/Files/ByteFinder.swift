/// Looks for many values at once in bytes.
package final class ByteFinder {
  private let patterns: [[UInt8]]
  private var byHead: [UInt32: [Int]] = [:]
  /// Whether a pattern begins with these two bytes.
  private let begins: UnsafeMutablePointer<Bool>
  /// Bytes of the longest.
  package let longest: Int

  /// - patterns: those under four bytes are passed over.
  package init(_ patterns: some Sequence<[UInt8]>) {
    self.patterns = Array(Set(patterns.filter { $0.count >= 4 }))
    longest = self.patterns.map(\.count).max() ?? 0
    begins = .allocate(capacity: 1 << 16)
    begins.initialize(repeating: false, count: 1 << 16)
    for (index, pattern) in self.patterns.enumerated() {
      pattern.withUnsafeBufferPointer { bytes in
        guard let start = bytes.baseAddress else { return }
        begins[Int(start[0]) << 8 | Int(start[1])] = true
        byHead[Self.head(start), default: []].append(index)
      }
    }
  }

  deinit { begins.deallocate() }

  package var isEmpty: Bool { patterns.isEmpty }

  private static func head(_ place: UnsafePointer<UInt8>) -> UInt32 {
    UInt32(place[0]) << 24 | UInt32(place[1]) << 16 | UInt32(place[2]) << 8 | UInt32(place[3])
  }

  /// The places, as half-open ranges from the first byte, at which a value stands.
  package func ranges(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    guard let start = bytes.baseAddress, !patterns.isEmpty, bytes.count >= 4 else { return [] }
    var found: [Range<Int>] = []
    let last = bytes.count - 4
    var place = 0
    while place <= last {
      if begins[Int(start[place]) << 8 | Int(start[place + 1])], let some = byHead[Self.head(start + place)] {
        for index in some where fits(patterns[index], start + place, bytes.count - place) {
          found.append(place..<place + patterns[index].count)
        }
      }
      place += 1
    }
    return found
  }

  private func fits(_ pattern: [UInt8], _ place: UnsafePointer<UInt8>, _ room: Int) -> Bool {
    guard pattern.count <= room else { return false }
    for index in 0..<pattern.count where pattern[index] != place[index] { return false }
    return true
  }
}
