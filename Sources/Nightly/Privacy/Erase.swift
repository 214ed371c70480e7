import Contracts
import Extraction
import Foundation
import Loading
import MartCore
import MartStore

/// Whom to erase.
package struct ErasureRequest: Sendable {
  package var parties: [Int64] = []
  /// Source and token of a number; its person is meant.
  package var numbers: [(src: String, token: Int64)] = []
  /// Whoever asked to be erased, as the pipeline's query tells.
  package var requested = false

  package init() {}

  /// Whom it means, without a name: what a second person approves.
  package var text: String {
    (parties.sorted().map(String.init) + numbers.map { "\($0.src),\($0.token)" }.sorted()
      + (requested ? ["requested"] : [])).joined(separator: " ")
  }
}

/// What became of an erasure.
package struct ErasureReport: Sendable {
  package struct Verdict: Sendable {
    package var party: Int64
    /// `EXECUTED` or `LEGAL_HOLD`.
    package var state: String
    package var because: String
  }
  package struct Place: Sendable {
    package var name: String
    package var files: Int
    package var found: Int
    /// What stands there and why; empty where nothing is to be said.
    package var note: String
  }
  package var verdicts: [Verdict] = []
  /// Archived deliveries that were rewritten, and their records that lost something.
  package var rewritten = 0
  package var records: Int64 = 0
  /// What a scan of the whole home found afterwards.
  package var places: [Place] = []
  /// How many values the scan looked for.
  package var values = 0
}

/// Removes persons from a home where the law lets them go: vault, archive and golden values at once, the mart with the
/// next night. What stays is said, and a scan of every file proves the rest.
///
/// - Throws: `.locked` while a run works on the home; `.usage` where nobody is meant; `.refused` where the scan finds
///   what must be gone.
package func erase(
  _ request: ErasureRequest, _ layout: HomeLayout, pipelineFolder: String, clock: RunClock = .system
) throws -> ErasureReport {
  let lock = try RunLock(home: layout.home)
  defer { lock.release() }
  let pipeline = try checkedPipeline(pipelineFolder, known: layout).pipeline
  try keepTokens(of: pipeline, in: layout)
  guard let retention = try Retention.load(folder: pipelineFolder), pipeline.identity != nil else {
    throw Failure(
      .pipeline, "the pipeline does not say whom the law wants kept",
      at: FileLocation(file: pipelineFolder + "/retention.yaml"), remedy: "write its holds; see Privacy.md")
  }
  let generations = Generations(home: layout.home)
  guard let current = try generations.current() else {
    throw Failure(.usage, "nothing has been published in '\(layout.home)' yet", remedy: "run `mart run` first")
  }
  let approvals = Approvals(layout, try Policy.load(folder: pipelineFolder), clock)
  let approved = try approvals.require(.erase, request.text)
  try ErasureDecisions.prepare(in: layout.state)
  let state = try State.open(layout.state, pipeline: pipeline)
  defer { try? state.close() }
  try state.cut(above: current.number)
  var erasure = try ErasureWork(
    pipeline: pipeline, retention: retention, layout: layout, state: state, day: current.businessDate, clock: clock)
  erasure.second = approved?.text ?? ""
  let report = try erasure.run(request)
  try approvals.spend([approved].compactMap(\.self))
  return report
}

private struct ErasureWork {
  let pipeline: Pipeline
  let retention: Retention
  let layout: HomeLayout
  let state: State
  /// The business date from which the decisions hold.
  let day: BusinessDate
  let clock: RunClock
  /// Who asked and who approved, behind the name of who acts.
  var second = ""
  private let tokenizer: Tokenizer
  private let marks: KeyedHash

  init(
    pipeline: Pipeline, retention: Retention, layout: HomeLayout, state: State, day: BusinessDate, clock: RunClock
  ) throws {
    (self.pipeline, self.retention, self.layout, self.state) = (pipeline, retention, layout, state)
    (self.day, self.clock) = (day, clock)
    tokenizer = try Tokenizer(key: KeyFile.read(pipeline.keyPath), pipeline.namedTokenAlgorithm)
    // A new key would not know the marks of an old one.
    _ = try Tombstones.of(pipeline, layout)
    let path = pipeline.tombstoneKeyPath
    let key = try Files.exists(path) ? KeyFile.read(path) : KeyFile.create(path)
    marks = try KeyedHash(pipeline.namedTokenAlgorithm, key: key)
  }

  private struct Number {
    var src: String
    var token: Int64
    var party: Int64
  }

