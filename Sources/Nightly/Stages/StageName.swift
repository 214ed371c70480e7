/// The stages of a night, in the order in which a row travels.
package enum StageName: String, Sendable, Codable, CaseIterable {
  case extract, transform, emit, load

  /// The program that runs it alone.
  package var program: String { "mart-\(rawValue)" }
}
