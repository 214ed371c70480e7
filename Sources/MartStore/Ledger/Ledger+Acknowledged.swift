/// What a user of an output says he got, beside what was sent.
package struct Acknowledged: Sendable, Hashable {
  /// `differs`: other rows or totals; `unknown`: an output that no kept night sent; `unreadable`: no acknowledgement.
  package enum Verdict: String, Sendable, CaseIterable { case agrees, differs, unknown, unreadable }
  package var user: String
  package var file: String
  package var sha256: String
  package var output: String
  package var generation: String
  package var verdict: Verdict
  /// What differs, with both numbers; empty where nothing does.
  package var message: String
  /// Day and number of the restatement that it is about, such as `2024-09-03.r1`; empty for an output itself.
  package var restated = ""

  package init(
    user: String, file: String, sha256: String, output: String = "", generation: String = "", verdict: Verdict,
    message: String = ""
  ) {
    self.user = user
    self.file = file
    self.sha256 = sha256
    self.output = output
    self.generation = generation
    self.verdict = verdict
    self.message = message
  }

  /// For people.
  package var note: String {
    switch verdict {
    case .agrees: "\(user) acknowledged \(output) of \(generation) as it was sent"
    case .differs: "\(user) got another \(output) of \(generation) than was sent: \(message)"
    case .unknown: "\(user) acknowledged \(output) of \(generation): \(message)"
    case .unreadable: "an acknowledgement of \(user) cannot be read: \(message)"
    }
  }
}

extension Ledger {
  package func acknowledged(_ run: Int64, _ acknowledged: [Acknowledged]) throws {
    try write { session in
      for one in acknowledged {
        try session.executeCached(
          "INSERT INTO acknowledgement VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          [
            .integer(run), .text(one.user), .text(one.file), .text(one.sha256), .text(one.output),
            .text(one.generation), .text(one.verdict.rawValue), .text(one.message),
          ])
      }
    }
  }

  /// Files with their content, as `user/file|sha256`, that a published night has told of.
  package func toldAcknowledgements() throws -> Set<String> {
    try read { session in
      let rows = try session.rows(
        """
        SELECT a.user || '/' || a.file || '|' || a.sha256
          FROM acknowledgement AS a JOIN run AS r ON r.run_id = a.run_id WHERE r.status = 'published'
        """)
      return Set(rows.map(\.[0].display))
    }
  }
}
