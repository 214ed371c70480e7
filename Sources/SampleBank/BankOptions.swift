import Foundation
import MartCore

/// What bank to make.
package struct BankOptions: Sendable {
  package let scaling: Scaling
  package let history: HistoryLength
  /// From this day on every day has a night; nil where the history alone says which have.
  package let nightsFrom: BusinessDate?
  package let seed: UInt64
  /// With what goes wrong at a bank: bad rows, bad files, odd customers.
  package let isUgly: Bool
  /// With busy and quiet days, and with two branches that become one.
  package let hasSeasons: Bool
  /// The nights in which its customers live, so that no figure is what it was planned to be; nil where figures are
  /// planted.
  package let life: (from: BusinessDate, through: BusinessDate)?
  /// Where what memory should not hold may wait, in files without names.
  package let scratch: String

  package init(
    scaling: Scaling = Scaling(scale: 10_000), history: HistoryLength = .full, nightsFrom: BusinessDate? = nil,
    seed: UInt64 = 1, isUgly: Bool = false, hasSeasons: Bool = false,
    life: (from: BusinessDate, through: BusinessDate)? = nil, scratch: String? = nil
  ) {
    self.scratch = scratch ?? ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    self.life = life
    self.hasSeasons = hasSeasons
    self.isUgly = isUgly
    self.scaling = scaling
    self.history = history
    self.nightsFrom = life?.from ?? nightsFrom
    self.seed = seed
  }
}
