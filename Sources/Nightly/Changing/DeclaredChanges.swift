import Contracts
import Foundation
import MartCore
import MartStore

/// One thing that two pipeline folders declare otherwise, before anything is made.
struct DeclaredChange {
  enum How: String { case new, removed, changed }
  var kind: String
  var name: String
  /// From the pipeline's folder.
  var file: String
  var how: How
  /// What is said otherwise; empty where it is new or removed.
  var facts: [FactChange] = []

  /// True where files differ in bytes and in nothing that is declared.
  var isLayout: Bool { how == .changed && facts.isEmpty }

  /// What is said otherwise, one clause each; of a column, rule or step that came or went, that it did.
  var texts: [String] {
    var texts: [String] = []
    for (thing, facts) in things {
      let sides = (facts.allSatisfy { $0.before == nil }, facts.allSatisfy { $0.after == nil })
      if thing.contains("."), facts.count > 1, sides.0 || sides.1 {
        texts.append("\(thing): \(sides.0 ? "new" : "removed")")
      } else {
        texts += facts.map(\.text)
      }
    }
    return texts
  }

  /// Facts by the first two words of their paths, in their order.
  private var things: [(String, [FactChange])] {
    let words = { (fact: FactChange) in fact.path.split(separator: ".").prefix(2).joined(separator: ".") }
    return Dictionary(grouping: facts, by: words).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

/// Everything that two pipelines declare otherwise.
struct DeclaredChanges {
  let old: Pipeline
  let new: Pipeline
  private(set) var list: [DeclaredChange] = []

  init(from old: Pipeline, to new: Pipeline) throws {
    (self.old, self.new) = (old, new)
    compare("feed", \.feeds, \.name, \.location)
    compare("model", \.models, \.name, \.location)
    compare("check", \.checks, \.id, \.location)
    compare("figure", \.metrics, \.id, \.location)
    compare("output", \.outputs, \.id, \.location)
    compare("path", \.paths, \.id, \.location)
    compare("picture", \.pictures, \.id, \.location)
    compare("waiver", \.waivers, \.checkID, \.location)
    compare("occasion", \.occasions, \.location.file, \.location)
    compareReferences()
    compareParameters()
    compareSettings()
    try noteFiles()
  }

  /// Those of a kind, without what differs in layout alone.
  func of(_ kind: String) -> [DeclaredChange] { list.filter { $0.kind == kind && !$0.isLayout } }

  private mutating func compare<Value>(
    _ kind: String, _ values: (Pipeline) -> [Value], _ name: (Value) -> String, _ place: (Value) -> FileLocation
  ) {
    let (before, after) = (Self.byName(values(old), name), Self.byName(values(new), name))
    for key in Set(before.keys).union(after.keys).sorted() {
      guard let later = after[key] else {
        if let earlier = before[key] { add(kind, key, path(place(earlier), old), .removed) }
        continue
      }
      let file = path(place(later), new)
      guard let earlier = before[key] else {
        add(kind, key, file, .new)
        continue
      }
      let facts = Facts(earlier).changes(to: Facts(later))
      if !facts.isEmpty { add(kind, key, file, .changed, facts) }
    }
  }

  private mutating func add(
    _ kind: String, _ name: String, _ file: String, _ how: DeclaredChange.How, _ facts: [FactChange] = []
  ) {
    list.append(DeclaredChange(kind: kind, name: name, file: file, how: how, facts: facts))
  }

  private static func byName<Value>(_ values: [Value], _ name: (Value) -> String) -> [String: Value] {
    Dictionary(values.map { (name($0), $0) }) { first, _ in first }
  }

  private func path(_ place: FileLocation, _ pipeline: Pipeline) -> String {
    let base = pipeline.folder.hasSuffix("/") ? pipeline.folder : pipeline.folder + "/"
    return place.file.hasPrefix(base) ? String(place.file.dropFirst(base.count)) : place.file
  }

  /// Rows of a reference have no key: they are counted as they are.
  private mutating func compareReferences() {
    let (before, after) = (Self.byName(old.references, \.name), Self.byName(new.references, \.name))
    for name in Set(before.keys).union(after.keys).sorted() {
      let file = (after[name] ?? before[name]).map { path($0.location, after[name] == nil ? old : new) } ?? ""
      guard let earlier = before[name], let later = after[name] else {
        add("reference", name, file, before[name] == nil ? .new : .removed)
        continue
      }
      var facts = Facts(earlier.columns).changes(to: Facts(later.columns))
      let left = Set(earlier.rows), right = Set(later.rows)
      let (gone, come) = (left.subtracting(right).count, right.subtracting(left).count)
      if gone + come > 0 { facts.append(FactChange(path: "rows", before: "\(gone) gone", after: "\(come) new")) }
      if !facts.isEmpty { add("reference", name, file, .changed, facts) }
    }
  }

  private mutating func compareParameters() {
    func text(_ value: Parameter.Value) -> String {
      switch value {
      case .integer(let number): "\(number)"
      case .text(let text): text
      }
    }
    let (before, after) = (Self.byName(old.parameters, \.name), Self.byName(new.parameters, \.name))
    for name in Set(before.keys).union(after.keys).sorted() where before[name] != after[name] {
      let how: DeclaredChange.How = before[name] == nil ? .new : after[name] == nil ? .removed : .changed
      let sides = (before[name].map { text($0.value) }, after[name].map { text($0.value) })
      add(
        "parameter", name, "pipeline.yaml", how,
        [FactChange(path: "value", before: sides.0, after: sides.1)])
    }
  }

  /// What pipeline.yaml says beside parameters, by its first words.
  private mutating func compareSettings() {
    let others: Set = [
      "folder", "parameters", "feeds", "models", "waivers", "occasions", "checks", "metrics", "outputs", "references",
      "codes",
      "currencies", "paths", "pictures",
    ]
    let facts = Facts(old, leavingOut: others).changes(to: Facts(new, leavingOut: others))
    let grouped = Dictionary(grouping: facts) { $0.path.split(separator: ".").first.map(String.init) ?? "" }
    for (name, facts) in grouped.sorted(by: { $0.key < $1.key }) {
      add("setting", name, "pipeline.yaml", .changed, facts)
    }
  }

  /// What stands alone in a file, by the file.
  private func owners() -> [String: (kind: String, name: String)] {
    var all: [(String, String, FileLocation)] = new.feeds.map { ("feed", $0.name, $0.location) }
    all += new.models.map { ("model", $0.name, $0.location) } + new.checks.map { ("check", $0.id, $0.location) }
    all += new.outputs.map { ("output", $0.id, $0.location) } + new.paths.map { ("path", $0.id, $0.location) }
    all += new.pictures.map { ("picture", $0.id, $0.location) }
    all += new.references.map { ("reference", $0.name, $0.location) }
    return Dictionary(all.map { (path($0.2, new), ($0.0, $0.1)) }) { first, _ in first }
  }

  /// Files that differ in bytes and in nothing that is declared: comments, layout.
  private mutating func noteFiles() throws {
    let told = Set(list.map(\.file))
    let (before, after) = (try PipelineArchive.files(of: old.folder), try PipelineArchive.files(of: new.folder))
    let owners = owners()
    for file in Set(before).intersection(after).sorted() where !told.contains(file) {
      let digests = try [old, new].map { try FileDigest(of: "\($0.folder)/\(file)").sha256 }
      if digests[0] != digests[1] { add(owners[file]?.kind ?? "file", owners[file]?.name ?? file, file, .changed) }
    }
  }
}
