import Contracts
import Foundation
import MartCore
import MartStore

/// Removes from the archive what is older than the pipeline says, and what nothing that is kept asks for.
///
/// Of a delivery that is gone the journal keeps every accepted row; its lines cannot be shown any more, and generations
/// that it led to cannot be made again.
struct Keeping {
  private let context: NightContext
  private let date: BusinessDate

  init(_ context: NightContext, _ date: BusinessDate) {
    self.context = context
    self.date = date
  }

  func run() throws {
    guard let days = context.pipeline.keep.archiveDays else { return }
    let old = try context.state.taken().filter { $0.businessDate < date - days }
    guard !old.isEmpty else { return }
    let needed = try needed(from: date - days)
    for content in Set(old.map(\.sha256)).subtracting(needed) {
      try Files.remove("\(context.layout.archive)/\(content.prefix(2))/\(content).gz")
    }
  }

  /// Contents of deliveries that are young enough, that a kept generation took in, of which rows may be replayed, or with
  /// which the next snapshot is compared.
  private func needed(from first: BusinessDate) throws -> Set<String> {
    let oldest = try context.generations.list().map(\.number).min() ?? 0
    let accepted = try context.state.taken()
    let young = accepted.filter { $0.businessDate >= first || $0.generation >= oldest }.map(\.sha256)
    let quarantined = try context.state.quarantined(feed: nil, rule: nil).map(\.delivery.sha256)
    let snapshots = context.pipeline.feeds.filter { $0.delivery == .snapshot }.compactMap { feed in
      accepted.last { $0.feed == feed.name }?.sha256
    }
    return Set(young + quarantined + snapshots)
  }
}
