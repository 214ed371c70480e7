import Contracts
import Emission
import Foundation
import MartCore
import MartStore
import Transformation

/// Reads the pipeline and proves it: contracts, SQL, classes, types.
/// - Throws: all findings together.
package func checkedPipeline(_ folder: String) throws -> Pipeline {
  try checkedPipelineAndPlan(folder).0
}

func checkedPipelineAndPlan(_ folder: String) throws -> (Pipeline, ModelPlan) {
  let pipeline = try Pipeline.load(folder: folder)
  let plan = try analyse(pipeline)
  try witness(pipeline, plan: plan)
  return (pipeline, plan)
}

/// The data dictionary of a pipeline that holds, as Markdown.
package func dictionaryText(_ folder: String) throws -> String { dictionaryPage(try checkedPipeline(folder)) }

extension Pipeline {
  /// Where the token key lies.
  package var keyPath: String {
    keyFile.hasPrefix("/") ? keyFile : URL(fileURLWithPath: folder + "/" + keyFile).standardizedFileURL.path
  }
}
