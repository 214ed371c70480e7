import Contracts
import MartCore

/// What the users of an output were promised: a later night may not change it under the same version.
package struct OutputContract: Codable, Hashable, Sendable {
  package var version: Int
  package var key: [String]
  /// In the file's order: name, type, unit and kind of token of each.
  package var columns: [String]

  package init(_ output: Output) {
    version = output.version
    key = output.key
    columns = output.columns.filter(\.isWritten).map { column in
      [column.name, column.storage.rawValue, column.unit, column.token.map { "token \($0)" } ?? ""]
        .filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  /// By the id of each output.
  package static func all(_ outputs: [Output]) -> [String: OutputContract] {
    Dictionary(outputs.map { ($0.id, OutputContract($0)) }) { first, _ in first }
  }

  /// What users would find changed without a word; nil where nothing is, or the version says so.
  func breach(by output: Output) -> String? {
    let now = OutputContract(output)
    if now.version > version { return nil }
    if now.version < version { return "was published as version \(version), and is \(now.version) again" }
    let gone = columns.filter { !now.columns.contains($0) }
    let new = now.columns.filter { !columns.contains($0) }
    var changes = [
      new.isEmpty ? nil : "has \(listed(new)) anew", gone.isEmpty ? nil : "has \(listed(gone)) no more",
    ].compactMap(\.self)
    if changes.isEmpty, columns != now.columns { changes.append("has its columns in another order") }
    if key != now.key { changes.append("has another key") }
    return changes.isEmpty ? nil : changes.joined(separator: ", ") + ", under version \(version) as before"
  }
}

/// Outputs whose users would find other columns than the published night promised, and no new version.
///
/// An output that is new, or that leaves no more, breaks no promise.
package func outputBreaches(_ outputs: [Output], since published: Generation?) -> [Finding] {
  guard let published else { return [] }
  return outputs.compactMap { output in
    guard let breach = published.outputs[output.id]?.breach(by: output) else { return nil }
    return Finding(
      "output \(output.id) \(breach)", rule: "output.version", at: output.location,
      remedy: "raise its version above \(published.outputs[output.id]?.version ?? 0) and tell \(output.user), "
        + "or give it the columns of \(published.label) again")
  }
}

private func listed(_ columns: [String]) -> String { columns.map { "'\($0)'" }.joined(separator: ", ") }
