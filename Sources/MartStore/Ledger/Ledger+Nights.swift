import MartCore

/// What a published night was made from, so that it can be made again.
package struct RecordedNight: Sendable, Hashable {
  /// A file that the night took in; the archive has the data, by content.
  package struct File: Sendable, Hashable {
    package var feed: String
    package var businessDate: BusinessDate
    package var sequence: Int
    package var sha256: String
    /// The control as it landed.
    package var control: [UInt8]

    package init(feed: String, businessDate: BusinessDate, sequence: Int, sha256: String, control: [UInt8]) {
      self.feed = feed
      self.businessDate = businessDate
      self.sequence = sequence
      self.sha256 = sha256
      self.control = control
    }
  }

  package var run: Int64
  package var label: String
  package var number: Int64
  package var businessDate: BusinessDate
  /// Label of the generation that was current before; empty for the first.
  package var follows: String
  /// What its rows were made by.
  package var basis: String
  /// Under which name the archive has the pipeline.
  package var pipeline: String
  /// Under which name the archive has what people had decided; empty where nothing was.
  package var decisions: String
  /// True where every table was made anew.
  package var isFull: Bool
  /// Business dates that had landed when it was extracted.
  package var calendar: [BusinessDate]
  package var files: [File]

  package init(
    run: Int64, label: String, number: Int64, businessDate: BusinessDate, follows: String, basis: String,
    pipeline: String, decisions: String, isFull: Bool, calendar: [BusinessDate], files: [File]
  ) {
    self.run = run
    self.label = label
    self.number = number
    self.businessDate = businessDate
    self.follows = follows
    self.basis = basis
    self.pipeline = pipeline
    self.decisions = decisions
    self.isFull = isFull
    self.calendar = calendar
    self.files = files
  }
}

extension Ledger {
  static let nightSchema = """
    CREATE TABLE IF NOT EXISTS night (
      run_id INTEGER PRIMARY KEY, label TEXT NOT NULL, number INTEGER NOT NULL, business_date TEXT NOT NULL,
      follows TEXT NOT NULL, basis TEXT NOT NULL, pipeline TEXT NOT NULL, is_full INTEGER NOT NULL,
      calendar TEXT NOT NULL, decisions TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS night_file (
      run_id INTEGER NOT NULL, feed TEXT NOT NULL, business_date TEXT NOT NULL, sequence INTEGER NOT NULL,
      sha256 TEXT NOT NULL, control BLOB NOT NULL,
      PRIMARY KEY (run_id, feed, business_date, sequence)) STRICT, WITHOUT ROWID;
    """

  /// Keeps what a night that is about to become current was made from; an earlier attempt's record is replaced.
  package func keep(_ night: RecordedNight) throws {
    try write { session in
      try session.execute("DELETE FROM night_file WHERE run_id = ?", [.integer(night.run)])
      try session.execute(
        "INSERT OR REPLACE INTO night VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
          .integer(night.run), .text(night.label), .integer(night.number), .text(night.businessDate.description),
          .text(night.follows), .text(night.basis), .text(night.pipeline), .integer(night.isFull ? 1 : 0),
          .text(night.calendar.map(\.description).joined(separator: " ")), .text(night.decisions),
        ])
      for file in night.files {
        try session.executeCached(
          "INSERT OR REPLACE INTO night_file VALUES (?, ?, ?, ?, ?, ?)",
          [
            .integer(night.run), .text(file.feed), .text(file.businessDate.description), .integer(Int64(file.sequence)),
            .text(file.sha256), .blob(file.control),
          ])
      }
    }
  }

  /// The nights that led to a generation, the first one first.
  ///
  /// Nil where the ledger does not know all of them: they were published before nights were recorded.
  package func nights(to label: String) throws -> [RecordedNight]? {
    try read { session in
      var nights: [RecordedNight] = []
      var (wanted, before) = (label, Int64.max)
      while !wanted.isEmpty {
        // A label may have been given twice, around a rollback: the latest before the night that follows it holds.
        let row = try session.rows(
          """
          SELECT run_id, label, number, business_date, follows, basis, pipeline, is_full, calendar, decisions FROM night
           WHERE label = ? AND run_id < ? ORDER BY run_id DESC LIMIT 1
          """, [.text(wanted), .integer(before)]
        ).first
        guard let row, let night = try Self.night(row, session) else { return nil }
        nights.append(night)
        (wanted, before) = (night.follows, night.run)
      }
      return nights.reversed()
    }
  }

  private static func night(_ row: [SQLValue], _ session: Session) throws -> RecordedNight? {
    guard let run = row[0].int, let number = row[2].int, let date = BusinessDate(iso: row[3].display) else {
      return nil
    }
    let files = try session.rows(
      "SELECT feed, business_date, sequence, sha256, control FROM night_file WHERE run_id = ?", [.integer(run)]
    ).compactMap { file -> RecordedNight.File? in
      guard let date = BusinessDate(iso: file[1].display) else { return nil }
      var control: [UInt8] = []
      if case .blob(let bytes) = file[4] { control = bytes }
      return RecordedNight.File(
        feed: file[0].display, businessDate: date, sequence: Int(file[2].int ?? 1), sha256: file[3].display,
        control: control)
    }
    return RecordedNight(
      run: run, label: row[1].display, number: number, businessDate: date, follows: row[4].display,
      basis: row[5].display, pipeline: row[6].display, decisions: row[9].display, isFull: row[7].int == 1,
      calendar: row[8].display.split(separator: " ").compactMap { BusinessDate(iso: String($0)) }, files: files)
  }

  /// What operators decided for one run, by kind.
  package func decisions(of run: Int64) throws -> [(kind: String, feed: String)] {
    try read { session in
      try session.rows("SELECT kind, feed FROM decision WHERE run_id = ? ORDER BY rowid", [.integer(run)])
        .map { ($0[0].display, $0[1].display) }
    }
  }
}

extension Ledger {
  /// The control with which an accepted delivery landed; nil where no recorded night took it in.
  package func control(of delivery: AcceptedDelivery) throws -> [UInt8]? {
    try read { session in
      let row = try session.rows(
        """
        SELECT control FROM night_file WHERE feed = ? AND business_date = ? AND sequence = ? AND sha256 = ?
         ORDER BY run_id DESC LIMIT 1
        """,
        [
          .text(delivery.feed), .text(delivery.businessDate.description), .integer(Int64(delivery.sequence)),
          .text(delivery.sha256),
        ]
      ).first
      guard case .blob(let bytes) = row?[0] else { return nil }
      return bytes
    }
  }
}
