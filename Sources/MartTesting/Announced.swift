import Contracts
import MartCore
import MartStore

/// What a control file announces of some rows, computed by SQLite from the contract's own expressions.
struct Announced {
  var rows: Int
  private var totals: [String: Int64] = [:]

  init(rows: [[String: String]], feed: Feed, pipeline: Pipeline) throws {
    self.rows = rows.count
    guard !feed.control.totals.isEmpty else { return }
    let names = feed.columns.map { sqlName($0.name) }
    let store = try Store()
    totals = try store.use { session in
      try session.execute("CREATE TABLE r (\(names.joined(separator: ", ")))")
      let marks = names.map { _ in "?" }.joined(separator: ", ")
      for row in rows {
        try session.execute("INSERT INTO r VALUES (\(marks))", feed.columns.map { Self.value(row[$0.name], $0) })
      }
      let counted = feed.opColumn.map { " WHERE \(sqlName($0.name)) <> 'D'" } ?? ""
      var result: [String: Int64] = [:]
      for total in feed.control.totals {
        result[total.name] = try session.int("SELECT \(total.expression) FROM r\(counted)") ?? 0
      }
      return result
    }
  }

  private static func value(_ text: String?, _ column: Column) -> SQLValue {
    guard let text, !text.isEmpty else { return .null }
    switch column.type {
    case .integer, .money: return Int64(text).map(SQLValue.integer) ?? .null
    case .flag: return .integer(text == "Y" || text == "true" ? 1 : 0)
    default: return .text(text)
    }
  }

  func value(_ name: String) -> Int64 { totals[name] ?? 0 }

  mutating func add(_ more: Int64, to name: String) { totals[name, default: 0] += more }

  /// As the feed writes it: money with a point where the feed's money has one.
  func text(_ total: Total, of feed: Feed) -> String {
    total.isMoney && feed.format.money == .decimal
      ? decimalText(value(total.name), decimals: 2) : String(value(total.name))
  }
}
