import Foundation
import MartCore
import MartStore

/// Where data lives under one home; the names of Documentation/Operations.md.
package struct HomeLayout: Sendable {
  package let home: String
  package let landing: String

  package init(home: String, landing: String? = nil) {
    self.home = home
    self.landing = landing ?? home + "/landing"
  }

  package var archive: String { home + "/archive" }
  /// Where users of outputs say what they got, each in his own folder.
  package var acks: String { home + "/acks" }
  package var state: String { home + "/state" }
  /// What people decided between nights.
  var decisions: String { state + "/decisions.sqlite" }
  /// What was proved of pipelines whose nights ran here.
  var proofs: String { home + "/proofs" }
  package var generations: String { home + "/generations" }
  package var current: String { home + "/current" }
  package var ledger: String { home + "/ledger.sqlite" }
  package var candidate: String { generations + "/.candidate" }

  package func staging(_ date: BusinessDate) -> String { "\(home)/staging/\(date)" }

  /// The staging database of one delivery.
  func staging(_ feed: String, _ date: BusinessDate, sequence: Int) -> String {
    "\(staging(date))/\(feed)\(sequence > 1 ? ".\(sequence)" : "").sqlite"
  }

  /// Nil where the note of a night names no such delivery: what is read back never leads out of the home.
  func staging(_ staged: StagedNight.Staged) -> String? {
    guard let date = staged.businessDate, !staged.feed.isEmpty, !staged.feed.contains(where: { $0 == "/" || $0 == "." })
    else { return nil }
    return staging(staged.feed, date, sequence: staged.sequence)
  }

  /// The staging database of rows that come out of the quarantine.
  func replay(_ night: BusinessDate, _ feed: String, _ date: BusinessDate, _ sequence: Int) -> String {
    "\(staging(night))/replay-\(feed)-\(date).\(sequence).sqlite"
  }

  func replay(_ rows: StagedNight.Replayed, in night: BusinessDate) -> String? {
    BusinessDate(iso: rows.date).map { replay(night, rows.feed, $0, rows.sequence) }
  }

  /// What extract left for transform.
  func stagedNight(_ date: BusinessDate) -> String { "\(staging(date))/\(StagedNight.name)" }
  /// What transform left for emit, and emit for load.
  var candidateNight: String { "\(candidate)/\(StagedNight.name)" }

  /// Makes the private folders, mode 0700.
  package func prepare() throws {
    for folder in [home, archive, home + "/staging", state, generations] {
      try makeFolder(folder, mode: 0o700)
    }
    // A reader of the mart passes through the home and the generations; it sees nothing else of theirs.
    try setMode(home, 0o711)
    try setMode(generations, 0o711)
  }

  /// The published mart, read-only.
  /// - Throws: a usage failure where nothing has been published yet.
  package func openCurrentMart() throws -> Store {
    let path = current + "/mart.sqlite"
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure(
        .usage, "nothing has been published in '\(home)' yet", remedy: "run `mart run --home \(home)` first")
    }
    return try Store(path, .readOnly)
  }

  /// The mart of the night that was stopped or is under way, read-only, and with it, as `refused`, what the gate found.
  /// - Throws: a usage failure where there is none.
  package func openCandidate() throws -> Store {
    guard Files.exists(candidate + "/mart.sqlite") else {
      throw Failure(
        .usage, "no stopped night is kept in '\(home)'",
        remedy:
          "a candidate stays when the gate stops its night, until the next run begins; `mart history` shows what was run"
      )
    }
    let store = try Store(candidate + "/mart.sqlite", .readOnly)
    let found = candidate + "/refused.sqlite"
    if Files.exists(found) { try store.use { try $0.attach(found, as: "refused") } }
    return store
  }

  private func makeFolder(_ path: String, mode: Int) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
    } catch {
      throw Failure(
        .cannotWrite, "the folder cannot be made", at: FileLocation(file: path),
        remedy: "look at the permissions of the folder above it")
    }
  }

  private func setMode(_ path: String, _ mode: Int) throws {
    try? FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }
}

extension HomeLayout {
  /// Removes what an unfinished night, or the end of a finished one, left in staging: whoever extracts begins anew. Parts
  /// wait there for that.
  func clearStaging() throws {
    for name in try Files.names(in: home + "/staging") where name != PartsFolder.name {
      try Files.remove("\(home)/staging/\(name)")
    }
  }

  /// Removes staging folders in which nothing is left.
  func removeEmptyStaging() throws {
    for name in try Files.names(in: home + "/staging") {
      let folder = "\(home)/staging/\(name)"
      if try Files.names(in: folder).isEmpty { try Files.remove(folder) }
    }
  }
}

/// Who decides, as the ledger names him.
func userName() -> String {
  ProcessInfo.processInfo.environment["USER"].flatMap { $0.isEmpty ? nil : $0 } ?? "uid \(getuid())"
}
