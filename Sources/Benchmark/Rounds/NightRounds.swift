import MartCore
import MartStore

/// What the rounds of one night, or of all, have shown.
struct NightFigures: Sendable {
  var name: String
  /// Of the night's deliveries.
  var rows: Int64 = 0
  /// `mart run` of that date, one a round.
  var run: [Cost] = []
  /// The most memory that it held, in MiB, one a round.
  var peakMiB: [Double] = []
  /// Seconds by the ledger of each stage, one a round.
  var stages: [String: [Double]] = [:]
  /// `.import` of the rows of all feeds of that date, one a round.
  var importing: [Cost] = []

  var ratio: Cost { ratios(run, importing) }
  /// The stage of extraction by the rival, on the wall: as nights do it, as many feeds at once as there are cores.
  var extractRatio: Double { zip(stages["extract"] ?? [], importing).map { $0 / $1.wall }.median }

  /// All nights together, round by round.
  static func total(_ nights: [NightFigures]) -> NightFigures {
    var total = NightFigures(name: "all nights")
    total.rows = nights.reduce(0) { $0 + $1.rows }
    total.run = Cost.sums(nights.map(\.run))
    total.peakMiB = nights.flatMap(\.peakMiB)
    total.importing = Cost.sums(nights.map(\.importing))
    for night in nights {
      for (stage, seconds) in night.stages {
        let others = total.stages[stage] ?? seconds.map { _ in 0 }
        total.stages[stage] = zip(others, seconds).map { $0 + $1 }
      }
    }
    return total
  }
}

/// Whole nights, one after the other from an empty home, each a process of its own as a scheduler starts it.
struct NightRounds {
  let workload: Workload
  let rival: Rival
  /// The program `mart`.
  let mart: String
  /// The home, which is removed before each round.
  let home: String

  /// One round of all nights, each followed by the rival.
  func run(into figures: inout [NightFigures]) throws {
    try Files.remove(home)
    try Files.makeFolder(home, mode: 0o700)
    for (index, night) in workload.nights.enumerated() {
      let ended = try Child(
        program: mart,
        arguments: [
          "run", "--date", night.description, "--home", home, "--landing", workload.landing, "--pipeline",
          workload.pipelineFolder,
        ]
      ).run(log: home + ".log")
      let imported = try rival.load(workload.deliveries.filter { $0.businessDate == night })
      if !figures.indices.contains(index) { figures.append(NightFigures(name: night.description)) }
      figures[index].rows = imported.rows
      figures[index].run.append(ended.cost)
      figures[index].peakMiB.append(ended.peakMiB)
      for (stage, seconds) in try stages() { figures[index].stages[stage, default: []].append(seconds) }
      figures[index].importing.append(imported.cost)
    }
    try Files.remove(home)
  }

  /// What the ledger says of the latest night.
  private func stages() throws -> [(String, Double)] {
    let ledger = try Store(home + "/ledger.sqlite", .readOnly)
    defer { try? ledger.close() }
    let sql = "SELECT stage, seconds FROM stage WHERE run_id = (SELECT MAX(run_id) FROM run)"
    return try ledger.use { try $0.rows(sql) }.compactMap { row in
      guard case .text(let stage) = row[0], case .real(let seconds) = row[1] else { return nil }
      return (stage, seconds)
    }
  }
}
