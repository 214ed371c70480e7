import MartCore
import MartStore

/// What the rounds of one night have shown.
struct NightFigures: Sendable {
  var night: BusinessDate
  /// Of the night's deliveries.
  var rows: Int64 = 0
  /// `mart run` of that date, one a round.
  var run: [Cost] = []
  /// The most memory that it held, in MiB, one a round.
  var peakMiB: [Double] = []
  /// `.import` of the rows of all feeds of that date, one a round.
  var importing: [Cost] = []

  var ratio: Cost { ratios(run, importing) }
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
      if !figures.indices.contains(index) { figures.append(NightFigures(night: night)) }
      figures[index].rows = imported.rows
      figures[index].run.append(ended.cost)
      figures[index].peakMiB.append(ended.peakMiB)
      figures[index].importing.append(imported.ended.cost - (try rival.start().cost))
    }
    try Files.remove(home)
  }
}
