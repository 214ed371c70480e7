import Contracts
import Foundation
import Loading
import MartCore
import MartStore
import Transformation

/// The mart as a past night knew it: what was learned since is left out, also where it describes that day or an
/// earlier one.
package final class KnownThen {
  /// The temporary mart, to be asked.
  package let mart: Store
  /// The generation whose knowledge it is.
  package let label: String
  private let folder: String

  /// Makes it from the journal, with the contracts of that night where the archive has them.
  ///
  /// - date: the night of this business date, or the last one before.
  /// - question: SQL; tables that it does not name are not made. Nil: all.
  /// - Throws: a usage failure where no night had been published by then.
  package init(_ layout: HomeLayout, pipelineFolder: String, on date: BusinessDate, question: String?) throws {
    let night = try Self.night(layout, date)
    label = night.label
    folder = "\(layout.home)/past.\(ProcessInfo.processInfo.processIdentifier)"
    try Files.remove(folder)
    try Files.makeFolder(folder, mode: 0o700)
    do {
      let kept = PipelineArchive(layout).path(of: night.pipeline)
      let known = !night.pipeline.isEmpty && Files.exists(kept)
      let (pipeline, plan) = try checkedPipelineAndPlan(known ? kept : pipelineFolder, known: layout)
      let journal = try PastJournal(
        copyOf: State.journalPath(in: layout.state), to: "\(folder)/journal.sqlite", knownBy: night.number)
      let path = "\(folder)/mart.sqlite"
      try makePastMart(
        pipeline, plan, journal: journal.path, at: path, on: night.date,
        wanted: question.flatMap { Self.tables(in: $0, pipeline) })
      mart = try Store(path, .readOnly)
    } catch {
      try? Files.remove(folder)
      throw error
    }
  }

  deinit {
    try? mart.close()
    try? Files.remove(folder)
  }

  private struct Past {
    var label: String
    var number: Int64
    var date: BusinessDate
    var pipeline: String
  }

  /// The last night that led to the current generation and whose business date is not after the one asked for.
  private static func night(_ layout: HomeLayout, _ date: BusinessDate) throws -> Past {
    guard let current = try Generations(home: layout.home).current() else {
      throw Failure(
        .usage, "nothing has been published in '\(layout.home)' yet",
        remedy: "run `mart run --home \(layout.home)` first")
    }
    let ledger = try Ledger(home: layout.home)
    defer { try? ledger.close() }
    let nights =
      try ledger.nights(to: current.label)?.map {
        Past(label: $0.label, number: $0.number, date: $0.businessDate, pipeline: $0.pipeline)
      }
      ?? ledger.sealedNights(upTo: current.number).map {
        Past(label: $0.label, number: $0.number, date: $0.date, pipeline: "")
      }
    if let night = nights.last(where: { $0.date <= date }) { return night }
    throw Failure(
      .usage, "no night had been published by \(date)",
      remedy: nights.first.map { "the first one is of \($0.date)" } ?? "`mart history` lists the nights")
  }

  /// The models that a question names; nil where it asks for what describes the mart.
  private static func tables(in question: String, _ pipeline: Pipeline) -> Set<String>? {
    let words = Set(sqlTokens(question).map { $0.text.lowercased().filter { $0 != "\"" } })
    if words.contains(where: { $0.hasPrefix("meta_") || $0.hasPrefix("sqlite_") }) { return nil }
    return Set(pipeline.models.map(\.name).filter { words.contains($0.lowercased()) })
  }
}
