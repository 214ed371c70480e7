import Crypto

/// Makes keyed tokens: the first 63 bits of HMAC-SHA256 over `kind|value`; never negative, never 0.
///
/// - Source: RFC 2104. The padded key is hashed once; each token then costs two blocks.
package struct Tokenizer: Sendable {
  private static let blockBytes = 64

  private let inner: SHA256
  private let outer: SHA256

  /// - key: of any length; one of `KeyFile` has 32 bytes.
  package init(key: [UInt8]) {
    let short = key.count > Self.blockBytes ? Array(SHA256.hash(data: key)) : key
    let block = short + [UInt8](repeating: 0, count: Self.blockBytes - short.count)
    var (inner, outer) = (SHA256(), SHA256())
    inner.update(data: block.map { $0 ^ 0x36 })
    outer.update(data: block.map { $0 ^ 0x5c })
    self.inner = inner
    self.outer = outer
  }

  /// The token of a value, prefix and bar included, under its kind.
  package func token(kind: String, value: String) -> Int64 {
    Array("\(kind)|\(value)".utf8).withUnsafeBytes { token($0) }
  }

  /// The token of the bytes `kind|value`.
  func token(_ bytes: UnsafeRawBufferPointer) -> Int64 {
    var hash = inner
    hash.update(bufferPointer: bytes)
    var result = finish(hash.finalize())
    var round: UInt8 = 0
    while result == 0 {
      round += 1
      hash = inner
      hash.update(bufferPointer: bytes)
      hash.update(data: [round])
      result = finish(hash.finalize())
    }
    return result
  }

  private func finish(_ digest: SHA256.Digest) -> Int64 {
    var hash = outer
    digest.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return hash.finalize().withUnsafeBytes { bytes in
      Int64(UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)) >> 1)
    }
  }
}
