import Contracts

/// What models and journal rules read, as the contracts promise it: used empty for checking, and as the shape
/// of the temporary tables of a night.
package enum SourceSchema {
  /// The `stg_`, `ref_` and `id_` tables that models may read.
  package static func forModels(_ pipeline: Pipeline) -> [TableDefinition] {
    pipeline.feeds.map(staged) + references(pipeline) + [idAssignment, idEventLog, idErasure]
  }

  /// The `ref_` tables and `calendar_day`.
  package static func references(_ pipeline: Pipeline) -> [TableDefinition] {
    pipeline.references.map(reference) + [calendarDay]
  }

  /// The `jrn_` tables that journal rules may read, beside run_context and references.
  package static func forRules(_ pipeline: Pipeline) -> [TableDefinition] { pipeline.feeds.map(journal) }

  /// `stg_<feed>`: deltas and snapshots: one row a key and interval; events: one row an accepted event.
  package static func staged(_ feed: Feed) -> TableDefinition {
    let trace = [TableColumn("delivery_id", .integer), TableColumn("line_no", .integer)]
    let own =
      feed.delivery == .events
      ? trace + [TableColumn("late", .integer, content: .flag)]
      : [
        TableColumn("valid_from", .text, content: .date), TableColumn("valid_to", .text, content: .date),
        TableColumn("is_current", .integer, content: .flag),
      ] + trace
    let columns = rowColumns(feed, withOp: false)
    return TableDefinition(
      "stg_\(feed.name)", title: feed.title, zh: feed.zh, owner: feed.owner, columns: distinct(columns + own),
      key: feed.delivery == .events ? feed.key : feed.key + ["valid_from"])
  }

  /// `jrn_<feed>`: every accepted row of every delivery in force.
  package static func journal(_ feed: Feed) -> TableDefinition {
    let columns = rowColumns(feed, withOp: false)
    let key = feed.key.compactMap { name in columns.first { $0.name == name } }
    let place = [
      TableColumn("business_date", .text, content: .date), TableColumn("sequence", .integer),
      TableColumn("line_no", .integer), TableColumn("delivery_id", .integer),
      TableColumn("late", .integer, content: .flag), TableColumn("op", .text),
      TableColumn("delivered_on", .text, content: .date),
    ].filter { $0.name != "delivered_on" || feed.delivery == .events }
    return TableDefinition(
      "jrn_\(feed.name)", title: feed.title, zh: feed.zh, owner: feed.owner,
      columns: distinct(key + place + columns), key: feed.key + ["business_date", "sequence", "line_no"])
  }

  /// `ref_<reference>`.
  package static func reference(_ reference: Reference) -> TableDefinition {
    TableDefinition(
      "ref_\(reference.name)",
      columns: reference.columns.map { TableColumn($0.name, $0.storage, required: false) })
  }

  /// The columns that leave extraction: what is not in the vault, tokens in place of what is, then derived ones.
  package static func rowColumns(_ feed: Feed, withOp: Bool) -> [TableColumn] {
    let plain = feed.columns.compactMap { column -> TableColumn? in
      if column.role == .op && !withOp { return nil }
      guard column.dataClass.isVaulted else { return plainColumn(column) }
      guard column.token != nil else { return nil }
      return TableColumn(
        column.name, .integer, required: column.required, dataClass: .personal, content: .token, title: column.doc,
        zh: column.zh)
    }
    let derived = feed.derived.map { column in
      TableColumn(
        column.name, column.storage, required: false, dataClass: column.dataClass,
        content: column.making == .birthday ? .date : .plain, title: column.doc, zh: column.zh)
    }
    return plain + derived
  }

  private static func plainColumn(_ column: Column) -> TableColumn {
    let content: TableColumn.Content =
      switch column.type {
      case .text: .text(column.max ?? 16)
      case .code: .code(column.list ?? "")
      case .date: .date
      case .timestamp: .timestamp
      case .integer: .plain
      case .money: .money
      case .flag: .flag
      }
    return TableColumn(
      column.name, column.type.storage, required: column.required, dataClass: column.dataClass, content: content,
      unit: column.unit, title: column.doc, zh: column.zh)
  }

  private static func distinct(_ columns: [TableColumn]) -> [TableColumn] {
    var seen: Set<String> = []
    return columns.filter { seen.insert($0.name).inserted }
  }

  /// The person of each source number by interval `[valid_from, valid_to)`.
  package static let idAssignment = TableDefinition(
    "id_assignment",
    columns: [
      TableColumn("src", .text), TableColumn("src_cust_id", .integer, dataClass: .personal, content: .token),
      TableColumn("party_id", .integer, dataClass: .personal, content: .token),
      TableColumn("valid_from", .text, content: .date), TableColumn("valid_to", .text, content: .date),
    ], key: ["src", "src_cust_id", "valid_from"])

  /// Changes of identity, in order.
  package static let idEventLog = TableDefinition(
    "id_event_log",
    columns: [
      TableColumn("event_date", .text, content: .date), TableColumn("seq_in_day", .integer),
      TableColumn("kind", .text), TableColumn("src", .text),
      TableColumn("src_cust_id", .integer, dataClass: .personal, content: .token),
      TableColumn("old_party_id", .integer, required: false, dataClass: .personal, content: .token),
      TableColumn("new_party_id", .integer, required: false, dataClass: .personal, content: .token),
      TableColumn("rule", .text),
    ], key: ["event_date", "seq_in_day"])

  /// What was decided about source numbers whose holder asked to be erased: `EXECUTED` or `LEGAL_HOLD`, from a day on.
  package static let idErasure = TableDefinition(
    "id_erasure",
    columns: [
      TableColumn("src", .text), TableColumn("src_cust_id", .integer, dataClass: .personal, content: .token),
      TableColumn("state", .text), TableColumn("valid_from", .text, content: .date),
    ], key: ["src", "src_cust_id", "state"])

  /// One row a day: `weekday` is 1 on Monday … 7 on Sunday, `day_no` counts from 1970-01-01.
  package static let calendarDay = TableDefinition(
    "calendar_day",
    columns: [
      TableColumn("date_id", .text, content: .date), TableColumn("day_no", .integer), TableColumn("month", .text),
      TableColumn("year", .integer), TableColumn("weekday", .integer),
      TableColumn("is_month_end", .integer, content: .flag),
    ], key: ["date_id"])

  /// What outputs may read beside the mart: names and published numbers of the figures, at this bank's scale.
  package static let metricHeadline = TableDefinition(
    "metric_headline",
    columns: [
      TableColumn("kpi_id", .text), TableColumn("name", .text), TableColumn("name_zh", .text),
      TableColumn("headline", .integer, required: false),
    ], key: ["kpi_id"])
}
