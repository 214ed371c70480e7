import MartCore
import MartStore
import Nightly

/// A plan as people and machines read it.
struct PlanPage {
  let plan: NightPlan
  /// False where nobody asked what deliveries name.
  let countsKeys: Bool
  /// What the pipeline's change does; nil where it is the published one.
  var change: PipelineChange?

  private static let deliveryHeader = ["business_date", "feed", "file", "state", "due", "without_it_stop"]

  func text(withModels: Bool) -> String {
    var parts: [String] = []
    if let change {
      parts.append(ChangePage(change: change).text)
      // What waits is told too; a night that only stands there is not.
      if plan.next == nil { return parts[0] }
    }
    if plan.lines.isEmpty {
      parts.append("nothing has landed")
    } else {
      let rows = plan.lines.map { line in
        facts(line).map(SQLValue.text) + (reads ? [line.rowCounts.0, line.rowCounts.1, .text(names(line))] : [])
      }
      let header = Self.deliveryHeader + (reads ? ["rows", "changing", "keys"] : [])
      parts.append(TextTable(header: header, rows: rows).lines().joined(separator: "\n"))
    }
    if let next = plan.next, !plan.refreshes.isEmpty { parts.append(tables(next)) }
    if withModels { parts.append("models, in order: " + plan.models.joined(separator: ", ")) }
    if !plan.strays.isEmpty { parts.append(plan.strays.map { "ignored \($0) [DL-10]" }.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n")
  }

  private var reads: Bool { countsKeys && plan.lines.contains { $0.touched != nil || !$0.trouble.isEmpty } }

  private func facts(_ line: NightPlan.Line) -> [String] {
    [line.businessDate.description, line.feed, line.file, line.state, line.due, line.stops.joined(separator: " ")]
  }

  /// The next night's tables, one line each.
  private func tables(_ next: BusinessDate) -> String {
    let because = plan.refreshes[0].because
    let isUniform = plan.refreshes.allSatisfy { $0.how == "in full" && $0.because == because }
    if isUniform && !because.isEmpty {
      return "night \(next): all \(plan.refreshes.count) tables in full: \(because)"
    }
    let rows = plan.refreshes.map { refresh in
      [refresh.model, refresh.declared, refresh.how, refresh.because].map(SQLValue.text)
        + (reads ? [.text(counts(refresh.touched.keys))] : []) + foretold(refresh.model)
    }
    let header =
      ["table", "refresh", "how", "because"] + (reads ? ["keys"] : []) + (plan.foretold.isEmpty ? [] : Self.foretold)
    return "night \(next), tables in order"
      + (reads ? "; keys are those that its deliveries name, before what belongs to them" : "") + "\n"
      + TextTable(header: header, rows: rows).lines().joined(separator: "\n")
  }

  private static let foretold = ["foretold", "keys_touched", "rows_written"]

  /// What the night will do to the table; nothing where nobody asked.
  private func foretold(_ table: String) -> [SQLValue] {
    guard let told = plan.foretold[table] else { return plan.foretold.isEmpty ? [] : [.null, .null, .null] }
    return [.text(told.how), told.keys.map(SQLValue.integer) ?? .null, .integer(told.rows)]
  }

  private func names(_ line: NightPlan.Line) -> String {
    line.trouble.isEmpty ? counts(line.touched?.keys ?? []) : line.trouble
  }

  /// `12 account_id, 10 src_cust_id`, in the order of the pipeline's keys.
  private func counts(_ keys: [(name: String, count: Int)]) -> String {
    keys.map { "\(grouped($0.count)) \($0.name)" }.joined(separator: ", ")
  }

  // MARK: For machines

  var json: String {
    let deliveries = plan.lines.map { line in
      pairs(Self.deliveryHeader, facts(line).map(SQLValue.text))
        + (line.touched == nil ? "" : ", " + pairs(["rows", "changing"], [line.rowCounts.0, line.rowCounts.1]))
        + keys(line.touched?.keys)
        + (line.trouble.isEmpty ? "" : ", " + pairs(["trouble"], [.text(line.trouble)]))
    }
    let tables = plan.refreshes.map { refresh in
      pairs(
        ["table", "refresh", "how", "because"],
        [refresh.model, refresh.declared, refresh.how, refresh.because].map(SQLValue.text))
        + keys(countsKeys ? refresh.touched.keys : nil)
        + (plan.foretold.isEmpty ? "" : ", " + pairs(Self.foretold, foretold(refresh.model)))
    }
    let next = plan.next.map { jsonString($0.description) } ?? "null"
    return "{\"next\": \(next),\n \"deliveries\": \(list(deliveries)),\n \"tables\": \(list(tables))\(changeJSON)}"
  }

  private var changeJSON: String { change.map { ",\n \"change\": \(ChangePage(change: $0).json)" } ?? "" }

  private func pairs(_ names: [String], _ values: [SQLValue]) -> String {
    zip(names, values).map { "\(jsonString($0)): \(jsonValue($1))" }.joined(separator: ", ")
  }

  private func keys(_ counts: [(name: String, count: Int)]?) -> String {
    guard let counts else { return "" }
    let pairs = counts.map { "\(jsonString($0.name)): \($0.count)" }
    return ", \"keys\": {\(pairs.joined(separator: ", "))}"
  }

  private func list(_ objects: [String]) -> String {
    objects.isEmpty ? "[]" : "[\n  {" + objects.joined(separator: "},\n  {") + "}\n ]"
  }
}

extension NightPlan.Line {
  /// Rows of the file and those that change something; NULL where it was not read.
  fileprivate var rowCounts: (SQLValue, SQLValue) {
    touched.map { (.integer($0.rows), .integer($0.changing)) } ?? (.null, .null)
  }
}