  func run(_ request: ErasureRequest) throws -> ErasureReport {
    let mart = try layout.openCurrentMart()
    defer { try? mart.close() }
    let parties = try self.parties(request, mart)
    let grounds = try self.grounds(mart)
    var report = ErasureReport()
    for party in parties {
      let holds = grounds[party] ?? []
      report.verdicts.append(
        ErasureReport.Verdict(
          party: party, state: holds.isEmpty ? "EXECUTED" : "LEGAL_HOLD", because: holds.joined(separator: "; ")))
    }
    try log(report)
    let lonely = try state.store.use { session in
      try session.execute(
        """
        PRAGMA main.secure_delete = ON; PRAGMA vault.secure_delete = ON
        """)
      try session.attach(ErasureDecisions.path(in: layout.state), as: "decisions")
      defer { try? session.execute("DETACH DATABASE decisions") }
      let numbers = try self.numbers(of: report.verdicts, session)
      return try session.transaction { try letGo(numbers, &report, session) }
    }
    // What pages hold beside their rows goes too.
    try state.store.use { try $0.execute("VACUUM vault") }
    // A night that was begun would bring back what it has read.
    try Files.remove(layout.home + "/staging")
    try layout.prepare()
    try prove(lonely, &report)
    return report
  }

  // MARK: Who

  private func parties(_ request: ErasureRequest, _ mart: Store) throws -> [Int64] {
    var parties = request.parties
    if request.requested, let sql = retention.requested {
      parties += try mart.use { try $0.rows(sql) }.compactMap { $0[0].int }
    }
    for number in request.numbers {
      let sql = """
        SELECT s.party_id FROM main.id_span s WHERE s.src = ? AND s.src_cust_id = ? AND s.valid_from < s.valid_to
        ORDER BY s.generation DESC, s.valid_from DESC LIMIT 1
        """
      let found = try state.store.use { try $0.int(sql, [.text(number.src), .integer(number.token)]) }
      guard let found else {
        throw Failure(
          .usage, "no person has the number \(number.token) of \(number.src)",
          remedy: "look it up in id_xref: `mart query` gives src and src_cust_id")
      }
      parties.append(found)
    }
    let known = try parties.filter { party in
      try state.store.use { try $0.int("SELECT 1 FROM main.id_span WHERE party_id = ? LIMIT 1", [.integer(party)]) }
        == nil
    }
    if let unknown = known.first {
      throw Failure(.usage, "there is no person \(unknown)", remedy: "look it up in dim_party or id_xref")
    }
    return Array(Set(parties)).sorted()
  }

  /// Why persons must be kept.
  private func grounds(_ mart: Store) throws -> [Int64: [String]] {
    var grounds: [Int64: [String]] = [:]
    for hold in retention.holds {
      let rows: [[SQLValue]]
      do { rows = try mart.use { try $0.rows(hold.sql) } } catch let failure as Failure {
        throw Failure(
          .pipeline, "the ground '\(hold.id)' cannot be asked: \(failure.what)", at: hold.location,
          remedy: "correct its query; nobody was erased")
      }
      for party in Set(rows.compactMap { $0[0].int }) {
        grounds[party, default: []].append("\(hold.id): \(hold.because) (\(hold.basis))")
      }
    }
    return grounds
  }

  /// The numbers that stand for the persons now; a number that went to another human is his.
  private func numbers(of verdicts: [ErasureReport.Verdict], _ session: Session) throws -> [Number] {
    let sql = """
      SELECT s.src, s.src_cust_id, s.party_id FROM main.id_span s WHERE s.party_id = ? AND s.valid_from < s.valid_to
        AND s.generation = (SELECT max(m.generation) FROM main.id_span m
          WHERE m.src = s.src AND m.src_cust_id = s.src_cust_id)
        AND NOT EXISTS (SELECT 1 FROM main.id_span n WHERE n.src = s.src AND n.src_cust_id = s.src_cust_id
          AND n.generation = s.generation AND n.valid_from > s.valid_from AND n.valid_from < n.valid_to)
      """
    return try verdicts.flatMap { verdict in
      try session.rows(sql, [.integer(verdict.party)]).compactMap { row in
        guard let src = row[0].string, let token = row[1].int, let party = row[2].int else { return nil }
        return Number(src: src, token: token, party: party)
      }
    }
  }

  // MARK: What

