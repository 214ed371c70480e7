import Contracts
import MartCore
import Transformation

/// What came of a pipeline's row tests.
package struct RowTestRun {
  package var results: [RowTestResult]
  package var files: Int
  package var failed: Int { results.count { !$0.passed } }
}

/// Runs the row tests of a pipeline folder.
///
/// - names: which of them: names of models, checks and outputs, or of files without their ending; none: all.
/// - Throws: `Findings` for mistakes of the pipeline or of its tests; `Failure` for a name that no test has.
package func testRows(_ folder: String, _ names: [String] = []) throws -> RowTestRun {
  let pipeline = try Pipeline.load(folder: folder)
  let plan = try analyse(pipeline)
  let (files, findings) = try RowTestFile.load(folder: folder)
  guard !names.isEmpty, findings.isEmpty else {
    return RowTestRun(results: try runRowTests(files, pipeline, plan, findings: findings), files: files.count)
  }
  let known = Set(files.flatMap { [$0.name, $0.stem] })
  if let stranger = names.first(where: { !known.contains($0) }) {
    throw Failure(
      .usage, "no row test is called '\(stranger)' or tries it",
      remedy: didYouMean(stranger, in: known.sorted(), otherwise: "look into \(folder)/tests"))
  }
  let chosen = files.filter { names.contains($0.name) || names.contains($0.stem) }
  return RowTestRun(results: try runRowTests(chosen, pipeline, plan), files: chosen.count)
}

extension RowTestFile {
  /// The file's name without folder and ending.
  fileprivate var stem: String {
    (file.split(separator: "/").last ?? "").split(separator: ".").first.map(String.init) ?? ""
  }
}
