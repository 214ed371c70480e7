import Contracts
import MartStore
import Transformation

/// What models read that is not made by models, and that a changed pipeline has otherwise.
struct ChangedSources {
  /// Tables, such as `stg_sale` and `ref_code`.
  private(set) var tables: Set<String> = []
  /// Columns of run_context.
  private(set) var context: Set<String> = []
  /// What models cannot show, since it works where deliveries are read.
  private(set) var notes: [String] = []

  init(_ declared: DeclaredChanges, _ plan: ModelPlan) {
    for reference in declared.of("reference") { tables.insert("ref_\(reference.name)") }
    context = Set(declared.of("parameter").map(\.name))
    for setting in declared.of("setting") { note(setting) }
    for feed in declared.of("feed") { note(feed, declared.new.feed(feed.name)) }
    judge(declared.new, plan)
  }

  private mutating func note(_ setting: DeclaredChange) {
    switch setting.name {
    case "calendar", "workdays": tables.insert(SourceSchema.calendarDay.name)
    case "identity":
      notes.append("who is one person is decided by the night: persons are shown as the published night knows them")
    case "keyFile", "tokenAlgorithm":
      notes.append("another key or token algorithm gives other tokens, which a plan does not make")
    case "timeZone": notes.append("another time zone holds for deliveries from the next night on")
    default: break
    }
  }

  private mutating func note(_ change: DeclaredChange, _ feed: Feed?) {
    if change.how != .changed { tables.insert("stg_\(change.name)") }
    let ofJournal = change.facts.filter { $0.path.hasPrefix("journalRules") }
    if !ofJournal.isEmpty { tables.insert("stg_\(change.name)") }
    let columns = change.facts.filter { $0.path.hasPrefix("columns") || $0.path.hasPrefix("derived") }
    if !columns.isEmpty { tables.insert("stg_\(change.name)") }
    let ofReading = change.facts.filter { fact in
      ["columns", "derived", "rules", "format", "delivery", "key", "file"].contains { fact.path.hasPrefix($0) }
    }
    if change.how == .changed, !ofReading.isEmpty {
      notes.append(
        "contract \(change.name): rows of the journal stay as they were read; the next deliveries are read by the new one"
      )
    }
  }

  /// Rules of the journal whose tables changed may judge a feed's rows otherwise.
  private mutating func judge(_ pipeline: Pipeline, _ plan: ModelPlan) {
    var count = -1
    while count != tables.count {
      count = tables.count
      for feed in pipeline.feeds where !tables.contains("stg_\(feed.name)") {
        let reads = feed.journalRules.flatMap { plan.ruleReads["\(feed.name) \($0.id)"] ?? [] }
        if reads.contains(where: { touches($0) || tables.contains($0.table.replacing("jrn_", with: "stg_")) }) {
          tables.insert("stg_\(feed.name)")
        }
      }
    }
  }

  /// True where rows of the journal may be accepted that were not, or the other way round: what deliveries account for
  /// is then another amount.
  var judgesRows: Bool { tables.contains { $0.hasPrefix("stg_") } }

  /// True where one of the columns that are read may have other values.
  func touches(_ read: TableColumns) -> Bool {
    read.table == "run_context" ? !context.isDisjoint(with: read.columns) : tables.contains(read.table)
  }
}