  /// Everything of one transaction over journal, vault and decisions. Returns the values that nobody else has.
  private func letGo(_ numbers: [Number], _ report: inout ErasureReport, _ session: Session) throws -> [String] {
    let verdicts = Dictionary(report.verdicts.map { ($0.party, $0) }) { first, _ in first }
    for number in numbers {
      guard let verdict = verdicts[number.party] else { continue }
      try session.execute(
        "INSERT OR IGNORE INTO decisions.erasure VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
          .text(number.src), .integer(number.token), .integer(number.party), .text(verdict.state),
          .text(verdict.because), .text(day.description), .text(userName()), .text(clock.instant),
        ])
    }
    let erased = numbers.filter { verdicts[$0.party]?.state == "EXECUTED" }
    guard !erased.isEmpty else { return [] }
    let subject = try ErasureSubject(erased.map(\.token), pipeline, state, session)
    defer { try? subject.forget() }
    try bury(session)
    try emptyVault(subject, session)
    try emptyJournal(erased, session)
    let lonely = try subject.lonelyValues(besides: ByteTexts(pipeline))
    try rewriteArchive(subject, lonely, &report, session)
    return lonely
  }

  /// A mark of each value, under the key of its own.
  private func bury(_ session: Session) throws {
    let rows = try session.rows(
      "SELECT kind, value, token FROM vault.vault_token WHERE (kind, token) IN (SELECT kind, token FROM temp.era)")
    for row in rows {
      guard let kind = row[0].string, let value = row[1].string else { continue }
      try session.executeCached(
        "INSERT OR IGNORE INTO decisions.tombstone VALUES (?, ?, ?)",
        [.text(kind), .text(try Tombstones.mark(marks, kind: kind, value: value)), row[2]])
    }
  }

  private func emptyVault(_ subject: ErasureSubject, _ session: Session) throws {
    try session.execute(
      "DELETE FROM vault.vault_token WHERE (kind, token) IN (SELECT kind, token FROM temp.era)")
    for shape in subject.shapes where shape.hasSecrets {
      let place = shape.place.joined(separator: ", ")
      try session.execute(
        "DELETE FROM vault.\(shape.vaultTable) WHERE (\(place)) IN (SELECT \(place) FROM temp.\(subject.rowTable(shape)))"
      )
    }
    // The line stays, so that identity still knows the number and moves nobody.
    try session.execute(
      """
      UPDATE vault.id_record SET document = NULL, last_document = NULL, name = '', spelled = '',
        typed = '', phone = '', birth = '', sex = '', address = '', device = ''
      WHERE src_cust_id IN (SELECT token FROM temp.era WHERE kind = \(sqlText(subject.numberKind)))
      """)
  }

  /// What the sources of identity told of the person beside the vault: everything that need not be there.
  private func emptyJournal(_ erased: [Number], _ session: Session) throws {
    let bySource = Dictionary(grouping: erased, by: \.src)
    for source in pipeline.identity?.sources ?? [] {
      let shape = try state.shape(of: source.feed)
      let required = Set(shape.feed.columns.filter(\.required).map(\.name))
      let optional = shape.others.filter { !required.contains($0.name) }.map { "\($0.sql) = NULL" }
      for number in bySource[source.src] ?? [] {
        try session.execute(
          """
          UPDATE main.\(shape.journalTable) SET \((optional + ["content = 0"]).joined(separator: ", "))
          WHERE \(sqlName(source.number)) = ? AND op <> 'D'
          """, [.integer(number.token)])
      }
    }
  }

  private func rewriteArchive(
    _ subject: ErasureSubject, _ values: [String], _ report: inout ErasureReport, _ session: Session
  ) throws {
    let eraser = ArchiveEraser(
      pipeline: pipeline, folder: layout.archive, tokenizer: tokenizer, tokens: try subject.tokens(), values: values)
    let rows = try session.rows(
      "SELECT DISTINCT feed, business_date, sequence, sha256 FROM main.delivery WHERE status = 'accepted' ORDER BY 1, 2, 3"
    )
    for row in rows {
      guard let feed = row[0].string.flatMap(pipeline.feed), feed.columns.contains(where: \.dataClass.isVaulted),
        let date = row[1].string.flatMap({ BusinessDate(iso: $0) }), let sha256 = row[3].string
      else { continue }
      let records = try eraser.erase(sha256, feed, date, sequence: Int(row[2].int ?? 1))
      guard records > 0 else { continue }
      report.rewritten += 1
      report.records += records
      try session.executeCached(
        "INSERT OR REPLACE INTO decisions.rewritten VALUES (?, ?, ?, 'erasure')",
        [.text(sha256), .text(clock.instant), .integer(records)])
    }
  }

  // MARK: Proof

  private func prove(_ values: [String], _ report: inout ErasureReport) throws {
    report.values = values.count
    guard !values.isEmpty else { return }
    var left: [String] = []
    for place in try HomeScan(layout, values: values).run() {
      let isTheirs = place.name == "landing"
      let note =
        place.found == 0
        ? ""
        : isTheirs
          ? "the bank's own files; tell their owners"
          : Self.isMakersNote(place.holders) ? "what the maker of the sample noted" : "must be gone"
      if place.found > 0, !isTheirs, !Self.isMakersNote(place.holders) { left += place.holders }
      report.places.append(
        ErasureReport.Place(name: place.name, files: place.files, found: place.found, note: note))
    }
    guard left.isEmpty else {
      throw Failure(
        .refused, "after the erasure values are still found in \(left.joined(separator: ", "))",
        at: FileLocation(file: layout.home), remedy: "run the same command again; if it stays, report it")
    }
  }

  /// Lists that a maker of sample data leaves beside its files.
  private static func isMakersNote(_ files: [String]) -> Bool {
    files.allSatisfy { $0.hasSuffix("/personal_values.txt") || $0.hasSuffix("/persons.csv") }
  }

  /// The ledger says who decided, when and how many; never whom.
  private func log(_ report: ErasureReport) throws {
    let ledger = try Ledger(home: layout.home)
    defer { try? ledger.close() }
    let executed = report.verdicts.count { $0.state == "EXECUTED" }
    try ledger.decision(
      0, kind: "erase", feed: "\(executed) executed, \(report.verdicts.count - executed) on legal hold",
      by: userName() + second,
      at: clock.instant)
  }
}
