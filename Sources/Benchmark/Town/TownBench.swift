import Contracts
import Identity
import MartCore
import MartStore

/// What a night of matching is measured on, and where.
package struct TownOptions: Sendable {
  /// Files of `sample-bank --town`, in the order in which they came; one night takes them all in.
  package var files: [String]
  /// The folder of the state; what nights before left is there.
  package var state: String
  package var pipeline: String
  package var generation: Int64
  package var date: BusinessDate
  /// Where the party of each number is written (CSV: source, customer_number, party), for a judge of its own.
  package var parties: String
  /// Where open questions are written (CSV: source_a, customer_number_a, source_b, customer_number_b, rule).
  package var questions: String

  package init(
    files: [String], state: String, pipeline: String, generation: Int64, date: BusinessDate, parties: String,
    questions: String
  ) {
    self.files = files
    self.state = state
    self.pipeline = pipeline
    self.generation = generation
    self.date = date
    self.parties = parties
    self.questions = questions
  }
}

/// Takes files of a town in as extraction would, lets identity resolve them by the pipeline's own rules, and measures each
/// of its steps. Nothing here knows who is who.
///
/// - Returns: lines to print.
package func runTown(_ options: TownOptions) throws -> [String] {
  let pipeline = try Pipeline.load(folder: options.pipeline)
  let state = try State.open(options.state, pipeline: pipeline)
  let loader = try TownLoader(pipeline, state, options)
  let loading = try Cost.of { for file in options.files { try loader.load(file) } }
  let meter = PhaseMeter()
  let report = try resolve(
    pipeline, state, businessDate: options.date, generation: options.generation, acceptsMerges: true,
    entering: meter.enter)
  meter.end()
  let parties = TownParties(state)
  try parties.write(to: options.parties)
  try parties.writeQuestions(to: options.questions)
  try state.close()
  let figures = [
    "\(loader.rows) records taken in, \(decimal(loading.cpu)) CPU s", "\(report.changedNumbers) numbers changed",
    "\(report.candidates) pairs weighed, \(report.cappedBlocks.count) blocks capped, the largest of \(report.cappedBlocks.max() ?? 0)",
    "\(report.events.count) events, \(report.mergedParties) parties merged, \(report.splitParties) split, \(report.reviews) new questions",
  ]
  return figures + meter.lines()
}

/// With two decimals.
func decimal(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
}
