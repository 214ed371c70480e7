import Extraction
import MartCore
import MartStore

/// Parts of deliveries that processes of their own have extracted, until a night combines them:
/// `staging/parts/DATE.FEED.SEQUENCE.part-2-of-4.sqlite`.
struct PartsFolder {
  static let name = "parts"

  let path: String

  init(_ layout: HomeLayout) { path = "\(layout.home)/staging/\(Self.name)" }

  func file(_ part: PartNumber, of delivery: LandedDelivery) -> String {
    "\(path)/\(stem(delivery))\(part.number)-of-\(part.count).sqlite"
  }

  /// The parts of one delivery that are complete, in the order of their names.
  func files(of delivery: LandedDelivery) throws -> [String] {
    try Files.names(in: path).filter { $0.hasPrefix(stem(delivery)) && $0.hasSuffix(".sqlite") }.map { "\(path)/\($0)" }
  }

  /// Removes all parts of one delivery, those that a crash left incomplete among them.
  func remove(_ delivery: LandedDelivery) throws { try remove { $0.hasPrefix(stem(delivery)) } }

  /// Removes what nobody can need: its night has been published.
  func remove(upTo date: BusinessDate) throws {
    try remove { name in BusinessDate(iso: String(name.prefix(10))).map { $0 <= date } ?? true }
  }

  private func remove(where isGone: (String) -> Bool) throws {
    for name in try Files.names(in: path) where isGone(name) { try Files.remove("\(path)/\(name)") }
  }

  private func stem(_ delivery: LandedDelivery) -> String {
    "\(delivery.businessDate).\(delivery.feed).\(delivery.sequence).part-"
  }
}
