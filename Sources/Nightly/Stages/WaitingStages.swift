import MartCore
import MartStore

/// The notes that stages left for the next, and whether the next may go on from them.
struct WaitingStages {
  private let context: NightContext
  private let current: Int64

  init(_ context: NightContext) throws {
    self.context = context
    current = try context.generations.current()?.number ?? 0
  }

  /// The earliest night that extract left, or that of the date asked for; nil where none is and none was asked for.
  func staged() throws -> StagedNight? {
    let folder = "\(context.layout.home)/staging"
    let nights = try Files.names(in: folder).compactMap { name in
      try Handoff.read(StagedNight.self, from: "\(folder)/\(name)/\(StagedNight.name)", by: .extract)
    }.filter(isAsked).sorted { $0.date < $1.date }
    if let night = nights.first(where: { $0.follows == current }) {
      guard night.basis == context.basis else { throw behind(.extract, night.date, "the pipeline has changed since") }
      return night
    }
    if let night = nights.first { throw behind(.extract, night.date, "another night has been published since") }
    if let date = try context.nextDate(), isNamed { throw behind(.extract, date.description, "nothing is staged") }
    return nil
  }

  /// The candidate, where this stage or a later one ended for it; nil where there is no night under way.
  func candidate(after stage: StageName) throws -> CandidateNight? {
    guard let night = try Handoff.read(CandidateNight.self, from: context.layout.candidateNight, by: .transform) else {
      if let staged = try staged() { throw behind(.transform, staged.date, "there is no candidate") }
      return nil
    }
    let date = night.staged.date
    guard isAsked(night.staged) else { throw behind(.extract, asked, "the night under way is \(date)") }
    guard night.number == current + 1 else {
      throw behind(.extract, date, "another night has been published since")
    }
    guard night.staged.basis == context.basis else {
      throw behind(.extract, date, "the pipeline has changed since")
    }
    guard let done = night.done else { throw behind(.transform, date, "load was interrupted in the candidate") }
    if stage == .emit, done == .transform { throw behind(.emit, date, "nothing has been emitted") }
    return night
  }

  private func isAsked(_ night: StagedNight) -> Bool {
    guard let date = night.businessDate else { return false }
    return switch context.options.dates {
    case .waiting: true
    case .between(let first, let last): date >= first && date <= last
    case .exactly(let asked): date == asked
    }
  }

  private var isNamed: Bool { context.options.dates != .waiting }

  private var asked: String {
    guard case .between(let first, _) = context.options.dates else { return "" }
    return first.description
  }

  private func behind(_ stage: StageName, _ date: String, _ what: String) -> Failure {
    Failure(
      .refused, "the night of \(date) is not ready for this stage: \(what)",
      at: FileLocation(file: context.layout.home),
      remedy: "run \(stage.program) --date \(date), and the stages after it")
  }
}
