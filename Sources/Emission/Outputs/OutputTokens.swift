import Contracts
import MartStore

/// The tokens that one user gets in place of the mart's keys: 14 letters, the same every night, and different for
/// every user and kind, so that files of two users cannot be joined.
struct OutputTokens: Sendable {
  private let hash: KeyedHash

  init(_ algorithm: TokenAlgorithm, key: [UInt8], user: String) throws {
    hash = try KeyedHash(algorithm, key: key, prefix: Array("output-token|\(user)|".utf8))
  }

  /// The token of one mart key. 26^14 is above 2^65, so 14 letters hold a key of 63 bits with room to spare.
  func token(_ kind: String, _ value: Int64) throws -> String {
    let code = try hash.code("\(kind)|\(value)")
    var number = UInt128(code.0) << 64 | UInt128(code.1)
    let letters = (0..<14).map { _ in
      let letter = UInt8(ascii: "a") + UInt8(truncatingIfNeeded: number % 26)
      number /= 26
      return letter
    }
    return String(decoding: letters, as: UTF8.self)
  }

  /// The same for a kind and a key as a query gives them; nothing for no key.
  func token(of arguments: [SQLValue]) throws -> SQLValue {
    guard case .text(let kind) = arguments[0], let key = arguments[1].int else { return .null }
    return .text(try token(kind, key))
  }
}

/// The token of one key for one user, as its files show it (`party` tokens unless another kind is named).
package func outputToken(
  _ algorithm: TokenAlgorithm = .hmacSHA256, key: [UInt8], user: String, _ value: Int64, kind: String = "party"
) throws -> String {
  try OutputTokens(algorithm, key: key, user: user).token(kind, value)
}
