import Contracts
import Emission
import Loading
import MartCore
import MartStore
import Transformation

/// The four stages of a night. Each begins with what the one before left on disk, so that any can be run again alone;
/// in one process the note that goes from stage to stage is handed on as well.
struct NightStages {
  let context: NightContext
  let date: BusinessDate
  /// The night's line in the ledger.
  let run: Int64
  /// What an operator takes out of the quarantine in this night.
  var replay: (choice: ReplayChoice, staged: [StagedNight.Replayed])?

  /// Landing → staging.
  func extract() throws -> StagedNight {
    try stage(.extract, rows: \.rows) {
      try noteDecisions()
      let files = try context.landedFiles()
      let arrivals = try Arrivals(files, on: date, options: context.options)
      let extraction = ExtractStage(context: context, files: files)
      let extracted: ExtractStage.Outcome
      do {
        extracted = try extraction.run(context.options.reversesFiles ? arrivals.fresh.reversed() : arrivals.fresh)
      } catch let stopped as ExtractStage.Stopped {
        try? context.ledger.arrivals(run, stopped.records)
        throw stopped.error
      }
      try context.ledger.arrivals(run, arrivals.records + extracted.records)
      try context.ledger.deliveryTimes(
        run, Punctual(pipeline: context.pipeline).times(extraction.taken(arrivals.fresh, extracted)))
      var staged = StagedNight(
        date: date.description, follows: try context.generations.current()?.number ?? 0, basis: context.basis, run: run)
      staged.deliveries = extracted.staged
      staged.repeated = arrivals.repeated.map {
        StagedNight.Repeated(
          deliveryID: $0.original.id, file: $0.file, sequence: $0.sequence, control: files.control(of: $0))
      }
      staged.calendar = files.calendar.map(\.description)
      staged.replayed = replay?.staged ?? []
      staged.stale = extraction.stale(arrivals, extracted, on: date)
      staged.holding = staged.stale.filter { !context.options.allowMissing.contains($0) }
      staged.untaken = (arrivals.records + extracted.records).compactMap(StagedNight.Untaken.init)
      let acknowledged = try Acknowledgements(context).new()
      try context.ledger.acknowledged(run, acknowledged)
      staged.disputes = acknowledged.compactMap(StagedNight.Dispute.init)
      staged.notes = notes() + acknowledged.map(\.note)
      staged.rows = extracted.rows
      staged.inWhole = extracted.inWhole
      // A night of repetitions alone stages nothing.
      try Files.makeFolder(context.layout.staging(date), mode: 0o700)
      try Handoff.write(staged, to: context.layout.stagedNight(date))
      return staged
    }
  }

  /// Staging and state → the candidate's tables. Begins anew whatever an earlier attempt left, and once more without
  /// optional deliveries that turn out to be unfit (DL-09).
  func transform(_ staged: StagedNight) throws -> CandidateNight {
    try stage(.transform, rows: { Int64($0.deliveries.count) }) {
      var staged = staged
      while true {
        do {
          return try transformed(staged)
        } catch let unfit as TransformStage.Unfit {
          staged = try UnfitDeliveries(context: context, date: date, run: run).left(out: unfit.excesses, of: staged)
        }
      }
    }
  }

  private func transformed(_ staged: StagedNight) throws -> CandidateNight {
    let next = try context.generations.next(for: date)
    let current = try context.generations.current()
    let fault = try warehouseFault(current)
    let goesOn = !context.options.rebuildInFull && current?.basis == context.basis && fault == nil
    let candidate = try context.generations.prepare()
    var parts: [(name: String, seconds: Double, rows: Int64)] = []
    var steps: [ModelStep] = []
    let predicted = try predictions(staged, fault)
    try context.ledger.foretold(run, [])
    let decisions = try DecisionsArchive(context.layout).keep(of: context.layout)
    let transform = TransformStage(
      context: context, date: date, next: next, candidate: candidate, goesOn: goesOn, made: { steps.append($0) },
      foretold: { try context.ledger.foretold(run, $0.map(ForetoldRecord.init)) }
    ) {
      parts.append(($0, $1, $2))
    }
    let taken = try transform.run(staged)
    try context.ledger.parts(run, of: StageName.transform.rawValue, parts)
    try context.ledger.refreshes(run, records(steps, predicted))
    let night = CandidateNight(
      staged: staged, label: next.label, number: next.number, deliveries: taken.sorted(), decisions: decisions,
      isFull: !goesOn, done: .transform)
    return try note(night)
  }

