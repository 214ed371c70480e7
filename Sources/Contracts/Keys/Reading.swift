import MartCore

/// What the reading of one contract has found so far.
struct Reading {
  /// `feed`, `model` …: the first word of every rule's name.
  let kind: String
  private(set) var findings: [Finding] = []

  init(_ kind: String) { self.kind = kind }

  mutating func note(_ problem: String, _ rule: String, at place: FileLocation, remedy: String) {
    findings.append(Finding(problem, rule: "\(kind).\(rule)", at: place, remedy: remedy))
  }

  mutating func add(_ more: [Finding]) { findings += more }

  /// Adds what a later look found, without what stands on a line that is wrong already: it may only be a
  /// consequence.
  mutating func addConsequences(_ more: [Finding]) {
    let known = Set(findings.map { LineOfFile(file: $0.location.file, line: $0.location.line) })
    findings += more.filter { !known.contains(LineOfFile(file: $0.location.file, line: $0.location.line)) }
  }

  private struct LineOfFile: Hashable {
    var file: String
    var line: Int
  }
}
