import Foundation
import MartStore
import MartTesting
import Nightly
import Testing

@Suite("differences between generations") struct DiffTests {
  private func shop() throws -> ShopHome {
    let shop = try ShopHome()
    try shop.landSales("2024-09-01", "1:100", "2:200")
    try shop.landStalls("2024-09-01", "A:Ann", "B:Bo", "C:Cy")
    try shop.run()
    try shop.landSales("2024-09-02", "3:300")
    try shop.landStalls("2024-09-02", "A:Ann", "B:Bea", "D:Di")
    try shop.run()
    return shop
  }

  private struct Told: Decodable {
    struct Table: Decodable {
      struct Column: Decodable {
        var column: String
        var rows: Int
      }
      struct Delivery: Decodable {
        var feed: String
        var file: String
        var business_date: String
        var status: String
      }
      var table: String
      var added: Int
      var removed: Int
      var changed: Int
      var columns: [Column]
      var deliveries: [Delivery]
    }
    var tables: [Table]
    var deliveries: [Table.Delivery]
  }

  @Test("tell per table what came, went and changed, in which columns, and by which deliveries")
  func tables() throws {
    let shop = try shop()
    let ended = try shop.mart("diff", "2024-09-01.1", "2024-09-02.1", "--json")
    #expect(ended.status == 0, "\(ended.errors)")
    let told = try JSONDecoder().decode(Told.self, from: Data(ended.output.utf8))
    #expect(told.tables.map(\.table) == ["fact_sale", "stall_now"])
    let (sales, stalls) = (try #require(told.tables.first), try #require(told.tables.last))
    #expect((sales.added, sales.removed, sales.changed) == (1, 0, 0))
    #expect(sales.deliveries.map(\.file) == ["SALE_20240902.csv"])
    #expect((stalls.added, stalls.removed, stalls.changed) == (1, 1, 1))
    #expect(stalls.columns.map { "\($0.column) \($0.rows)" } == ["keeper 1"])
    #expect(stalls.deliveries.map(\.file) == ["STALL_20240902.csv"])
    #expect(told.deliveries.map(\.feed) == ["sale", "stall"])
    let back = try shop.mart("diff", "2024-09-02.1", "2024-09-01.1")
    #expect(back.output.contains("fact_sale      0        1        0"), "\(back.output)")
    #expect(try shop.mart("diff", "2024-09-02.1", "2024-09-02.1").output == "no row differs\n")
  }

  @Test("tell the rows of one table, with the line that each came from")
  func rows() throws {
    let shop = try shop()
    let stalls = try shop.mart("diff", "2024-09-01.1", "2024-09-02.1", "--table", "stall_now")
    let lines = stalls.output.split(separator: "\n").dropFirst(2).map {
      $0.split(separator: " ").joined(separator: " ")
    }
    #expect(lines == ["C removed", "D added", "B changed keeper Bo Bea"], "\(stalls.output)\(stalls.errors)")
    let sales = try shop.mart("diff", "2024-09-01.1", "2024-09-02.1", "--table", "fact_sale")
    #expect(sales.output.contains("SALE_20240902.csv:2"), "\(sales.output)")
  }

  @Test("a corrected delivery is named with its predecessor, and explains the row that changed")
  func correction() throws {
    let shop = try shop()
    try shop.landSales("2024-09-01", sequence: 2, "1:101", "2:200")
    try shop.run()
    let ended = try shop.mart("diff", "2024-09-02.1", "2024-09-02.2", "--json")
    let told = try JSONDecoder().decode(Told.self, from: Data(ended.output.utf8))
    #expect(told.tables.map(\.table) == ["fact_sale"])
    #expect(told.tables[0].columns.map { "\($0.column) \($0.rows)" } == ["amount_fen 1"])
    #expect(told.tables[0].deliveries.map(\.file) == ["SALE_20240901.2.csv"])
    #expect(
      told.deliveries.map { "\($0.file) \($0.status)" }.sorted() == [
        "SALE_20240901.2.csv accepted", "SALE_20240901.csv superseded",
      ])
  }

  /// A table that lies by card and day, as `fact_card_txn` does, is not read anew for each of its rows.
  @Test("a table that lies in another order than its key is read once for all rows, and a row that moved has changed")
  func otherOrder() throws {
    try Store().use { session in
      for (schema, rows) in [
        ("a", "('1', 10, 100), ('2', 10, 200), ('3', 20, 300), ('5', 20, 500)"),
        ("b", "('1', 10, 100), ('2', 30, 200), ('3', 20, 301), ('4', 20, 400)"),
      ] {
        try session.execute("ATTACH ':memory:' AS \(schema)")
        try session.execute(
          """
          CREATE TABLE \(schema).sale (
            id TEXT NOT NULL, card_id INTEGER NOT NULL, fen INTEGER NOT NULL, PRIMARY KEY (card_id, id)
          ) STRICT, WITHOUT ROWID
          """)
        try session.execute("INSERT INTO \(schema).sale VALUES \(rows)")
      }
      for key in [["id"], ["card_id", "id"]] {
        let sales = try #require(try TableComparison("sale", key: key, session))
        for sql in [sales.onlyIn("a", beside: "b"), sales.onlyIn("b", beside: "a"), sales.inBoth] {
          let plan = try session.rows("EXPLAIN QUERY PLAN SELECT COUNT(*) \(sql)").map { $0[3].display }
          #expect(plan.last?.hasPrefix("SEARCH") == true, "\(key): \(plan)")
        }
      }
      let told = try #require(try TableComparison("sale", key: ["id"], session)?.difference())
      #expect((told.added, told.removed, told.changed) == (1, 1, 2))
      #expect(told.columns.map { "\($0.column) \($0.rows)" } == ["card_id 1", "fen 1"])
    }
  }

  @Test("a generation or a table that is not there is said, with those that are")
  func unknown() throws {
    let shop = try shop()
    let ended = try shop.mart("diff", "2024-09-01.1", "2024-09-03.1")
    #expect(ended.status == 64 && ended.errors.contains("2024-09-03.1 is not kept"), "\(ended.errors)")
    #expect(ended.errors.contains("2024-09-01.1, 2024-09-02.1"), "\(ended.errors)")
    let table = try shop.mart("diff", "2024-09-01.1", "2024-09-02.1", "--table", "fact_sal")
    #expect(table.status == 64 && table.errors.contains("did you mean 'fact_sale'"), "\(table.errors)")
  }
}