  /// How each table is going to be made, as `mart plan` says it without reading the deliveries.
  private func predictions(_ staged: StagedNight, _ warehouseFault: String?) throws -> [PlannedRefresh] {
    let feeds = staged.deliveries.map(\.feed) + staged.replayed.map(\.feed)
    return try RefreshForecast(
      pipeline: context.pipeline, plan: context.plan, date: date, published: PublishedNights(context.layout),
      deliveries: feeds.map { RefreshForecast.Delivery(feed: $0, keys: nil) }, isFull: context.options.rebuildInFull,
      warehouseFault: warehouseFault
    ).refreshes()
  }

  /// Why a night on Spark cannot go on from the published tables, which it reads: they are not as they were published.
  private func warehouseFault(_ current: Generation?) throws -> String? {
    guard context.runsOnSpark, let current, current.basis == context.basis else { return nil }
    return try Verification(context.generations, context.ledger).isBesideAsSealed(current.label)
      ? nil : "what lies beside the mart of \(current.label) is not as it was published"
  }

  private func records(_ steps: [ModelStep], _ predicted: [PlannedRefresh]) -> [RefreshRecord] {
    let told = Dictionary(predicted.map { ($0.model, $0) }) { first, _ in first }
    return steps.filter { $0.how != "view" }.map { step in
      RefreshRecord(
        table: step.model, declared: told[step.model]?.declared ?? "", predicted: told[step.model]?.how ?? "",
        because: told[step.model]?.because ?? "", actual: step.how, keys: step.keys, rows: step.rows)
    }
  }

  /// The candidate's tables → outbox and quarantine. What an earlier attempt wrote is replaced.
  func emit(_ night: CandidateNight) throws -> CandidateNight {
    var night = night
    var written: Int64 = 0
    return try stage(.emit, rows: { _ in written }) {
      let report = try Emission.emit(
        context.pipeline, candidate: context.layout.candidate, businessDate: date, generation: night.label,
        key: context.key, held: Holding(context, night.staged.holding).notes(on: date),
        deliveries: Set(night.deliveries), jobs: context.options.jobs)
      written = report.outputs.reduce(0) { $0 + $1.rows }
      try Restating(context, date, night).write()
      night.done = .emit
      return try note(night)
    }
  }

  /// The candidate → the current generation, where the gate lets it through; else the candidate is as it was.
  func load(_ night: CandidateNight) throws -> Night.Published {
    try stage(.load, rows: { _ in 0 }) {
      let candidate = context.layout.candidate
      var open = night
      open.done = nil
      try note(open)
      let gate = try Loading.load(
        context.pipeline, candidate: candidate, businessDate: date, waivers: waivers(), holds: holds(),
        last: try lastMart(),
        jobs: context.options.jobs)
      try noteWaivers(gate)
      let pending = try PendingWaivers(
        context.options.decisionsStand ? [] : context.pipeline.waivers, on: date, context.approvals)
      guard gate.mayPublish else {
        try note(night)
        // Why it is refused is said in any case.
        let failures = pending.told(gate.failures)
        _ = try? report(of: night, stoppedBy: failures.map(\.description))
        throw try refusal(failures)
      }
      // The warehouse has tonight's rows of them.
      for table in gate.heldTables { try Files.remove("\(candidate)/\(SparkBuild.warehouse)/\(table)") }
      try hold(
        context.pipeline, candidate: candidate, businessDate: date, generation: night.label,
        Dictionary(gate.heldOutputs.map { ($0.id, HeldNote(cause: $0.cause, owner: $0.owner)) }) { first, _ in first })
      let figures = try report(of: night)
      try watch(candidate, night)
      try Files.remove(context.layout.candidateNight)
      try context.state.keepSent(try sent(by: night), generation: night.number)
      try context.ledger.keep(try record(of: night))
      try context.ledger.figures(run, figures)
      let next = NextGeneration(label: night.label, number: night.number, businessDate: date)
      let warnings =
        expired() + night.staged.untaken.map(\.finding) + night.staged.inWhole.map(\.finding)
        + night.staged.disputes.map(\.finding)
        + published(pending.told(gate.warnings))
      try context.ledger.keep(warnings, of: run)
      try context.generations.publish(
        next, pipelineVersion: context.pipeline.version, basis: context.basis,
        outputs: OutputContract.all(context.pipeline.outputs), held: gate.heldTables, sealedIn: context.ledger)
      try dropStaging(night.staged)
      try Keeping(context, date).run()
      return Night.Published(
        generation: next, warnings: warnings, rows: night.staged.rows)
    }
  }

