import Contracts
import Emission
import Foundation
import Identity
import Loading
import MartCore
import MartStore
import Transformation

/// Reads the pipeline and proves it: contracts, SQL, classes, types.
///
/// - known: a home in which the same files may have been proved before; without it all is proved now.
/// - Returns: the pipeline, and what is odd about it without being wrong.
/// - Throws: all findings together.
package func checkedPipeline(
  _ folder: String, known layout: HomeLayout? = nil
) throws -> (pipeline: Pipeline, warnings: [Finding]) {
  let checked = try ProvedPipeline(folder, known: layout)
  return (checked.pipeline, checked.plan.warnings)
}

/// - known: a home in which the same files may have been proved before.
func checkedPipelineAndPlan(_ folder: String, known layout: HomeLayout? = nil) throws -> (Pipeline, ModelPlan) {
  let proved = try ProvedPipeline(folder, known: layout)
  return (proved.pipeline, proved.plan)
}

/// A pipeline with what was proved of it, now or for an earlier night of the home.
struct ProvedPipeline {
  let pipeline: Pipeline
  let plan: ModelPlan
  private var proof: PipelineProof?

  init(_ folder: String, known layout: HomeLayout?) throws {
    proof = layout.flatMap { PipelineProof(of: folder, in: $0) }
    pipeline = try Pipeline.load(folder: folder)
    if let known = proof?.plan(of: pipeline) {
      (plan, proof) = (known, nil)
      // It may lie where no contract does.
      try checkModel(of: pipeline)
    } else {
      plan = try proved(pipeline)
    }
  }

  /// What was proved now is known to the home's next run.
  func keep() throws { try proof?.keep(plan, of: pipeline) }
}

/// The plan's warnings are those of the witness rows too.
private func proved(_ pipeline: Pipeline) throws -> ModelPlan {
  let folder = pipeline.folder
  _ = try Policy.load(folder: folder)
  let grounds = try Retention.load(folder: folder).map { try groundFindings($0, pipeline) } ?? []
  var plan = try joined(grounds) { try analyse(pipeline) }
  plan.warnings += try witness(pipeline, plan: plan)
  try checkModel(of: pipeline)
  return plan
}

/// Tokens of a home are made in one way from its first night on: in another, no person would be known again.
/// - Throws: `Failure` with `.pipeline` where the pipeline asks for another way than the current night's.
func keepTokens(of pipeline: Pipeline, in layout: HomeLayout) throws {
  guard try Generations(home: layout.home).current() != nil else { return }
  let mart = try layout.openCurrentMart()
  defer { try? mart.close() }
  let rows = try mart.use { try $0.rows("SELECT token_algorithm FROM meta_build") }
  guard let before = rows.first?[0].string, before != pipeline.tokenAlgorithm else { return }
  throw Failure(
    .pipeline, "the tokens of '\(layout.home)' are made by \(before), the pipeline asks for \(pipeline.tokenAlgorithm)",
    rule: "token-algorithm", at: FileLocation(file: pipeline.folder + "/pipeline.yaml"),
    remedy: "set token_algorithm: \(before), or run all nights into a new home: every token will be another one")
}

/// What a step finds wrong, together with what is known to be wrong already.
private func joined<Result>(_ findings: [Finding], _ step: () throws -> Result) throws -> Result {
  let result: Result
  do { result = try step() } catch let found as Findings { throw Findings(found.list + findings) }
  guard findings.isEmpty else { throw Findings(findings) }
  return result
}

/// Compares outputs with what the current night of a home promised their users; before the first night nothing was.
/// - Throws: all outputs together that changed under the same version.
package func keepPromises(of pipeline: Pipeline, in layout: HomeLayout) throws {
  try keepTokens(of: pipeline, in: layout)
  let breaches = outputBreaches(pipeline.outputs, since: try Generations(home: layout.home).current())
  guard breaches.isEmpty else { throw Findings(breaches) }
}

/// The data dictionary of a pipeline that holds, as Markdown.
package func dictionaryText(_ folder: String) throws -> String { dictionaryPage(try checkedPipeline(folder).pipeline) }

extension Pipeline {
  /// Where the token key lies.
  package var keyPath: String {
    keyFile.hasPrefix("/") ? keyFile : URL(fileURLWithPath: folder + "/" + keyFile).standardizedFileURL.path
  }
}

/// What a data-protection officer asks of a pipeline that holds.
package func privacyPage(_ folder: String) throws -> PrivacyReport {
  let (pipeline, plan) = try checkedPipelineAndPlan(folder)
  return PrivacyPage(pipeline, plan)
}

package typealias PrivacyReport = PrivacyPage
