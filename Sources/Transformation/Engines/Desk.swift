import Contracts
import Foundation

/// Models that wait for readers, and results that wait for the mart's connection.
///
/// - Told: what readers are told in each round.
/// - Made: what they make of a model.
package final class Desk<Told: Sendable, Made: Sendable>: @unchecked Sendable {
  package struct Job: Sendable {
    package var model: Model
    /// Goes into the names of what is laid.
    package var number: Int
    package var told: Told
    /// The round after which it is taken over.
    fileprivate var round: Int
    /// How long it took last night; nil where nobody knows.
    fileprivate var seconds: Double?
  }

  /// A model that can be made from now on.
  package struct Ready {
    var model: Model
    /// The round after which it is taken over.
    var until: Int
    /// Of those that wait, the one of the lowest is made first.
    var rank: Int
    /// How long it took last night; nil where nobody knows.
    var seconds: Double?

    package init(_ model: Model, until: Int, rank: Int, seconds: Double? = nil) {
      (self.model, self.until, self.rank, self.seconds) = (model, until, rank, seconds)
    }
  }

  package enum Work: Sendable {
    case model(Job)
    case question(String)
  }

  private let condition = NSCondition()
  /// By rank.
  private var waiting: [(job: Job, rank: Int)] = []
  /// The round of each, and when it is expected to be made.
  private var running: [String: (round: Int, end: ContinuousClock.Instant?)] = [:]
  private var round = -1
  private var numbers = 0
  private var isClosed = false
  private var results: [String: Result<Made, any Error>] = [:]
  /// The earliest round first.
  private var questions: ArraySlice<Question>
  private var asked = 0

  package init(_ questions: [Question]) {
    let order = questions.enumerated().sorted { ($0.element.round, $0.offset) < ($1.element.round, $1.offset) }
    self.questions = order.map(\.element)[...]
  }

  /// Gives readers models, and waits until all of this round are made. No reader is at work when it returns, so that the
  /// mart can be written to.
  package func make(_ models: [Ready], telling told: Told) {
    condition.lock()
    defer { condition.unlock() }
    round += 1
    for place in waiting.indices { waiting[place].job.told = told }
    for ready in models {
      numbers += 1
      let job = Job(model: ready.model, number: numbers, told: told, round: ready.until, seconds: ready.seconds)
      let place = waiting.firstIndex { $0.rank > ready.rank } ?? waiting.endIndex
      waiting.insert((job, ready.rank), at: place)
    }
    condition.broadcast()
    while !running.isEmpty || asked > 0 || isUnderWay { condition.wait() }
  }

  /// True while a model of this round waits or is being made.
  private var isUnderWay: Bool {
    waiting.contains { $0.job.round <= round } || running.values.contains { $0.round <= round }
  }

  /// Where the model waits that is made next. One that can wait for a later round, where all of this one are being made,
  /// only if it is expected to take no longer than they: the round waits for it too.
  private func choice() -> Int? {
    if waiting.contains(where: { $0.job.round <= round }) { return waiting.startIndex }
    let ends = running.values.filter { $0.round <= round }.map(\.end)
    let known = ends.compactMap(\.self)
    guard known.count == ends.count, let end = known.max() else { return waiting.indices.first }
    let now = ContinuousClock.now
    return waiting.firstIndex { waits in waits.job.seconds.map { now + .seconds($0) <= end } ?? true }
  }

  /// The next model for a reader, else a question, once there is one; nil where no more will come. What can wait for a later
  /// round is given while models of this one are still being made.
  package func next() -> Work? {
    condition.lock()
    defer { condition.unlock() }
    while !isClosed {
      if isUnderWay {
        if let place = choice() {
          let job = waiting.remove(at: place).job
          running[job.model.name] = (job.round, job.seconds.map { .now + .seconds($0) })
          return .model(job)
        }
        if let question = questions.first, question.round <= round {
          questions.removeFirst()
          asked += 1
          return .question(question.sql)
        }
      }
      condition.wait()
    }
    return nil
  }

  package func answered() {
    condition.lock()
    defer { condition.unlock() }
    asked -= 1
    condition.broadcast()
  }

  package func done(_ job: Job, _ result: Result<Made, any Error>) {
    condition.lock()
    defer { condition.unlock() }
    results[job.model.name] = result
    running[job.model.name] = nil
    condition.broadcast()
  }

  /// What was made of these models, by name.
  ///
  /// - Throws: the failure of the first that has one.
  package func results(of models: [Model]) throws -> [String: Made] {
    condition.lock()
    defer { condition.unlock() }
    var made: [String: Made] = [:]
    for model in models { made[model.name] = try results[model.name]?.get() }
    return made
  }

  package func close() {
    condition.lock()
    defer { condition.unlock() }
    isClosed = true
    condition.broadcast()
  }
}

/// A query that can be asked in a round, or in any later one.
package struct Question {
  package var sql: String
  package var round: Int

  package init(sql: String, round: Int) {
    self.sql = sql
    self.round = round
  }
}
