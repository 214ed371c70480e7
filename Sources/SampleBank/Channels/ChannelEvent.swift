import MartCore

/// Something that a customer, or someone unknown, did on a channel.
struct ChannelEvent: Sendable {
  /// Where in `Bank.numbers` the number is; nil where no one had signed in.
  let number: Int?
  let channel: String
  let type: String
  let day: BusinessDate
  /// Second of the day.
  let second: Int
  var module: String?
  var version: String?
  var interaction: String?
  var appointment: String?
  var branch: String?
  var staff: String?
  /// Number within the day, from 1.
  var sequence = 0
  /// How many deliveries after its own the row arrives.
  var lateBy = 0
  var hasUnknownType = false

  /// `CE`, the day, and the number within it.
  var id: String { "CE\(day.compact.dropFirst(2))-\(String(1_000_000 + sequence).dropFirst())" }
}
