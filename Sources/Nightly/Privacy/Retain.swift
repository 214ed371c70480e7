import Contracts
import Foundation
import Loading
import MartCore
import MartStore

/// What may go from one place of a home, or went.
package struct RetainLine: Sendable {
  package var place: String
  /// Days that it keeps; nil: as long as the home.
  package var days: Int64?
  /// Files or rows.
  package var count: Int
  package var bytes: Int64
  package var because: String
}

/// Says what goes by the pipeline's retention periods, and lets it go.
///
/// - plan: changes nothing.
/// - Throws: `.pipeline` where there is no retention.yaml; `.refused` where something that went is still there.
package func retain(
  _ layout: HomeLayout, pipelineFolder: String, plan: Bool, clock: RunClock = .system
) throws -> [RetainLine] {
  let lock = try RunLock(home: layout.home)
  defer { lock.release() }
  let pipeline = try checkedPipeline(pipelineFolder, known: layout).pipeline
  guard let retention = try Retention.load(folder: pipelineFolder) else {
    throw Failure(
      .pipeline, "the pipeline does not say how long what is kept",
      at: FileLocation(file: pipelineFolder + "/retention.yaml"), remedy: "write one; see Privacy.md")
  }
  guard let current = try Generations(home: layout.home).current() else {
    throw Failure(.usage, "nothing has been published in '\(layout.home)' yet", remedy: "run `mart run` first")
  }
  let state = try State.open(layout.state, pipeline: pipeline)
  defer { try? state.close() }
  let work = RetainWork(layout: layout, retention: retention, state: state, today: current.businessDate, clock: clock)
  let lines = try Retention.Place.allCases.map { try work.line($0, plan: true) }
  if plan { return lines }
  for place in Retention.Place.allCases { _ = try work.line(place, plan: false) }
  for place in Retention.Place.allCases where place != .landing {
    let left = try work.line(place, plan: true)
    guard left.count == 0 else {
      throw Failure(
        .refused, "\(left.count) of \(place.rawValue) are still there", at: FileLocation(file: layout.home),
        remedy: "look at permissions, then run again")
    }
  }
  let ledger = try Ledger(home: layout.home)
  defer { try? ledger.close() }
  let went = lines.filter { $0.place != "landing" && $0.count > 0 }.map { "\($0.place) \($0.count)" }
  try ledger.decision(
    0, kind: "retain", feed: went.isEmpty ? "nothing" : went.joined(separator: ", "), by: userName(), at: clock.instant)
  return lines
}

private struct RetainWork {
  let layout: HomeLayout
  let retention: Retention
  let state: State
  /// The current business date: periods count from it, not from a clock.
  let today: BusinessDate
  let clock: RunClock

  func line(_ place: Retention.Place, plan: Bool) throws -> RetainLine {
    guard let period = retention.period(place) else {
      return RetainLine(
        place: place.rawValue, days: nil, count: 0, bytes: 0, because: "no period; kept as long as the home")
    }
    var line = RetainLine(place: place.rawValue, days: period.days, count: 0, bytes: 0, because: period.basis)
    if let hold = period.hold {
      line.because = "on hold: \(hold)"
      return line
    }
    guard let days = period.days else { return line }
    let last = (today - Int(days)).description
    switch place {
    case .landing:
      (line.count, line.bytes) = try files(before: last) { "\(layout.landing)/\($0.file)" }
      line.because += "; the bank's own, only named"
    case .archive:
      let path = { (old: Old) in "\(layout.archive)/\(old.sha256.prefix(2))/\(old.sha256).gz" }
      (line.count, line.bytes) = try files(before: last, path)
      if !plan { for old in try old(before: last) { try Files.remove(path(old)) } }
    case .vault: line.count = try superseded(before: last, plan: plan)
    case .generations: line.count = try generations(before: last, plan: plan)
    case .quarantine, .outbox: line.because += "; goes with its generation"
    case .ledger: line.count = try ledger(days: days, plan: plan)
    }
    return line
  }

  // MARK: Files of deliveries

  private struct Old {
    var file: String
    var sha256: String
  }

  /// Deliveries up to a date whose content no later one has.
  private func old(before last: String) throws -> [Old] {
    let sql = """
      SELECT DISTINCT d.file, d.sha256 FROM main.delivery d WHERE d.business_date <= ? AND d.sha256 <> ''
        AND NOT EXISTS (SELECT 1 FROM main.delivery n WHERE n.sha256 = d.sha256 AND n.business_date > ?)
      """
    return try state.store.use { try $0.rows(sql, [.text(last), .text(last)]) }.compactMap { row in
      guard let file = row[0].string, let sha256 = row[1].string, !file.contains("/"), sha256.count == 64 else {
        return nil
      }
      return Old(file: file, sha256: sha256)
    }
  }

  private func files(before last: String, _ path: (Old) -> String) throws -> (Int, Int64) {
    let found = Set(try old(before: last).map(path)).filter(Files.exists)
    let bytes = found.reduce(Int64(0)) { sum, path in
      let facts = try? FileManager.default.attributesOfItem(atPath: path)
      return sum + ((facts?[.size] as? NSNumber)?.int64Value ?? 0)
    }
    return (found.count, bytes)
  }

  // MARK: Rows

  /// Values that a newer row of their key replaced up to a date; of events, all up to it.
  private func superseded(before last: String, plan: Bool) throws -> Int {
    var count = 0
    try state.store.use { session in
      try session.execute("PRAGMA vault.secure_delete = ON")
      for shape in state.shapes.values.sorted(by: { $0.feed.name < $1.feed.name }) where shape.hasSecrets {
        let table = "vault.\(shape.vaultTable)"
        let old =
          shape.isEvents
          ? "v.business_date <= \(sqlText(last))"
          : """
          EXISTS (SELECT 1 FROM \(table) n WHERE \(shape.sameKey("n", "v")) AND n.business_date <= \(sqlText(last))
            AND n.business_date > v.business_date)
          """
        count += Int(try session.int("SELECT COUNT(*) FROM \(table) v WHERE \(old)") ?? 0)
        if !plan { try session.execute("DELETE FROM \(table) AS v WHERE \(old)") }
      }
      if !plan, count > 0 { try session.execute("VACUUM vault") }
    }
    return count
  }

  /// Never the last ones that a home keeps.
  private func generations(before last: String, plan: Bool) throws -> Int {
    let generations = Generations(home: layout.home)
    guard let current = try generations.current() else { return 0 }
    let older = try generations.list().filter { $0.number < current.number }
    let spare = older.dropLast(generations.kept - 1).filter { $0.businessDate.description <= last }
    if !plan, !spare.isEmpty { try generations.removeOld() }
    return spare.count
  }

  /// By the clock, since nights are run by it.
  private func ledger(days: Int64, plan: Bool) throws -> Int {
    let ledger = try Ledger(home: layout.home)
    defer { try? ledger.close() }
    let before = (clock.today(in: "+00:00") - Int(days)).description
    return try ledger.old(before: before, remove: !plan)
  }
}
