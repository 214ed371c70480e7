import Extraction
import MartCore
import MartStore

/// Another system's rows in a temporary database, so that memory does not grow with them.
///
/// Shape: `row(line, k0…, c0…)` with an index over the key, one row a key; values as the mart's columns hold them.
struct TheirRows {
  let path: String
  /// Rows without a key, and rows of a key that stood before.
  private(set) var repeated: Int64 = 0

  init(_ file: ForeignTable, _ plan: ReconcilePlan, at path: String) throws {
    self.path = path
    let store = try Store(path, .scratch)
    let keys = plan.key.indices.map { "k\($0)" }
    let names = ["line"] + keys + plan.columns.indices.map { "c\($0)" }
    let types = ["INTEGER"] + (plan.key + plan.columns).map { $0.type == "TEXT" ? "TEXT" : "ANY" }
    let columns = zip(names, types).map { "\($0) \($1)" }.joined(separator: ", ")
    let places = Array(repeating: "?", count: names.count).joined(separator: ", ")
    var lost: Int64 = 0
    try store.use { session in
      try session.execute("CREATE TABLE row (\(columns)) STRICT")
      try session.transaction {
        while let row = try file.next() {
          let key = plan.key.map { Self.value(row.fields[$0.place], $0) }
          if key.contains(.null) {
            lost += 1
            continue
          }
          let values = plan.columns.map { Self.value(row.fields[$0.place], $0) }
          try session.executeCached("INSERT INTO row VALUES (\(places))", [.integer(Int64(row.line))] + key + values)
        }
      }
      let list = keys.joined(separator: ", ")
      try session.execute("CREATE INDEX by_key ON row (\(list))")
      lost +=
        try session.int("SELECT COALESCE(SUM(n - 1), 0) FROM (SELECT COUNT(*) AS n FROM row GROUP BY \(list))") ?? 0
      if lost > 0 {
        try session.execute("DELETE FROM row WHERE rowid NOT IN (SELECT MIN(rowid) FROM row GROUP BY \(list))")
      }
    }
    try store.close()
    repeated = lost
  }

  /// A field as the mart's column holds it; a text where the column is a number and the field is none.
  static func value(_ field: String?, _ column: ReconcilePlan.Column) -> SQLValue {
    guard let field else { return .null }
    guard column.type != "TEXT" else { return .text(field) }
    if let whole = scaled(field, column.pair.factor) { return .integer(whole) }
    if column.type == "REAL", let number = Double(field) { return .real(number * Double(column.pair.factor)) }
    return .text(field)
  }

  /// A decimal number times a power of ten, exactly; nil where it is none or digits are left over.
  static func scaled(_ text: String, _ factor: Int64) -> Int64? {
    let sign = text.hasPrefix("-") ? -1 : 1
    let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : Substring(text)
    let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard !digits.isEmpty, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let whole = Int64(parts[0].isEmpty ? "0" : parts[0])
    else { return nil }
    var (rest, scale) = (factor, Int64(0))
    for digit in parts.count > 1 ? Array(parts[1].utf8) : [] {
      if rest == 1 {
        guard digit == 0x30 else { return nil }
        continue
      }
      rest /= 10
      scale += Int64(digit - 0x30) * rest
    }
    let (product, overflow) = whole.multipliedReportingOverflow(by: factor)
    let (sum, more) = product.addingReportingOverflow(scale)
    return overflow || more ? nil : Int64(sign) * sum
  }
}
