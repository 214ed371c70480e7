/// What bank to make.
package struct BankOptions: Sendable {
  package let scaling: Scaling
  package let history: HistoryLength
  package let seed: UInt64
  /// With what goes wrong at a bank: bad rows, bad files, odd customers.
  package let isUgly: Bool

  package init(
    scaling: Scaling = Scaling(scale: 10_000), history: HistoryLength = .full, seed: UInt64 = 1, isUgly: Bool = false
  ) {
    self.isUgly = isUgly
    self.scaling = scaling
    self.history = history
    self.seed = seed
  }
}
