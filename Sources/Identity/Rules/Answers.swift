import Contracts
import MartStore

/// What stewards said of pairs, as the night takes it in: `same` joins (S1), `different` keeps apart (C2).
struct Answers: Equatable {
  enum Word: String { case same, different }

  var words: [NumberPair: Word] = [:]

  init() {}

  /// The newest word on each pair; a word that was taken back is none.
  init(_ answers: [StewardAnswer], _ plan: IdentityPlan) {
    let trust = plan.trust
    for answer in answers.sorted(by: { $0.id < $1.id }) {
      guard let a = trust[answer.srcA], let b = trust[answer.srcB] else { continue }
      let pair = NumberPair(Number(trust: a, token: answer.numberA), Number(trust: b, token: answer.numberB))
      words[pair] = Word(rawValue: answer.word)
    }
  }

  func edges() -> [NumberPair: Edge] {
    var edges: [NumberPair: Edge] = [:]
    for (pair, word) in words where word == .same { edges[pair] = Edge(pair.a, pair.b, .steward) }
    return edges
  }

  /// The pairs on which two sets of answers differ.
  func changes(from old: Answers) -> Set<NumberPair> {
    Set(words.keys).union(old.words.keys).filter { words[$0] != old.words[$0] }
  }
}

/// Whether stewards said something that no night has taken in yet.
package func answersWait(_ answers: [StewardAnswer], _ pipeline: Pipeline, _ state: State) throws -> Bool {
  guard let plan = pipeline.identity, !answers.isEmpty else { return false }
  return try state.store.use { session in
    let taken = try AnswerStore(plan: plan, session: session).taken()
    return !Answers(answers, plan).changes(from: taken).isEmpty
  }
}

/// The answers that nights have taken in (`id_constraint`), so that a new one is seen as new.
struct AnswerStore {
  let plan: IdentityPlan
  let session: Session

  func taken() throws -> Answers {
    let sql = """
      SELECT src_a, src_cust_id_a, src_b, src_cust_id_b, word FROM vault.id_constraint c
      WHERE generation = (SELECT max(generation) FROM vault.id_constraint m WHERE m.src_a = c.src_a
        AND m.src_cust_id_a = c.src_cust_id_a AND m.src_b = c.src_b AND m.src_cust_id_b = c.src_cust_id_b)
      """
    let trust = plan.trust
    var answers = Answers()
    for row in try session.rows(sql) {
      guard let a = Number(row[0], row[1], trust), let b = Number(row[2], row[3], trust) else { continue }
      answers.words[NumberPair(a, b)] = row[4].string.flatMap(Answers.Word.init)
    }
    return answers
  }

  func take(_ answers: Answers, _ changed: Set<NumberPair>, _ generation: Int64) throws {
    for pair in changed.sorted() {
      try session.execute(
        "INSERT OR REPLACE INTO vault.id_constraint VALUES (?, ?, ?, ?, ?, ?)",
        [
          .text(plan.sources[pair.a.trust].src), .integer(pair.a.token), .text(plan.sources[pair.b.trust].src),
          .integer(pair.b.token), .text(answers.words[pair]?.rawValue ?? ""), .integer(generation),
        ])
    }
  }
}
