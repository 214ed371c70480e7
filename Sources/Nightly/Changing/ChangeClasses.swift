import Contracts
import MartCore
import Transformation

/// Says of everything that is declared otherwise what it does, once the rows have been compared.
struct ChangeClasses {
  private let trial: ChangeTrial
  private let change: PipelineChange
  /// What no longer holds, with what it read before.
  private struct Broken: Hashable {
    var kind: String
    var id: String
    var reads: [TableColumns] = []

    var text: String { "\(kind) \(id)" }
  }
  private let broken: [Broken]

  init(_ trial: ChangeTrial, _ change: PipelineChange) throws {
    (self.trial, self.change) = (trial, change)
    let files = Set(change.broken.map(\.location.file))
    let new = trial.declared.new
    let plan = files.isEmpty ? ModelPlan() : try analyse(trial.declared.old)
    func those<Value>(
      _ kind: String, _ values: [Value], _ id: (Value) -> String, _ place: (Value) -> FileLocation,
      _ reads: [String: [TableColumns]]
    ) -> [Broken] {
      values.filter { files.contains(place($0).file) }.map {
        Broken(kind: kind, id: id($0), reads: reads[id($0)] ?? [])
      }
    }
    broken =
      those("output", new.outputs, \.id, \.location, plan.outputReads)
      + those("check", new.checks, \.id, \.location, plan.checkReads)
      + those("path", new.paths, \.id, \.location, plan.pathReads)
      + those("picture", new.pictures, \.id, \.location, [:])
  }

  /// In the order of the declarations; then what breaks by nothing that is told already.
  func items() -> [PipelineChange.Item] {
    var items = trial.declared.list.map(item)
    let told = Set(items.flatMap(\.breaks))
    for lost in broken where !told.contains(lost.text) {
      items.append(
        PipelineChange.Item(
          kind: lost.kind, name: lost.id, file: "", change: "breaking for \(lost.text)", breaks: [lost.text]))
    }
    return items
  }

  private func item(_ declared: DeclaredChange) -> PipelineChange.Item {
    var item = PipelineChange.Item(
      kind: declared.kind, name: declared.name, file: declared.file, change: "",
      details: Array(declared.texts.prefix(12)))
    if declared.texts.count > 12 { item.details.append("and \(declared.texts.count - 12) more") }
    item.breaks = breaks(declared)
    item.change =
      item.breaks.isEmpty ? plainClass(declared) : "breaking for \(item.breaks.joined(separator: ", "))"
    if declared.isLayout { item.details = ["comments or layout"] } else { item.details += effects(declared) }
    return item
  }

  /// What no longer holds because of this: outputs that do not leave as promised, checks, paths and pictures.
  private func breaks(_ declared: DeclaredChange) -> [String] {
    let facts = ModelFacts(declared.facts)
    let columns = Set(facts.removed + facts.retyped)
    return broken.filter { lost in
      if lost.kind == declared.kind { return lost.id == declared.name }
      guard declared.kind == "model" else { return false }
      return lost.reads.contains { read in
        read.table == declared.name && (declared.how == .removed || !columns.isDisjoint(with: read.columns))
      }
    }.map(\.text)
  }

  private func plainClass(_ declared: DeclaredChange) -> String {
    let noun = declared.kind == "feed" && declared.how == .changed ? "contract" : declared.kind
    if declared.isLayout { return "no effect" }
    if declared.how != .changed { return "\(declared.how.rawValue) \(noun)" }
    if declared.kind == "model" { return modelClass(declared) }
    let says = declared.facts.filter { !$0.isTalk || declared.kind == "output" && $0.path == "version" }
    if says.isEmpty { return "no effect" }
    let isSameFile = declared.kind == "output" && says.allSatisfy { $0.path == "sql" }
    return isSameFile && !change.outputs.contains { $0.output == declared.name } ? "no effect" : "changed \(noun)"
  }

  private func modelClass(_ declared: DeclaredChange) -> String {
    let facts = ModelFacts(declared.facts)
    let table = change.tables.first { $0.table == declared.name }
    if !facts.removed.isEmpty { return "removed column" }
    if !facts.retyped.isEmpty { return "changed type" }
    if let table, table.differing > 0 {
      let figures = movedFigures(declared.name)
      return figures.isEmpty ? "changed rows" : "changed figures \(figures.joined(separator: ", "))"
    }
    if !facts.added.isEmpty { return "added column" }
    return declared.facts.allSatisfy { $0.isTalk || $0.path == "sql" } ? "no effect" : "changed contract"
  }

  /// Figures of the whole house that another text of this model moved: of the table of figures, and of those that it is
  /// put together from.
  private func movedFigures(_ model: String) -> [String] {
    let pipeline = trial.tried.pipeline
    guard pipeline.model(model)?.column("kpi_id") != nil else { return [] }
    let parts = Set((trial.tried.plan.reads[pipeline.figures] ?? []).map(\.table)).union([pipeline.figures])
    return parts.contains(model) ? change.figures.map(\.figure) : []
  }

  /// What became of rows, in words.
  private func effects(_ declared: DeclaredChange) -> [String] {
    switch declared.kind {
    case "check":
      return change.checks.filter { $0.check == declared.name }.map { check in
        let sides = [check.before, check.after].map { $0.map(String.init) ?? "-" }
        return "finds \(sides[0]) → \(sides[1]) rows"
      }
    case "model", "parameter", "reference", "setting", "feed":
      let reached = reached(declared)
      guard !reached.isEmpty else { return [] }
      let differing = change.tables.filter { reached.contains($0.table) && $0.differing > 0 }
      guard !differing.isEmpty else { return ["no row differs"] }
      let told = differing.prefix(4).map { "\($0.table) \($0.differing)" }.joined(separator: ", ")
      return ["rows differ in \(told)" + (differing.count > 4 ? " and \(differing.count - 4) more tables" : "")]
    default: return []
    }
  }

  /// Tables that were made and are made of what was changed.
  private func reached(_ declared: DeclaredChange) -> Set<String> {
    let plan = trial.tried.plan
    func isSource(_ read: TableColumns) -> Bool {
      switch declared.kind {
      case "parameter": read.table == "run_context" && read.columns.contains(declared.name)
      case "reference": read.table == "ref_\(declared.name)"
      case "feed": read.table == "stg_\(declared.name)"
      case "setting": declared.name == "calendar" && read.table == "calendar_day"
      default: false
      }
    }
    var found: Set<String> = declared.kind == "model" ? [declared.name] : []
    for model in plan.order {
      let reads = plan.reads[model.name] ?? []
      if reads.contains(where: { isSource($0) || found.contains($0.table) }) { found.insert(model.name) }
    }
    return found.intersection(change.tables.map(\.table))
  }
}
