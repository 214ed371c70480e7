import Contracts
import MartCore
import MartStore

extension Analysis {
  /// Finds how every `refresh: by …` model and every journal rule hang on the keys of `reach:`, and refuses models
  /// whose rows depend on other keys or on the date.
  mutating func followKeys() {
    for query in PipelineQuery.all(pipeline) {
      switch query.kind {
      case .model:
        guard let model = pipeline.model(query.name), case .by(let key) = model.refresh else { continue }
        let footprint = Footprint(
          query.sql, reads: plan.reads[query.name] ?? [], result: key, pipeline, viewReads: plan.reads)
        plan.footprints[query.name] = footprint
        findings += refreshFindings(query, model, key, footprint)
      case .rule:
        let footprint = Footprint(
          query.sql, reads: plan.ruleReads[query.name] ?? [], result: nil, pipeline, viewReads: [:])
        let isLocal = Locality(query.sql, footprint).problems().isEmpty
        if isLocal, footprint.context.isEmpty, !footprint.linked.isEmpty {
          plan.ruleFootprints[query.name] = footprint
        }
      default: continue
      }
    }
  }

  private func refreshFindings(
    _ query: PipelineQuery, _ model: Model, _ key: String, _ footprint: Footprint
  ) -> [Finding] {
    var found: [Finding] = []
    if let column = footprint.context.intersection(RunContext.nightly).min() {
      let through = footprint.views.first {
        plan.reads[$0]?.contains { $0.table == "run_context" && $0.columns.contains(column) } ?? false
      }
      found.append(
        query.finding(
          "is refreshed by \(key) but reads run_context.\(column)\(through.map { " through '\($0)'" } ?? ""): rows that nothing touched would keep an old date",
          "refresh", at: through == nil ? offset(of: column, in: query.sql) : nil,
          remedy:
            "put what changes with every night into a view over the table, read a date that stays for a month (closed_to, month_from …), or write `refresh: full`"
        ))
    }
    if footprint.linked.isEmpty {
      found.append(
        query.finding(
          "is refreshed by \(key), but none of its sources has a key that leads to it", "refresh",
          remedy: "name the key's columns under reach in pipeline.yaml, or write `refresh: full`"))
    }
    for problem in Locality(query.sql, footprint).problems() {
      found.append(
        query.finding(
          "is refreshed by \(key) but \(problem.what)", "refresh", at: problem.offset, remedy: problem.remedy))
    }
    for view in footprint.views {
      guard let text = pipeline.model(view), let problem = Locality(text.sql, footprint).problems().first else {
        continue
      }
      found.append(
        query.finding(
          "is refreshed by \(key), but its view '\(view)' \(problem.what)", "refresh", remedy: problem.remedy))
    }
    return found
  }

  private func offset(of name: String, in sql: String) -> Int? {
    shapeTokens(sql).first { $0.isName && $0.text == name }?.offset
  }
}

extension Locality {
  init(_ sql: String, _ footprint: Footprint) {
    self.init(
      shape: StatementShape(sql), tyingNames: footprint.tyingNames, lookupNames: footprint.lookupNames,
      linked: Set((Array(footprint.linked.keys) + footprint.views).map { $0.lowercased() }),
      lookups: Set(footprint.lookups.keys.map { $0.lowercased() }))
  }
}
