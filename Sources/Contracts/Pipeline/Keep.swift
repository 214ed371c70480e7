/// What a home keeps of past nights. The journal is kept whole: history is made of it.
public struct Keep: Sendable, Hashable {
  /// Complete generations, the current one among them.
  public var generations = 3
  /// Days for which the archive keeps deliveries, counted back from the current business date; nil: forever.
  public var archiveDays: Int?
  public init() {}
}

extension Keep {
  static let shape = Shape<Keep>(
    "Keep", "What a home keeps of past nights.",
    [
      .optional(
        "generations", .whole(1), \.generations, else: "3", "Complete generations, the current one among them.", "10"),
      .optional(
        "archive_days", .whole(1), \.archiveDays,
        "Days for which the archive keeps deliveries, back from the current business date; without it, forever. What kept generations took in, rows in quarantine and the last snapshots always stay.",
        "400"),
    ])
}
