import Contracts
import MartCore
import MartStore
import Testing
import Transformation

extension RefreshWorld {
  /// A night that was run.
  struct Past {
    var date: BusinessDate
    var generation: Int64
  }

  /// Proves that marts of the last days before tonight's which go on, from day to day and from what was known before tonight to what is
  /// known now, equal ones made in full.
  func provePast() throws {
    let folder = bank.folder + "/past"
    defer { try? Files.remove(folder) }
    for part in ["", "/was", "/now", "/full"] { try Files.makeFolder(folder + part, mode: 0o700) }
    var last: (mart: PastMart, day: Past)?
    for day in past.dropLast().suffix(4) {
      let before = try journal(of: day, knownBy: generation - 1, at: folder + "/before.sqlite")
      var was: PastMart
      if let last {
        was = last.mart
        try was.goOn(to: before, on: day.date, since: last.day.generation)
      } else {
        was = try whole(before, day, in: folder + "/was")
      }
      try expectFull(was, before, day, folder)
      let after = try journal(of: day, knownBy: generation, at: folder + "/after.sqlite")
      var now = try was.copy(to: folder + "/now")
      try now.goOn(to: after, on: day.date, since: generation - 1)
      try expectFull(now, after, day, folder)
      try now.remove()
      for journal in [before, after] { try Files.remove(journal.path) }
      last = (was, day)
    }
  }

  private func journal(of day: Past, knownBy: Int64, at path: String) throws -> PastJournal {
    let journal = try PastJournal(copyOf: bank.state.journalPath, to: path, knownBy: knownBy)
    try journal.cut(after: day.date, personsOf: day.generation, newest: generation)
    return journal
  }

  private func whole(_ journal: PastJournal, _ day: Past, in folder: String) throws -> PastMart {
    try PastMart(
      bank.pipeline, plan, journal: journal, in: folder, on: day.date, wanted: Set(bank.pipeline.models.map(\.name)),
      jobs: 2)
  }

  private func expectFull(_ mart: PastMart, _ journal: PastJournal, _ day: Past, _ folder: String) throws {
    let full = try whole(journal, day, in: folder + "/full")
    for model in bank.pipeline.models where model.refresh != .view {
      let (found, expected) = (try dump(mart.path, model.name), try dump(full.path, model.name))
      let place = "\(model.name) of \(day.date), \(journal.path.suffix(13)), night \(generation)"
      #expect(found == expected, "\(place)")
    }
    try full.remove()
  }

  private func dump(_ path: String, _ table: String) throws -> String {
    let store = try Store(path, .readOnly)
    defer { try? store.close() }
    return try store.use { try MartStore.dump($0, [table]) }
  }
}