  /// What leaves with the night, as its controls say.
  private func sent(by night: CandidateNight) throws -> [SentRecord] {
    try SentOutput.all(in: context.layout.candidate).filter { !$0.isHeld }.compactMap { output in
      BusinessDate(iso: output.businessDate).map {
        SentRecord(
          generation: night.number, output: output.id, businessDate: $0, revision: output.revision,
          version: Int(output.version) ?? 0)
      }
    }
  }

  /// What the night is made from, for whoever makes it again.
  private func record(of night: CandidateNight) throws -> RecordedNight {
    let accepted = try night.staged.repeated.isEmpty ? [] : context.state.acceptedDeliveries()
    let again = night.staged.repeated.compactMap { repeated -> RecordedNight.File? in
      guard let original = accepted.first(where: { $0.id == repeated.deliveryID }) else { return nil }
      return RecordedNight.File(
        feed: original.feed, businessDate: original.businessDate, sequence: repeated.sequence, sha256: original.sha256,
        control: Array(repeated.control))
    }
    let taken = night.staged.deliveries.compactMap { staged in
      staged.businessDate.map {
        RecordedNight.File(
          feed: staged.feed, businessDate: $0, sequence: staged.sequence, sha256: staged.sha256,
          control: Array(staged.control))
      }
    }
    return RecordedNight(
      run: run, label: night.label, number: night.number, businessDate: date,
      follows: try context.generations.current()?.label ?? "", basis: context.basis,
      pipeline: try PipelineArchive(context.layout).keep(context.pipeline), decisions: night.decisions,
      isFull: night.isFull,
      calendar: night.staged.calendar.compactMap { BusinessDate(iso: $0) }, files: taken + again)
  }

  /// Those that still hold for the night.
  private func waivers() -> [Waiver] {
    context.pipeline.waivers.filter { waiver in (waiver.until.map { $0 >= date } ?? false) && hasApproval(waiver) }
      .map { Waiver(checkID: $0.checkID, text: $0.text) }
  }

  private func hasApproval(_ waiver: CheckWaiver) -> Bool {
    if context.options.decisionsStand { return true }
    do {
      _ = try context.approvals.require(.waiver, waiver.checkID, content: sha256(of: waiver.text))
      return true
    } catch { return false }
  }

  /// A warning for each waiver that holds no more.
  private func expired() -> [Finding] {
    context.pipeline.waivers.filter { waiver in waiver.until.map { $0 < date } ?? false }.map { waiver in
      Finding(
        "the waiver of check \(waiver.checkID) has ended on \(waiver.until?.description ?? "")", rule: "waiver.ended",
        at: waiver.location, severity: .warning, remedy: "remove the file, or let \(waiver.by) decide anew")
    }
  }

  /// The ledger keeps each waiver that was needed.
  private func noteWaivers(_ gate: GateReport) throws {
    for check in gate.checks where check.status == .waived {
      try context.ledger.decision(
        run, kind: "waiver", feed: check.id, by: check.waiver, at: context.options.clock.instant)
    }
  }

  /// What checks hold, as lineage says.
  private func holds() -> [String: HoldOrder] {
    context.plan.holds(context.pipeline).mapValues {
      HoldOrder(tables: $0.tables, views: $0.views, outputs: $0.outputs)
    }
  }

