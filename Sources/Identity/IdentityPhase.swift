/// The steps of a night of identity, for those who measure it.
package enum IdentityPhase: String, Sendable, CaseIterable {
  /// Tonight's records are read and made comparable.
  case read
  /// They are compared with the kept ones, and kept.
  case keep
  /// Pairs that are worth comparing are sought.
  case block
  /// They are compared and weighed.
  case score
  /// Records become parts, by documents and edges.
  case cluster
  /// Parts get their keys.
  case keys
  /// What happened to each number is written: events, spans, edges, questions.
  case events
}

/// Told of each step when it begins.
package typealias IdentityWatch = (IdentityPhase) -> Void
