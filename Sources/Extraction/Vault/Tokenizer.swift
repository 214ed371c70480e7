import Contracts
import MartStore

/// Makes keyed tokens: the first 63 bits of the pipeline's HMAC over `kind|value`; never negative, never 0.
package struct Tokenizer: Sendable {
  private let hash: KeyedHash

  /// HMAC-SHA256.
  /// - key: of any length; one of `KeyFile` has 32 bytes.
  package init(key: [UInt8]) { hash = KeyedHash(sha256: key) }

  /// - Throws: `Failure` with `.pipeline` where this machine lacks what the algorithm needs.
  package init(key: [UInt8], _ algorithm: TokenAlgorithm) throws { hash = try KeyedHash(algorithm, key: key) }

  /// The token of a value, prefix and bar included, under its kind.
  package func token(kind: String, value: String) throws -> Int64 {
    try Array("\(kind)|\(value)".utf8).withUnsafeBytes { try token($0) }
  }

  /// The token of the bytes `kind|value`.
  func token(_ bytes: UnsafeRawBufferPointer) throws -> Int64 {
    var result = Int64(try hash.code(bytes).0 >> 1)
    var round: UInt8 = 0
    while result == 0 {
      round += 1
      result = Int64(try hash.code(bytes, and: round).0 >> 1)
    }
    return result
  }
}
