/// One part of a delivery that several processes extract: the `number`th, from 1, of `count`.
package struct PartNumber: Sendable, Hashable, CustomStringConvertible {
  package static let most = 64
  /// Records that follow one another belong to one part: enough that one process finds values again in its cache, few
  /// enough that all parts have the same to do.
  private static let block: Int64 = 1024

  package let number: Int
  package let count: Int

  /// Nil where there is no such part.
  package init?(_ number: Int, of count: Int) {
    guard (1...Self.most).contains(count), (1...count).contains(number) else { return nil }
    (self.number, self.count) = (number, count)
  }

  /// Nil for what is not written as `2/4`.
  package init?(_ text: String) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let number = numbers[0], let count = numbers[1] else { return nil }
    self.init(number, of: count)
  }

  package var description: String { "\(number)/\(count)" }

  /// Whether a record is this part's; blocks are dealt in turn.
  ///
  /// - ordinal: of the record among those of data, from 0.
  func takes(_ ordinal: Int64) -> Bool { Int(ordinal / Self.block) % count == number - 1 }
}
