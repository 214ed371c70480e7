import Contracts
import Crypto
import MartCore
import MartStore

/// What a landed delivery is, beside those accepted before.
package enum Verdict: Sendable, Hashable {
  case new
  /// The same content again (DL-03): counted, without effect.
  case repetition
  /// Other content with a higher sequence (DL-04): takes the place of the one with this sequence.
  case correction(of: Int)
}

/// Compares a landed delivery with all accepted ones (of any feed and date).
///
/// - Throws: `Failure` with DL-04 for other content without a higher sequence.
package func judge(
  _ delivery: LandedDelivery, sha256: String, accepted: [AcceptedDelivery]
) throws -> Verdict {
  let same = accepted.filter { $0.feed == delivery.feed && $0.businessDate == delivery.businessDate }
  if same.contains(where: { $0.sha256 == sha256 }) { return .repetition }
  guard let latest = same.map(\.sequence).max() else { return .new }
  guard delivery.sequence > latest else {
    throw refusal(
      "DL-04",
      "other content for \(delivery.businessDate) under sequence \(delivery.sequence); accepted before: \(latest)",
      fileName(delivery.dataPath ?? delivery.feed),
      remedy: "ask the owner to name the corrected file with .\(latest + 1) before its suffix")
  }
  return .correction(of: latest)
}

/// The first 15 hex digits of SHA-256 over feed, date, content hash and sequence, joined by bars, as an integer.
package func deliveryID(feed: String, businessDate: BusinessDate, sha256: String, sequence: Int) -> Int64 {
  let digest = SHA256.hash(data: Array("\(feed)|\(businessDate)|\(sha256)|\(sequence)".utf8))
  return digest.prefix(8).reduce(Int64(0)) { number, byte in
    number &<< 8 | Int64(byte)
  } >> 4 & 0x0fff_ffff_ffff_ffff
}
