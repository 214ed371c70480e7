import MartCore
import MartStore

extension Journal {
  /// Takes in rows of earlier deliveries that were put aside then: staging files with those rows alone.
  ///
  /// The latest business date goes first: a snapshot that was taken in later says the truth about its own day, unless
  /// the row was put aside there too and is released with it.
  /// - Throws: as `append`.
  package func release(_ staging: [String], generation: Int64) throws {
    guard !staging.isEmpty else { return }
    try state.store.use { session in
      for shape in state.shapes.values { try Self.registerHashes(shape, in: session) }
      for file in try Self.inOrder(staging, session).reversed() {
        try session.attach(file.path, as: "s0")
        try session.transaction {
          try State.mark(generation, in: session)
          try forgetTouched(before: generation, session)
          let delivery = try stagedDelivery("s0", generation, session)
          _ = try delivery.release()
          try judge([delivery.feedName], generation: generation, session)
        }
        try session.execute("DETACH DATABASE s0")
      }
    }
  }
}
