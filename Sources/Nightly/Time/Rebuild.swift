import Contracts
import Extraction
import Loading
import MartCore
import MartStore

/// A generation that was made again, and what was found equal.
package struct Rebuilt: Sendable {
  package var label: String
  package var nights: Int
  /// Files of the generation that are equal byte for byte: the mart, outbox and quarantine.
  package var files: Int
  package var bytes: Int64
  package var mart: String
}

/// Makes a generation again in a home of its own: the recorded nights in their order, their deliveries from the
/// archive by content, under the pipelines and decisions of then.
package struct Rebuild {
  let source: HomeLayout
  let label: String
  let target: HomeLayout
  /// Says where the token key lies; its contracts are those of the archive.
  let options: NightOptions

  /// - options: pipeline folder of the key, jobs, clock and progress; their layout is the home that is rebuilt.
  package init(_ options: NightOptions, label: String, into home: String) {
    source = options.layout
    self.label = label
    target = HomeLayout(home: home)
    self.options = options
  }

  /// - Throws: `Failure` with `.refused` and the first difference where a night is not what was published; `.missing`
  ///   where the archive lacks something; a usage failure where the generation is unknown or the new home is none.
  package func run() throws -> Rebuilt {
    try requireNewHome()
    let ledger = try Ledger(home: source.home)
    defer { try? ledger.close() }
    let nights = try recorded(ledger)
    let keyPath = try options.keyPath ?? Pipeline.load(folder: options.pipelineFolder).keyPath
    try Files.makeFolder(target.landing, mode: 0o700)
    for (index, night) in nights.enumerated() {
      options.progress.night(night.businessDate, index + 1, of: nights.count)
      try prepareLanding(of: night)
      try DecisionsArchive(source).restore(night.decisions, to: target)
      try make(night, try ledger.decisions(of: night.run), keyPath)
      try prove(night, ledger)
    }
    return try result(nights)
  }

  private func requireNewHome() throws {
    guard try Files.names(in: target.home).isEmpty else {
      throw Failure(
        .usage, "there is something in the new home already", at: FileLocation(file: target.home),
        remedy: "name a folder that is absent or empty")
    }
  }

  private func recorded(_ ledger: Ledger) throws -> [RecordedNight] {
    if let nights = try ledger.nights(to: label), !nights.isEmpty { return nights }
    let history = try ledger.history(limit: .max).filter { $0.status == "published" }.map(\.generation)
    guard history.contains(label) else {
      throw Failure(
        .usage, "generation \(label) was never published in '\(source.home)'",
        remedy: didYouMean(label, in: Array(Set(history)).sorted(), otherwise: "`mart history` lists them"))
    }
    throw Failure(
      .usage, "the ledger does not say of every night to \(label) what it was made from",
      at: FileLocation(file: source.ledger),
      remedy: "only nights of a home that was begun with this version can be made again")
  }

  /// The new home's landing holds the night's own files and no others.
  private func prepareLanding(of night: RecordedNight) throws {
    for name in try Files.names(in: target.landing) { try Files.remove("\(target.landing)/\(name)") }
    let folder = PipelineArchive(source).path(of: night.pipeline)
    guard Files.exists(folder) else {
      throw Failure(
        .missing, "the archive has no copy of the pipeline of \(night.label)", at: FileLocation(file: folder),
        remedy: "bring the archive back from a backup")
    }
    let pipeline = try Pipeline.load(folder: folder)
    for file in night.files {
      guard let feed = pipeline.feed(file.feed) else { continue }
      let delivery = LandedDelivery(feed: file.feed, businessDate: file.businessDate, sequence: file.sequence)
      _ = try restoreDelivery(
        delivery, feed, sha256: file.sha256, control: file.control, from: source.archive, into: target.landing)
    }
  }

  private func make(_ night: RecordedNight, _ decisions: [(kind: String, feed: String)], _ keyPath: String) throws {
    var again = options
    again.pipelineFolder = PipelineArchive(source).path(of: night.pipeline)
    (again.layout, again.keyPath) = (target, keyPath)
    (again.dates, again.calendar) = (.exactly(night.businessDate), night.calendar)
    again.rebuildInFull = night.isFull
    again.allowMissing = Set(decisions.filter { $0.kind == "allow-missing" }.map(\.feed))
    again.acceptDrop = Set(decisions.filter { $0.kind == "accept-drop" }.map(\.feed))
    again.acceptMerges = decisions.contains { $0.kind == "accept-merges" }
    again.decisionsStand = true
    again.progress = SilentProgress()
    try requireSamePrograms(night, again)
    if let choice = decisions.last(where: { $0.kind == "replay" }) {
      _ = try replayQuarantine(ReplayChoice(text: choice.feed), again)
    } else {
      _ = try runNights(again)
    }
  }

  /// Other programs than then make other bytes, and say so before hours have gone.
  private func requireSamePrograms(_ night: RecordedNight, _ again: NightOptions) throws {
    let basis = try RowBasis.digest(Pipeline.load(folder: again.pipelineFolder))
    guard basis != night.basis else { return }
    throw Failure(
      .refused, "\(night.label) was made by another build of the engine or another SQLite",
      rule: "rebuild", at: FileLocation(file: source.ledger),
      remedy: "meta_build of the generation names both; rebuild with those")
  }

  private func prove(_ night: RecordedNight, _ ledger: Ledger) throws {
    let made = try Ledger(home: target.home)
    defer { try? made.close() }
    let (then, now) = (try ledger.seal(of: night.label), try made.seal(of: night.label))
    guard let then, let now else {
      throw Failure(
        .refused, "\(night.label) has no seal to compare with", rule: "rebuild", at: FileLocation(file: source.ledger),
        remedy: "`mart verify` says what is known of it")
    }
    guard then.manifest != now.manifest else { return }
    throw Failure(
      .refused, "\(night.label) is not what was published: \(try firstDifference(night))", rule: "rebuild",
      at: FileLocation(file: "\(target.generations)/\(night.label)"),
      remedy: "compare it with the generation, where that is still kept; `mart verify --all` says whether it is whole")
  }

  /// The first file that differs, and of a mart the first table; in words.
  private func firstDifference(_ night: RecordedNight) throws -> String {
    let names = { (home: HomeLayout) in "\(home.generations)/\(night.label)" }
    guard Files.exists(names(source)) else { return "its manifest has another hash, and it is kept no more" }
    guard let path = try firstDifferentFile(names(source), names(target)) else { return "its manifest is another" }
    guard path == "mart.sqlite" else { return "\(path) differs" }
    return "\(path) differs" + (try firstDifferentTable(names(source), names(target)).map { ", first in \($0)" } ?? "")
  }

  private func firstDifferentTable(_ before: String, _ after: String) throws -> String? {
    let store = try Store()
    defer { try? store.close() }
    return try store.use { session in
      for (schema, folder) in [("a", before), ("b", after)] { try session.attach("\(folder)/mart.sqlite", as: schema) }
      let names = try session.rows("SELECT name FROM b.sqlite_schema WHERE type = 'table' ORDER BY name")
      for name in names.map({ $0[0].display }) {
        guard let comparison = try TableComparison(name, key: [], session) else { return name }
        if try comparison.difference() != nil { return name }
      }
      return nil
    }
  }

  private func result(_ nights: [RecordedNight]) throws -> Rebuilt {
    let files = try Generations(home: target.home).files(of: label)
    return Rebuilt(
      label: label, nights: nights.count, files: files.count, bytes: files.reduce(0) { $0 + $1.size },
      mart: files.first { $0.path == "mart.sqlite" }?.sha256 ?? "")
  }

  private func firstDifferentFile(_ before: String, _ after: String) throws -> String? {
    let (then, now) = (try Generations.files(in: before), try Generations.files(in: after))
    let paths = Set(then.map(\.path)).union(now.map(\.path)).sorted()
    return paths.first { path in
      then.first { $0.path == path }?.sha256 != now.first { $0.path == path }?.sha256
    }
  }
}
