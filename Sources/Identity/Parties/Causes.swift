/// By which rule numbers come together or part, for the events of the night.
struct Causes {
  private let grouping: Grouping?
  private let ended: [Edge]
  private let refused: [Edge]
  private let answers: Answers

  init(_ grouping: Grouping?, ended: [Edge], answers: Answers) {
    self.grouping = grouping
    refused = grouping?.fates.filter { $0.fate == .refusedByDocuments }.map(\.edge) ?? []
    self.ended = ended.filter(\.joins)
    self.answers = answers
  }

  /// Why a number is one human with another of its part; documents alone say so where nothing else did.
  func merge(_ number: Number, with other: Number?) -> String {
    let rule = other.flatMap { grouping?.rule(from: number, to: $0) }
    return (rule ?? .document).rawValue
  }

  /// Why a part left its party: a steward's word, an edge that ended, documents that differ, names that do not fit.
  func split(_ part: Part) -> String {
    let own = Set(part.records.map(\.number))
    func leaves(_ pair: NumberPair) -> Bool { own.contains(pair.a) != own.contains(pair.b) }
    if answers.words.contains(where: { $0.value == .different && leaves($0.key) }) { return "C2" }
    if let edge = ended.first(where: { leaves($0.pair) }) { return edge.rule.rawValue }
    if refused.contains(where: { leaves($0.pair) }) { return "C1" }
    return "D2"
  }
}
