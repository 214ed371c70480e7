import Contracts
import Foundation
import Loading
import MartCore
import MartStore

/// Whether this release of the programs can go on with a home that an earlier one has made, and what its next run will
/// do. Generations, state and pipeline are only read.
///
/// - Throws: `Failure` of usage where nothing is published; `Findings` where the pipeline is wrong.
package func checkUpgrade(_ layout: HomeLayout, pipelineFolder: String) throws -> [Diagnosis] {
  let pipeline = try checkedPipeline(pipelineFolder).pipeline
  let generations = Generations(home: layout.home)
  guard let current = try generations.current() else {
    throw Failure(.usage, "nothing has been published in '\(layout.home)' yet", remedy: "run `mart run` first")
  }
  let check = UpgradeCheck(layout: layout, pipeline: pipeline, generations: generations)
  var list = try check.marts() + [check.state()]
  list += outputBreaches(pipeline.outputs, since: current).map {
    Diagnosis(verdict: .fail, subject: "outputs", words: "\($0.problem); \($0.remedy)")
  }
  list.append(try check.nextRun(after: current))
  return list
}

private struct UpgradeCheck {
  let layout: HomeLayout
  let pipeline: Pipeline
  let generations: Generations

  /// Each kept generation: whole, and with the fixed tables that this release asks for.
  func marts() throws -> [Diagnosis] {
    try verify(layout, label: nil, all: true).map { verified in
      if let fault = verified.faults.first {
        return Diagnosis(verdict: .fail, subject: verified.label, words: "\(fault.problem); \(fault.remedy)")
      }
      let mart = try Store("\(generations.folder(of: verified.label))/mart.sqlite", .readOnly)
      defer { try? mart.close() }
      return try mart.use { session in
        let missing = try MetaTables.all.flatMap { table in
          try lacking(table.columns.map(\.name), of: table.name, session).map { "\(table.name).\($0)" }
        }
        let made = try session.text("SELECT engine || ', pipeline ' || pipeline_version FROM meta_build") ?? "?"
        return Diagnosis(
          verdict: missing.isEmpty ? .ok : .warn, subject: verified.label,
          words: "whole, made by \(made)"
            + (missing.isEmpty ? "" : "; without \(missing.joined(separator: ", ")), which newer nights have"))
      }
    }
  }

  /// The journal: what the next run will add to it for the contracts of today.
  func state() -> Diagnosis {
    do {
      guard Files.exists(State.journalPath(in: layout.state)), Files.exists(State.vaultPath(in: layout.state)) else {
        return Diagnosis(
          verdict: .fail, subject: "state", words: "journal or vault is missing; restore the home from a backup")
      }
      let journal = try Store(State.journalPath(in: layout.state), .readOnly)
      defer { try? journal.close() }
      return try journal.use { session in
        if let fault = try session.pageFaults(.quick).first {
          return Diagnosis(verdict: .fail, subject: "state", words: "SQLite finds its pages wrong: \(fault)")
        }
        let new = try pipeline.feeds.flatMap { feed -> [String] in
          let shape = FeedShape(feed)
          let missing = try lacking(shape.row.map(\.name), of: "j_\(feed.name)", session)
          return missing.count == shape.row.count ? [feed.name] : missing.map { "\(feed.name).\($0)" }
        }
        let words = new.isEmpty ? "as this release keeps it" : "the next run adds \(new.joined(separator: ", "))"
        return Diagnosis(verdict: .ok, subject: "state", words: words)
      }
    } catch {
      return Diagnosis(verdict: .fail, subject: "state", words: "\((error as? Failure)?.what ?? "\(error)")")
    }
  }

  func nextRun(after current: Generation) throws -> Diagnosis {
    let goesOn = try current.basis == RowBasis.digest(pipeline)
    return Diagnosis(
      verdict: .ok, subject: "next run",
      words: goesOn
        ? "goes on with the rows of \(current.label)"
        : "makes every table in full from the journal: contracts, reference data or programs are not those of "
          + current.label)
  }

  private func lacking(_ columns: [String], of table: String, _ session: Session) throws -> [String] {
    let known = try session.rows("SELECT name FROM pragma_table_info(?)", [.text(table)]).map { $0[0].display }
    return columns.filter { !known.contains($0) }
  }
}
