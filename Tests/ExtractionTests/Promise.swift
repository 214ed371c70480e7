import Contracts
import Extraction
import MartStore

/// What a contract promises of every accepted row, asked of a staging file in plain SQL.
struct Promise {
  private let feed: Feed
  private let pipeline: Pipeline

  init(_ feed: Feed, _ pipeline: Pipeline) { (self.feed, self.pipeline) = (feed, pipeline) }

  /// What must not be, and a query that counts it.
  func queries(_ extracted: Extracted) -> [(String, String)] {
    var queries = [
      ("accepted rows are others than counted", count("rule IS NULL", isNot: extracted.accepted)),
      ("repeated rows are others than counted", count("rule = 'REPEAT'", isNot: extracted.repeated)),
      ("quarantined rows are others than counted", "SELECT COUNT(*) - \(extracted.quarantined) FROM quarantine"),
    ]
    let schema = StagingSchema(feed)
    for cell in schema.row {
      switch cell.origin {
      case .column(let index): queries += promises(feed.columns[index], cell.name, "row WHERE rule IS NULL AND")
      case .token(let index):
        guard feed.columns[index].required else { continue }
        let broken = "\(sqlName(cell.name)) IS NULL"
        queries.append(("\(cell.name) has no token", "SELECT COUNT(*) FROM row WHERE rule IS NULL AND \(broken)"))
      case .derived: continue
      }
    }
    if !schema.secret.isEmpty {
      let accepted = "SELECT line_no FROM row WHERE rule IS NULL"
      queries.append(("secrets of no row", "SELECT COUNT(*) FROM secret WHERE line_no NOT IN (\(accepted))"))
      for index in schema.secret { queries += promises(feed.columns[index], feed.columns[index].name, "secret WHERE") }
    }
    return queries + rules()
  }

  private func count(_ condition: String, isNot number: Int64) -> String {
    "SELECT COUNT(*) - \(number) FROM row WHERE \(condition)"
  }

  private func promises(_ column: Column, _ name: String, _ from: String) -> [(String, String)] {
    let cell = sqlName(name)
    var broken: [(String, String)] = []
    if column.required { broken.append(("is empty", "\(cell) IS NULL")) }
    switch column.type {
    case .text: broken.append(("is too long", "length(\(cell)) > \(column.max ?? .max)"))
    case .flag: broken.append(("is no flag", "\(cell) NOT IN (0, 1)"))
    case .date: broken.append(("is no date", "\(cell) IS NOT NULL AND \(cell) IS NOT date(\(cell))"))
    case .timestamp:
      let form = "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9].[0-9][0-9][0-9]+08:00"
      broken.append(("is no time", "\(cell) IS NOT NULL AND NOT \(cell) GLOB '\(form)'"))
    case .money: broken.append(("is out of range", "abs(\(cell)) > 10000000000000000"))
    case .integer: break
    case .code:
      guard let list = column.list, let codes = pipeline.codes.lists[list], codes.count < 500 else { break }
      let known = (codes.keys.sorted() + (column.unknown == .keep ? ["UNK"] : [])).map(sqlText).joined(separator: ", ")
      broken.append(("is not in its list", "\(cell) IS NOT NULL AND \(cell) NOT IN (\(known))"))
    }
    if column.role == .businessDate {
      broken.append(("is of the future", "\(cell) > (SELECT business_date FROM delivery)"))
    }
    return broken.map { what, condition in ("\(name) \(what)", "SELECT COUNT(*) FROM \(from) (\(condition))") }
  }

  /// Rules of the contract over columns that stay in the row.
  private func rules() -> [(String, String)] {
    let vaulted = feed.columns.filter(\.dataClass.isVaulted).map(\.name)
    return feed.rules.filter { $0.effect == .reject }.compactMap { rule in
      guard !vaulted.contains(where: rule.condition.contains) else { return nil }
      let rows = "(SELECT r.*, d.business_date FROM row r, delivery d WHERE r.rule IS NULL)"
      return ("breaks \(rule.id)", "SELECT COUNT(*) FROM \(rows) WHERE (\(rule.condition))")
    }
  }
}
