import Contracts
import Crypto

/// HMAC under one key, with the pipeline's hash. The padded key is hashed once; each code then costs two blocks more.
///
/// - Source: RFC 2104; GM/T 0042-2015 for SM3. Both hashes have blocks of 64 bytes and codes of 32.
package struct KeyedHash: Sendable {
  /// A code as words, the first bytes first.
  package typealias Code = (UInt64, UInt64, UInt64, UInt64)

  private enum Keyed: Sendable {
    case sha256(inner: SHA256, outer: SHA256)
    case sm3(SM3, inner: SM3Context, outer: SM3Context)
  }

  private static let blockBytes = 64
  private let keyed: Keyed

  /// - key: of any length.
  /// - prefix: what every message begins with.
  /// - Throws: `Failure` with `.pipeline` where this machine lacks what the algorithm needs.
  package init(_ algorithm: TokenAlgorithm, key: [UInt8], prefix: [UInt8] = []) throws {
    guard algorithm == .hmacSM3 else {
      self.init(sha256: key, prefix: prefix)
      return
    }
    let library = try SM3.library()
    let short = key.count > Self.blockBytes ? try library.hash(key) : key
    self.init(
      keyed: .sm3(
        library, inner: try library.begun(with: Self.padded(short, 0x36) + prefix),
        outer: try library.begun(with: Self.padded(short, 0x5c))))
  }

  private init(keyed: Keyed) { self.keyed = keyed }

  /// HMAC-SHA256, which every machine can make.
  package init(sha256 key: [UInt8], prefix: [UInt8] = []) {
    let short = key.count > Self.blockBytes ? Array(SHA256.hash(data: key)) : key
    var (inner, outer) = (SHA256(), SHA256())
    inner.update(data: Self.padded(short, 0x36) + prefix)
    outer.update(data: Self.padded(short, 0x5c))
    keyed = .sha256(inner: inner, outer: outer)
  }

  private static func padded(_ key: [UInt8], _ pad: UInt8) -> [UInt8] {
    (key + [UInt8](repeating: 0, count: blockBytes - key.count)).map { $0 ^ pad }
  }

  /// The code of the bytes, and of one more where there is one.
  /// - Throws: `Failure` with `.internal` where libcrypto fails; SHA-256 never does.
  package func code(_ bytes: UnsafeRawBufferPointer, and last: UInt8? = nil) throws -> Code {
    switch keyed {
    case .sha256(var inner, var outer):
      inner.update(bufferPointer: bytes)
      if let last { inner.update(data: [last]) }
      inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
      return outer.finalize().withUnsafeBytes(Self.words)
    case .sm3(let library, let inner, let outer):
      let context = try SM3Context(library)
      return try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digest in
        guard library.copy(context.pointer, inner.pointer) == 1,
          library.update(context.pointer, bytes.baseAddress, bytes.count) == 1,
          last.map({ byte in withUnsafeBytes(of: byte) { library.update(context.pointer, $0.baseAddress, 1) } }) ?? 1
            == 1,
          library.finish(context.pointer, digest.baseAddress, nil) == 1,
          library.copy(context.pointer, outer.pointer) == 1,
          library.update(context.pointer, digest.baseAddress, 32) == 1,
          library.finish(context.pointer, digest.baseAddress, nil) == 1
        else { throw SM3.broken }
        return Self.words(UnsafeRawBufferPointer(digest))
      }
    }
  }

  package func code(_ text: String) throws -> Code {
    var text = text
    return try text.withUTF8 { try code(UnsafeRawBufferPointer($0)) }
  }

  /// A code as 64 hex digits.
  package func hexCode(_ text: String) throws -> String {
    let code = try code(text)
    return hexadecimal(
      [code.0, code.1, code.2, code.3].flatMap { word in
        (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - $0 * 8)) }
      })
  }

  private static func words(_ bytes: UnsafeRawBufferPointer) -> Code {
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
    }
    return (word(0), word(1), word(2), word(3))
  }
}
