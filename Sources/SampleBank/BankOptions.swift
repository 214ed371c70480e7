/// What bank to make.
package struct BankOptions: Sendable {
  package let scaling: Scaling
  package let history: HistoryLength
  package let seed: UInt64

  package init(scaling: Scaling = Scaling(scale: 10_000), history: HistoryLength = .full, seed: UInt64 = 1) {
    self.scaling = scaling
    self.history = history
    self.seed = seed
  }
}