  /// The mart of the night before; nil before the first.
  private func lastMart() throws -> String? {
    try context.generations.current().map { "\(context.generations.folder(of: $0.label))/mart.sqlite" }
  }

  /// What monitors and catalogues read; it tells times, so no manifest lists it.
  private func watch(_ candidate: String, _ night: CandidateNight) throws {
    let (now, stages) = (context.options.clock.now(), try context.ledger.stages(of: run))
    try writeGauges(candidate: candidate, businessDate: date, number: night.number, instant: now, stages: stages)
    let worked = stages.reduce(0) { $0 + $1.seconds }
    try writeLineageEvents(
      context.pipeline, candidate: candidate, businessDate: date, generation: night.label,
      began: RunClock.instant(now - worked), instant: RunClock.instant(now))
  }

  /// Warnings that say where to look, now that the candidate is the current generation.
  private func published(_ warnings: [Finding]) -> [Finding] {
    warnings.map { warning in
      var warning = warning
      warning.remedy = warning.remedy.replacing(context.layout.candidate, with: context.layout.current)
      return warning
    }
  }

  // MARK: What all share

  /// Says that the stage begins, and writes into the ledger how long it took or why it failed.
  private func stage<Result>(
    _ name: StageName, rows: (Result) -> Int64, _ body: () throws -> Result
  ) throws -> Result {
    try Stopping.check()
    context.options.progress.run(run, date)
    context.options.progress.expect(try context.ledger.lastStageTimes())
    context.options.progress.stage(name.rawValue)
    let started = context.options.clock.now()
    do {
      let result = try body()
      try context.ledger.stage(
        run, name.rawValue, seconds: context.options.clock.now() - started, rows: rows(result))
      return result
    } catch {
      if let failure = error as? Failure { try? context.ledger.failed(run, failure) }
      throw error
    }
  }

  @discardableResult
  private func note(_ night: CandidateNight) throws -> CandidateNight {
    try Handoff.write(night, to: context.layout.candidateNight)
    return night
  }

  /// All causes in one failure, the first one's exit code; each has a line in the ledger.
  private func refusal(_ failures: [Failure]) throws -> Failure {
    for failure in failures.dropFirst() { try context.ledger.failed(run, failure) }
    let first = failures.first
    return Failure(
      first?.exit ?? .refused, failures.map(\.what).joined(separator: "; "), rule: first?.rule ?? "",
      at: first?.location, remedy: first?.remedy ?? "look into the report")
  }

  private func notes() -> [String] {
    context.options.allowMissing.sorted().map { "by an operator's decision, \($0) may be missing" }
      + context.options.acceptDrop.sorted().map { "by an operator's decision, \($0) may shrink" }
      + (context.options.acceptMerges ? ["by an operator's decision, more parties than usual may merge or split"] : [])
      + (replay?.staged ?? []).map {
        "by an operator's decision, \($0.rows) quarantined rows of \($0.feed) of \($0.date) were taken in again"
      }
  }

  private func noteDecisions() throws {
    let decisions =
      context.options.allowMissing.sorted().map { ("allow-missing", $0) }
      + context.options.acceptDrop.sorted().map { ("accept-drop", $0) }
      + (context.options.acceptMerges ? [("accept-merges", "")] : [])
      + (replay.map { [("replay", $0.choice.text)] } ?? [])
    for (kind, feed) in decisions {
      let second = context.approved["\(kind) \(feed)"]?.text
      try context.ledger.decision(
        run, kind: kind, feed: feed, by: userName() + (second ?? ""), at: context.options.clock.instant)
    }
  }

  /// Staging has served once its night is published.
  private func dropStaging(_ staged: StagedNight) throws {
    for path in staged.deliveries.compactMap(context.layout.staging) { try Files.remove(path) }
    for path in staged.replayed.compactMap({ context.layout.replay($0, in: date) }) { try Files.remove(path) }
    try Files.remove(context.layout.stagedNight(date))
    try PartsFolder(context.layout).remove(upTo: date)
    try context.layout.removeEmptyStaging()
  }
}

extension ForetoldRecord {
  fileprivate init(_ table: ForetoldTable) {
    self.init(table: table.table, how: table.how, keys: table.keys, rows: table.rows)
  }
}
