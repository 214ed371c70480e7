import Extraction
import Identity
import MartCore
import MartStore

extension NightContext {
  /// The first date that waits; nil where none does.
  func nextDate() throws -> BusinessDate? {
    let files = try landedFiles()
    try refuseFuture(files)
    return try waitingDates(files).first
  }

  /// - Throws: DL-05 for a delivery of a required feed that bears a date in the future.
  func refuseFuture(_ files: LandedFiles) throws {
    let refused = files.scan.refused.first { pipeline.feed($0.delivery.feed)?.due.required ?? true }
    if let refused { throw refused.failure }
  }

  /// The dates of the calendar that are to be run: all after the current one; the current one again where something
  /// waits for it or for an earlier one.
  ///
  /// - Throws: `.missing` where dates were asked for of which nothing has landed.
  func waitingDates(_ files: LandedFiles) throws -> [BusinessDate] {
    let current = try generations.current()?.businessDate
    let unpublished = files.calendar.filter { date in current.map { date > $0 } ?? true }
    switch options.dates {
    case .between(let first, let last):
      let asked = unpublished.filter { $0 >= first && $0 <= last }
      if asked.isEmpty, current.map({ last > $0 }) ?? true {
        throw Failure(
          .missing, "no control for a business date from \(first) to \(last) has landed", rule: "DL-01",
          at: FileLocation(file: layout.landing), remedy: "ask the owners of the feeds, or name another date")
      }
      return asked
    case .exactly(let date): return [date]
    case .waiting:
      guard unpublished.isEmpty, let current else { return unpublished }
      if try !state.waiting(ErasureDecisions.erasures(in: layout.state)).isEmpty { return [current] }
      let known = try knownRefusals()
      let waits = try files.calendar.contains { date in
        try date <= current && pipeline.feeds.contains { try files.hasNews($0, date, besides: known) }
      }
      let answers = try Decisions(stateFolder: layout.state).answers()
      return try waits || answersWait(answers, pipeline, state) ? [current] : []
    }
  }

  /// What earlier nights refused of optional feeds, and would refuse again: the same bytes under the same contracts.
  private func knownRefusals() throws -> Set<Refused> {
    guard try generations.current()?.basis == basis else { return [] }
    return try ledger.refused().filter { !options.acceptDrop.contains($0.feed) }
  }
}
