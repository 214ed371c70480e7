import Contracts
import Loading
import MartCore
import MartStore

/// Makes a kept generation current: the one before, or the one named. The state of later nights is cut away by the
/// next run, so that until then a rollback can be undone by naming the later label.
///
/// - Returns: the label that is current now.
/// - Throws: a usage failure where there is no such generation; `.locked` while a run works on the home.
package func rollback(
  _ layout: HomeLayout, to label: String?, pipelineFolder: String, clock: RunClock = .system
) throws -> String {
  let lock = try RunLock(home: layout.home)
  defer { lock.release() }
  let generations = Generations(home: layout.home)
  let kept = try generations.list()
  guard let current = try generations.current() else {
    throw Failure(.usage, "nothing has been published in '\(layout.home)' yet", remedy: "run `mart run` first")
  }
  let target = label.map { name in kept.first { $0.label == name } } ?? kept.last { $0.number < current.number }
  guard let target else {
    let labels = kept.map(\.label).joined(separator: ", ")
    throw Failure(
      .usage, label.map { "generation \($0) is not kept" } ?? "no earlier generation is kept",
      remedy: "kept are: \(labels)")
  }
  let approvals = Approvals(layout, try Policy.load(folder: pipelineFolder), clock)
  let approved = try approvals.require(.rollback, target.label)
  let ledger = try Ledger(home: layout.home)
  let run = try ledger.begin(businessDate: target.businessDate, at: clock.instant)
  try ledger.decision(
    run, kind: "rollback", feed: "\(current.label) -> \(target.label)", by: userName() + (approved?.text ?? ""),
    at: clock.instant)
  for step in generations.linkSteps(target.label) { try step.run() }
  try ledger.finish(run, .published, generation: target.label, seconds: 0)
  try ledger.close()
  try approvals.spend([approved].compactMap(\.self))
  return target.label
}
