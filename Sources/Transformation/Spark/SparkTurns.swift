import Contracts
import Foundation
import MartCore
import MartStore

/// A night on Spark that goes on from last night's warehouse: for each table the application asks what to do, does it, and
/// says what became of it, so that tables after it are judged by the rows that came or went.
///
/// **Why here.** Which keys are touched is found by the one search that SQLite's nights use, over the journal and the mart's
/// rows; the application only follows what it is told.
final class SparkTurns {
  private let build: SparkBuild
  private let refresh: Refresh
  /// Last night's warehouse.
  private let before: String
  private var turns: [String: SparkTurn] = [:]
  private var steps: [String: ModelStep] = [:]
  private var next = 1

  init(_ build: SparkBuild, _ refresh: Refresh, before: String) throws {
    self.build = build
    self.refresh = refresh
    self.before = before
    for folder in ["said", "told", "keys"] { try Files.makeFolder("\(build.scratch)/\(folder)", mode: 0o700) }
    for model in build.plan.order where try !exists(model.name, "main", build.session) {
      refresh.absent.insert(model.name)
    }
  }

  /// Takes in what the application has said since, in its order, and answers.
  func serve() throws {
    while let data = FileManager.default.contents(atPath: "\(build.scratch)/said/\(next).json") {
      let word = try JSONDecoder().decode(SparkWord.self, from: data)
      next += 1
      if let table = word.made { try takeIn(table) }
      if let name = word.asks, let model = model(name) { try answer(model) }
    }
  }

  /// What became of every model, in their order.
  /// - Throws: `Failure` where the application passed one over.
  func finished() throws -> [ModelStep] {
    try build.plan.order.enumerated().map { index, model in
      var step = ModelStep(model: model.name, number: index + 1, count: build.plan.order.count, rows: 0, seconds: 0)
      guard model.refresh != .view else {
        step.how = "view"
        return step
      }
      guard let made = steps[model.name] else { throw build.absent(model) }
      (step.rows, step.seconds, step.hash) = (made.rows, made.seconds, made.hash)
      step.how = refresh.hows[model.name] ?? step.how
      step.keys = refresh.touchedKeys[model.name]
      return step
    }
  }

  private func model(_ name: String) -> Model? { build.plan.order.first { $0.name == name } }

  // MARK: Answers

  private func answer(_ model: Model) throws {
    let turn = try turn(of: model)
    turns[model.name] = turn
    if turn.how == .keep { note(model, refresh.keep(model), seconds: 0) }
    let place = "\(build.scratch)/told/\(model.name).json"
    try Files.write(String(decoding: try JSONEncoder().encode(turn), as: UTF8.self), to: "\(place).part", mode: 0o600)
    try Files.rename("\(place).part", to: place)
  }

  private func turn(of model: Model) throws -> SparkTurn {
    let last = refresh.night.last.hashes[model.name]
    var turn = SparkTurn()
    turn.stands = !refresh.absent.contains(model.name)
    // Where its rows were not proved, do not lie there, or are to move between mart and warehouse, all are made anew.
    guard let last, Files.exists("\(before)/\(model.name)"), turn.stands == (last.rows <= build.settings.rowsInSQLite)
    else { return turn }
    turn.before = "\(before)/\(model.name)"
    (turn.rows, turn.lanes) = (last.rows, ["\(last.first)", "\(last.second)"])
    switch try refresh.way(of: model) {
    case .view: break
    case .keep: turn.how = .keep
    case .remake: turn.compares = refresh.isFollowed(model) && !refresh.night.last.held.contains(model.name)
    case .replace(let touched):
      (turn.how, turn.compares) = (.key, true)
      try refresh.replaces(model, touched)
      try SparkShadows(touched: touched, refresh: refresh, folder: "\(build.scratch)/keys/\(model.name)").cast(&turn)
    }
    return turn
  }

  // MARK: Tables that were made

  private func takeIn(_ table: SparkResult.Table) throws {
    guard let model = model(table.name), let turn = turns[table.name] else { return }
    try build.prove(model, table)
    let told = RowHash(lanes: table.lanes, rows: table.rows)
    guard turn.compares else {
      if turn.stands { try drop(model) }
      try stand(model, table)
      refresh.remade(model, told)
      return note(model, (table.rows, told), seconds: table.seconds)
    }
    let difference = try Difference(model, refresh).take { gone, come in
      try SparkRows.split(gone, come, from: "\(build.scratch)/difference/\(model.name)", build.session)
    }
    let made = try refresh.apply(model, difference)
    // Last night's hash without what went and with what came, beside that of the rows that lie in the warehouse.
    guard made.hash == told else { throw other(model) }
    if turn.stands != table.isBack {
      if turn.stands { try drop(model) }
      try stand(model, table)
    }
    note(model, made, seconds: table.seconds)
  }

  private func note(_ model: Model, _ made: (rows: Int64, hash: RowHash?), seconds: Double) {
    var step = ModelStep(model: model.name, number: 0, count: 0, rows: made.rows, seconds: seconds)
    step.hash = made.hash
    steps[model.name] = step
  }

  private func drop(_ model: Model) throws { try build.session.execute("DROP TABLE main.\(sqlName(model.name))") }

  /// Puts the whole table that came back into `main`, where it does not stand; one that is too large stays away.
  private func stand(_ model: Model, _ table: SparkResult.Table) throws {
    guard table.isBack else {
      refresh.absent.insert(model.name)
      return
    }
    try SQLiteEngine().create(model, in: build.session)
    try build.fill(model, table)
    refresh.absent.remove(model.name)
  }

  private func other(_ model: Model) -> Failure {
    Failure(
      .refused, "the rows of '\(model.name)' in the warehouse are not those of last night's mart and tonight's changes",
      rule: "spark.before", at: FileLocation(file: "\(before)/\(model.name)"),
      remedy: "nothing was published; `mart verify` says whether last night is whole; run once with --full")
  }
}
