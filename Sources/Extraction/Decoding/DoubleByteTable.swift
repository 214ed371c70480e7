import Contracts
import Glibc
import MartCore

/// UTF-8 of every two-byte character of GB18030 or GBK, made once from the system's iconv: 96 KiB.
///
/// - Source: GB 18030; the table is the machine's own, so that it agrees with its other tools.
final class DoubleByteTable: @unchecked Sendable {
  private static let leads = 126
  private static let trails = 191
  static let gb18030 = DoubleByteTable("GB18030")
  static let gbk = DoubleByteTable("GBK")

  let name: String
  /// Four bytes of UTF-8 each, the first one lowest; 0: there is no such character. Written by `init` alone.
  let entries: UnsafeMutablePointer<UInt32>

  private init?(_ name: String) {
    guard let converter = SystemConverter(from: name) else { return nil }
    self.name = name
    entries = .allocate(capacity: Self.leads * Self.trails)
    entries.initialize(repeating: 0, count: Self.leads * Self.trails)
    for lead in 0..<Self.leads {
      for trail in 0..<Self.trails {
        entries[lead * Self.trails + trail] = converter.convert([UInt8(lead + 0x81), UInt8(trail + 0x40)])
      }
    }
  }

  deinit { entries.deallocate() }

  /// The characters of `lead` (0x81 … 0xFE) and `trail` (0x40 … 0xFE); 0: none.
  @inline(__always)
  func entry(_ lead: UInt8, _ trail: UInt8) -> UInt32 {
    entries[(Int(lead) - 0x81) * Self.trails + Int(trail) - 0x40]
  }
}

/// iconv for one character at a time.
final class SystemConverter {
  private let handle: iconv_t

  init?(from encoding: String) {
    guard let opened = iconv_open("UTF-8", encoding), Int(bitPattern: opened) != -1 else { return nil }
    handle = opened
  }

  deinit { iconv_close(handle) }

  /// UTF-8 of one character, the first byte lowest; 0 where it is none.
  func convert(_ bytes: [UInt8]) -> UInt32 {
    var source = bytes.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: 8)
    iconv(handle, nil, nil, nil, nil)
    let written = source.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { output in
        var (from, fromCount) = (source.baseAddress, source.count)
        var (to, toCount) = (output.baseAddress, output.count)
        let result = iconv(handle, &from, &fromCount, &to, &toCount)
        return result == 0 && fromCount == 0 ? output.count - toCount : 0
      }
    }
    guard written > 0, written <= 4 else { return 0 }
    return output.prefix(written).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32(UInt8(bitPattern: $1)) }
  }
}

/// Converts text of GB18030 or GBK to UTF-8, strictly.
final class DoubleByteDecoder {
  private let table: DoubleByteTable
  /// GB18030 has characters of four bytes, GBK has none.
  private let hasFourBytes: Bool
  private let fourBytes: SystemConverter?

  /// - Throws: `Failure` where the system lacks the encoding.
  init(_ encoding: Format.Encoding) throws {
    guard let table = encoding == .gbk ? DoubleByteTable.gbk : DoubleByteTable.gb18030 else {
      throw Failure(
        .internal, "the system's iconv does not know \(encoding.rawValue)",
        remedy: "install the gconv modules of the C library (Debian: libc-bin), then run again")
    }
    self.table = table
    hasFourBytes = encoding == .gb18030
    fourBytes = SystemConverter(from: table.name)
  }

  /// Writes the UTF-8 of `count` bytes to `output`, which has room for twice as many.
  ///
  /// - Returns: bytes written, or the offset of the first invalid or cut character as a negative number minus one.
  func decode(_ start: UnsafePointer<UInt8>, _ count: Int, _ output: UnsafeMutablePointer<UInt8>) -> Int {
    var (index, written) = (0, 0)
    while index < count {
      let lead = start[index]
      if lead < 0x80 {
        output[written] = lead
        index += 1
        written += 1
        continue
      }
      guard lead >= 0x81, lead <= 0xfe, index + 1 < count else { return -index - 1 }
      let trail = start[index + 1]
      let isDouble = trail >= 0x40 && trail <= 0xfe
      let packed = isDouble ? table.entry(lead, trail) : fourByteEntry(start + index, count - index)
      guard packed != 0 else { return -index - 1 }
      written += write(packed, output + written)
      index += isDouble ? 2 : 4
    }
    return written
  }

  @inline(__always)
  private func write(_ packed: UInt32, _ output: UnsafeMutablePointer<UInt8>) -> Int {
    let lead = UInt8(truncatingIfNeeded: packed)
    let length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    var rest = packed
    for index in 0..<length {
      output[index] = UInt8(truncatingIfNeeded: rest)
      rest >>= 8
    }
    return length
  }

  private func fourByteEntry(_ place: UnsafePointer<UInt8>, _ count: Int) -> UInt32 {
    guard hasFourBytes, count >= 4, isDigit(place[1]), place[2] >= 0x81, place[2] <= 0xfe, isDigit(place[3]) else {
      return 0
    }
    return fourBytes?.convert([place[0], place[1], place[2], place[3]]) ?? 0
  }
}

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 <= 9 }
