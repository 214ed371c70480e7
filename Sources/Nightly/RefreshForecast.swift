import Contracts
import Extraction
import MartCore
import MartStore
import Transformation

/// How a night would make one table.
package struct PlannedRefresh: Sendable {
  package var model: String
  /// As its contract says: `full`, or `by party_id`.
  package var declared: String
  /// `in full`, `by key` or `kept`. A table by key of which most is touched is made in full after all.
  package var how: String
  /// Why, in one clause; empty where the contract says it.
  package var because: String
  /// What the deliveries name of the keys that link the rows of its sources, before what belongs to them.
  package var touched: TouchedKeys
}

/// Says for each table what the next night has to do, as far as that is known before it is done.
///
/// It follows the rules by which models are refreshed, but takes for changed whatever may change: deliveries are not
/// taken in, and no model is run.
struct RefreshForecast {
  struct Delivery {
    var feed: String
    /// Nil where it was not read.
    var keys: NamedKeys?
  }

  let pipeline: Pipeline
  let plan: ModelPlan
  let date: BusinessDate
  let published: PublishedNights
  /// What the night would take in.
  let deliveries: [Delivery]
  let isFull: Bool
  /// Why a night on Spark cannot go on from what is published; nil where it can, and on SQLite.
  var warehouseFault: String?

  func refreshes() throws -> [PlannedRefresh] {
    if let reason = try reasonForAll() {
      return tables.map { planned($0, how: "in full", because: reason) }
    }
    var changing = changingSources()
    return tables.map { model in
      let planned =
        published.current?.held.contains(model.name) == true
        ? self.planned(model, how: "in full", because: "a check held it") : forecast(model, changing)
      if planned.how != "kept" { changing.insert(model.name) }
      return planned
    }
  }

  private var tables: [Model] { plan.order.filter { $0.refresh != .view } }

  /// Why no table can begin with last night's rows; nil where all can.
  private func reasonForAll() throws -> String? {
    guard let current = published.current else { return "the first night" }
    if isFull { return "asked for" }
    return try current.basis == RowBasis.digest(pipeline)
      ? warehouseFault : "contracts, reference data or programs are not those of \(current.label)"
  }

  /// Sources beside the models that may differ from last night.
  private func changingSources() -> Set<String> {
    let feeds = Set(deliveries.filter { $0.keys.map { $0.changing > 0 } ?? true }.map(\.feed))
    var sources = Set(
      pipeline.feeds.map(\.name).filter { feeds.contains($0) || isJudged($0, by: feeds) }.map { "stg_\($0)" })
    if !identityFeeds.isDisjoint(with: feeds) { sources.formUnion(identityTables) }
    return sources
  }

  /// True where a rule of the feed's journal asks for the date or for other feeds, and so may change what became of
  /// its rows.
  private func isJudged(_ feed: String, by changing: Set<String>) -> Bool {
    (pipeline.feed(feed)?.journalRules ?? []).contains { rule in
      [.reject, .repeat].contains(rule.effect)
        && (plan.ruleReads["\(feed) \(rule.id)"] ?? []).contains { read in
          read.table == RunContext.table([]).name || changing.contains { "jrn_\($0)" == read.table }
        }
    }
  }

  private var identityFeeds: Set<String> { Set((pipeline.identity?.sources ?? []).map(\.feed)) }
  private var identityTables: Set<String> {
    [SourceSchema.idAssignment.name, SourceSchema.idEventLog.name, SourceSchema.idErasure.name]
  }

  private func forecast(_ model: Model, _ changing: Set<String>) -> PlannedRefresh {
    let reads = plan.reads[model.name] ?? []
    guard case .by = model.refresh, let footprint = plan.footprints[model.name] else {
      let (tables, column) = changes(reads, changing)
      if let column {
        return planned(model, how: "in full", because: "\(column) changes")
      }
      return tables.isEmpty
        ? planned(model, how: "kept", because: "nothing that it reads changes")
        : planned(model, how: "in full", because: "")
    }
    let fixed = footprint.fixed.sorted().map { TableColumns(table: $0, columns: footprint.context.sorted()) }
    let (whole, column) = changes(fixed, changing)
    if let column { return planned(model, how: "in full", because: "\(column) changes") }
    if let table = whole.first(where: { $0.hasPrefix("stg_") }) {
      return planned(model, how: "in full", because: "it reads \(table) whole")
    }
    if let table = whole.first {
      return planned(
        model, how: "by key", because: "in full if \(table) changes, which it reads whole")
    }
    let sources = Set(footprint.linked.keys).union(footprint.lookups.keys)
    return sources.isDisjoint(with: changing)
      ? planned(model, how: "kept", because: "nothing that it reads changes")
      : planned(model, how: "by key", because: "")
  }

  /// The tables of a list that may change, views looked into; of run_context the first column that does.
  private func changes(_ reads: [TableColumns], _ changing: Set<String>) -> (tables: [String], column: String?) {
    var seen: Set<String> = []
    var waiting = reads
    var tables: [String] = []
    while let read = waiting.popLast() {
      if read.table == RunContext.table([]).name {
        if let column = read.columns.first(where: { changedContext.contains($0) }) {
          return (tables, "run_context.\(column)")
        }
      } else if let view = pipeline.model(read.table), view.refresh == .view {
        if seen.insert(read.table).inserted { waiting += plan.reads[read.table] ?? [] }
      } else if changing.contains(read.table) {
        tables.append(read.table)
      }
    }
    return (tables.sorted(), nil)
  }

  /// Columns of run_context that hold another value than in the published mart.
  private var changedContext: Set<String> {
    let clock = RunContext(businessDate: date, parameters: pipeline.parameters)
    let columns = RunContext.table(pipeline.parameters).columns.map(\.name)
    return Set(zip(columns, clock.row).filter { published.context[$0.0] != $0.1 }.map(\.0))
  }

  /// What the night's deliveries name of the keys by which the model's sources, and theirs, are linked.
  private func seeds(of model: Model) -> NamedKeys {
    let behind = plan.ancestors(of: model.name)
    let links = behind.union([model.name]).flatMap { Array((plan.footprints[$0]?.linked ?? [:]).values) }
    let kinds = Set(links.joined().map(\.key))
    var named = NamedKeys()
    let persons = behind.isDisjoint(with: identityTables) ? [] : identityFeeds
    for delivery in deliveries where behind.contains("stg_\(delivery.feed)") || persons.contains(delivery.feed) {
      if let keys = delivery.keys { named.add(keys) }
    }
    named.values = named.values.filter { kinds.contains($0.key) }
    return named
  }

  private func planned(_ model: Model, how: String, because: String) -> PlannedRefresh {
    let declared = if case .by(let key) = model.refresh { "by \(key)" } else { "full" }
    return PlannedRefresh(
      model: model.name, declared: declared, how: how, because: because,
      touched: TouchedKeys(how == "kept" ? NamedKeys() : seeds(of: model), pipeline.reach))
  }
}
