import Contracts
import Extraction
import Foundation
import Loading
import MartCore
import MartStore

/// Compares a table of the current mart with another system's file, and keeps one line of it in the ledger.
package struct Reconciliation {
  let layout: HomeLayout
  let question: ReconcileQuestion
  let contractKey: [String]
  let clock: RunClock

  /// - pipeline: says the table's key where the question does not; nil: as the table lies on disk.
  package init(
    _ layout: HomeLayout, _ question: ReconcileQuestion, pipeline: Pipeline?, clock: RunClock = .system
  ) {
    (self.layout, self.question, self.clock) = (layout, question, clock)
    contractKey = pipeline?.model(question.table)?.key ?? []
  }

  /// - Throws: a usage failure where file, table or columns are not there; `.refused` where the file is no table.
  package func run() throws -> Reconciled {
    guard Files.exists(question.file) else {
      throw Failure(
        .usage, "there is no such file", at: FileLocation(file: question.file),
        remedy: "name the other system's CSV file")
    }
    guard let current = try Generations(home: layout.home).current() else {
      throw Failure(
        .usage, "nothing has been published in '\(layout.home)' yet",
        remedy: "run `mart run --home \(layout.home)` first")
    }
    let mart = try Store("\(Generations(home: layout.home).folder(of: current.label))/mart.sqlite", .readOnly)
    defer { try? mart.close() }
    let theirs = try ForeignTable(question.file, encoding: question.encoding)
    let plan = try mart.use {
      try ReconcilePlan(question, header: theirs.header, contractKey: contractKey, mart, $0)
    }
    let scratch = try ScratchFolder(layout, "reconcile")
    let rows = try TheirRows(theirs, plan, at: scratch.file("theirs.sqlite"))
    var result = Reconciled(
      night: current.label, table: question.table, file: (question.file as NSString).lastPathComponent,
      sha256: try FileDigest(of: question.file).sha256)
    result.repeated = rows.repeated
    try mart.use { session in
      try session.attach(rows.path, as: "theirs")
      // The files stay read-only; what is kept on the way is temporary, and may be large.
      try session.execute("PRAGMA temp_store = FILE; PRAGMA query_only = OFF")
      try ReconcileComparison(plan, session).compare(&result)
    }
    try keep(result)
    return result
  }

  private func keep(_ result: Reconciled) throws {
    let ledger = try Ledger(home: layout.home)
    defer { try? ledger.close() }
    try ledger.keep(
      ReconciledRecord(
        at: clock.instant, night: result.night, table: result.table, condition: question.condition, file: result.file,
        sha256: result.sha256, rowsOurs: result.rowsOurs, rowsTheirs: result.rowsTheirs, onlyOurs: result.onlyOurs,
        onlyTheirs: result.onlyTheirs, differing: result.differing))
  }

  /// What was compared before, the latest first.
  package static func history(_ layout: HomeLayout, table: String?) throws -> [ReconciledRecord] {
    guard Files.exists(layout.ledger) else { return [] }
    let ledger = try Ledger(reading: layout.home)
    defer { try? ledger.close() }
    return try ledger.knows("reconciliation") ? ledger.reconciled(table: table) : []
  }
}
