import Contracts
import Identity
import MartCore
import Transformation

/// A changed pipeline as far as it holds: outputs, checks, paths and pictures that do not are taken out, and told.
struct TriedPipeline {
  private(set) var pipeline: Pipeline
  private(set) var plan: ModelPlan
  /// What `mart check` says of those that were taken out.
  private(set) var broken: [Finding] = []

  /// - Throws: `Findings` where models, contracts or settings do not hold: then nothing can be made.
  init(_ folder: String) throws {
    pipeline = try Pipeline.load(folder: folder)
    _ = try Retention.load(folder: folder)
    while true {
      do {
        plan = try analyse(pipeline)
        plan.warnings += try witness(pipeline, plan: plan)
        try checkModel(of: pipeline)
        return
      } catch let findings as Findings {
        let errors = findings.list.filter { $0.severity == .error }
        guard Self.take(errors, from: &pipeline) else { throw Findings(findings.list + broken) }
        broken += errors
      }
    }
  }

  /// False where a finding speaks of something that everything else is made of.
  private static func take(_ findings: [Finding], from pipeline: inout Pipeline) -> Bool {
    let files = Set(findings.map(\.location.file))
    let count = members(pipeline)
    let known = Set(
      (pipeline.outputs.map(\.location.file) + pipeline.checks.map(\.location.file)
        + pipeline.paths.map(\.location.file) + pipeline.pictures.map(\.location.file)))
    guard files.isSubset(of: known) else { return false }
    pipeline.outputs.removeAll { files.contains($0.location.file) }
    pipeline.checks.removeAll { files.contains($0.location.file) }
    pipeline.paths.removeAll { files.contains($0.location.file) }
    pipeline.pictures.removeAll { files.contains($0.location.file) }
    return members(pipeline) < count
  }

  private static func members(_ pipeline: Pipeline) -> Int {
    pipeline.outputs.count + pipeline.checks.count + pipeline.paths.count + pipeline.pictures.count
  }
}
