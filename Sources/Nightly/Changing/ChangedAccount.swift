import Contracts
import MartStore
import Transformation

/// Asks whether amounts still tie in a mart as a changed pipeline would make it: what feeds publish, and the steps of
/// conservation paths.
struct ChangedAccount {
  let pipeline: Pipeline
  let plan: ModelPlan
  let session: Session
  /// Models whose rows differ.
  let differing: Set<String>
  /// Paths that are declared otherwise.
  let declared: Set<String>
  /// Tables that keep the rows of an earlier night; paths over them are not proved here.
  let held: Set<String>

  func gaps() throws -> [PipelineChange.Gap] {
    let published = try pipeline.feeds.flatMap { try gaps(of: $0) }
    return try published + pipeline.paths.filter(isConcerned).sorted { $0.id < $1.id }.flatMap(gaps)
  }

  private func isConcerned(_ path: ConservationPath) -> Bool {
    let reads = Set((plan.pathReads[path.id] ?? []).map(\.table))
    return reads.isDisjoint(with: held) && (declared.contains(path.id) || !reads.isDisjoint(with: differing))
  }

  /// Every accepted row of a feed must stand in the table that it publishes, measure by measure.
  private func gaps(of feed: Feed) throws -> [PipelineChange.Gap] {
    guard let publication = feed.publishes, differing.contains(publication.table) else { return [] }
    return try publication.totals.sorted { $0.key < $1.key }.compactMap { measure, total in
      let staged = try session.int(
        "SELECT COALESCE(SUM(staged), 0) FROM meta_conservation WHERE feed = ? AND measure = ?",
        [.text(feed.name), .text(measure)])
      let made = try session.int("SELECT COALESCE(\(total), 0) FROM \(sqlName(publication.table))")
      let difference = (made ?? 0) - (staged ?? 0)
      return difference == 0
        ? nil
        : PipelineChange.Gap(
          account: "feed \(feed.name)", step: 0, table: publication.table, measure: measure, difference: difference)
    }
  }

  private func gaps(of path: ConservationPath) throws -> [PipelineChange.Gap] {
    var gaps: [PipelineChange.Gap] = []
    var previous: Int64?
    for (index, step) in path.steps.enumerated() {
      let amount = try session.int(step.sql) ?? 0
      let lines = try step.lines.reduce(Int64(0)) { try $0 + (session.int($1.sql) ?? 0) }
      if let previous, step.compares, amount + lines != previous {
        gaps.append(
          PipelineChange.Gap(
            account: "path \(path.id)", step: index + 1, table: step.table, measure: step.measure,
            difference: amount + lines - previous))
      }
      previous = amount
    }
    return gaps
  }
}
