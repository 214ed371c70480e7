import Contracts
import Foundation
import Identity
import MartCore
import MartStore

/// What stewards do between nights: look at questions and parties, and decide. Reads the state, and writes nothing but
/// `state/decisions.sqlite`.
package struct StewardDesk {
  private let layout: HomeLayout
  private let pipeline: Pipeline

  package init(_ layout: HomeLayout, pipeline folder: String) throws {
    self.layout = layout
    pipeline = try Pipeline.load(folder: folder)
  }

  /// A question, and what was answered since the last night.
  package struct Waiting {
    package var question: StewardQuestion
    /// Empty where nobody answered.
    package var answer: String
  }

  package func waiting() throws -> [Waiting] {
    let words = try words()
    return try reading { try stewardQuestions(pipeline, $0) }.map {
      Waiting(question: $0, answer: words[Self.key($0)] ?? "")
    }
  }

  /// Parties that may be families, by what they share.   - most: no more parties than this share one value.
  package func households(most: Int) throws -> [HouseholdProposal] {
    try reading { try householdProposals(pipeline, $0, most: most) }
  }

  /// - which: a question's id, or two numbers as `SOURCE:NUMBER,SOURCE:NUMBER`.
  package func question(_ which: String) throws -> StewardQuestion {
    let sides = which.split(separator: ",").map(String.init)
    if sides.count == 2 {
      let (a, b) = (try Self.number(sides[0]), try Self.number(sides[1]))
      return try reading { try stewardQuestion(pipeline, $0, a, b) }
    }
    let all = try reading { try stewardQuestions(pipeline, $0) }
    if let found = all.first(where: { $0.id == which.uppercased() }) { return found }
    throw Failure(
      .usage, "no question '\(which)' waits",
      remedy: didYouMean(
        which, in: all.map(\.id), otherwise: "see `mart review`, or name two numbers as SOURCE:NUMBER,SOURCE:NUMBER"))
  }

  /// Keeps a steward's word; the next night takes it in.
  ///
  /// - word: `same`, `different`, or empty to take the last one back.
  /// - Throws: `Failure` with `.refused` where the documents contradict it.
  package func answer(_ question: StewardQuestion, _ word: String, clock: RunClock = .system) throws {
    if word == "same", question.documentsDiffer {
      throw Failure(
        .refused, "two different valid documents of one kind are two people, whatever else agrees", rule: "C1",
        remedy: "if one of them was typed wrongly, have its source correct it; else decide 'different'")
    }
    let decisions = Decisions(stateFolder: layout.state)
    if word.isEmpty, try words()[Self.key(question)] == nil {
      throw Failure(.usage, "nobody has answered this question", remedy: "see `mart review` for what waits")
    }
    try decisions.add(
      StewardAnswer(
        srcA: question.srcA, numberA: question.numberA, srcB: question.srcB, numberB: question.numberB, word: word,
        by: userName(), at: clock.instant))
  }

  package func explanation(of party: Int64) throws -> PartyExplanation {
    try reading { try explainParty(party, pipeline, $0) }
  }

  package func model(version: String) throws -> TrainedModel {
    try reading { try trainModel(pipeline, $0, version: version) }
  }

  /// Where the pipeline keeps its model.
  package var modelPath: String? { pipeline.identity?.matching?.model.map { "\(pipeline.folder)/\($0)" } }

  package func evaluation(_ file: String) throws -> IdentityEvaluation {
    guard let data = FileManager.default.contents(atPath: file), let text = String(data: data, encoding: .utf8) else {
      throw Failure(
        .usage, "the file cannot be read as UTF-8", at: FileLocation(file: file), remedy: "give a file that is there")
    }
    let columns = ["source", "customer_number", "person"]
    let table = try RecordTable(csv: text, file: file, fields: [], others: columns)
    let cells = columns.map { table.others[$0] ?? [] }
    let truth = (0..<table.count).map { (src: cells[0][$0], number: cells[1][$0], person: cells[2][$0]) }
    return try reading { try evaluateIdentity(truth, pipeline, $0) }
  }

  /// - Throws: `Failure` with `.refused` where values may not be shown here.
  package func requireEyesOfOwner() throws {
    guard isatty(STDOUT_FILENO) == 1 else {
      throw Failure(
        .refused, "personal values are shown on a terminal alone, never into a file or a pipe",
        remedy: "leave out --show-values, or run it on a terminal")
    }
    try VaultOwner(layout: layout).require()
  }

  private func words() throws -> [String: String] {
    var words: [String: String] = [:]
    for answer in try Decisions(stateFolder: layout.state).answers() {
      let key = "\(answer.srcA):\(answer.numberA),\(answer.srcB):\(answer.numberB)"
      words[key] = answer.word.isEmpty ? nil : answer.word
    }
    return words
  }

  private static func key(_ question: StewardQuestion) -> String {
    "\(question.srcA):\(question.numberA),\(question.srcB):\(question.numberB)"
  }

  private static func number(_ text: String) throws -> (src: String, number: Int64) {
    let parts = text.split(separator: ":").map(String.init)
    if parts.count == 2, let number = Int64(parts[1]) { return (parts[0], number) }
    throw Failure(.usage, "'\(text)' is no number of a source", remedy: "write it as SOURCE:NUMBER")
  }

  private func reading<Result>(_ body: (Store) throws -> Result) throws -> Result {
    let journal = State.journalPath(in: layout.state)
    let unready = Failure(
      .usage, "no night of '\(layout.home)' has resolved identity yet", remedy: "run `mart run --home \(layout.home)`")
    guard FileManager.default.fileExists(atPath: journal) else { throw unready }
    let store = try Store(journal, .readOnly)
    defer { try? store.close() }
    try store.use { try $0.attach(State.vaultPath(in: layout.state), as: "vault") }
    let ready = try store.use { try $0.int("SELECT 1 FROM vault.sqlite_schema WHERE name = 'id_run'") }
    guard ready != nil else { throw unready }
    return try body(store)
  }
}
