import Contracts
import MartCore
import MartStore
import Testing

@Suite("schema from contracts") struct SchemaTests {
  private func date(_ text: String) throws -> BusinessDate { try #require(BusinessDate(iso: text)) }

  @Test("words of SQL and odd names are quoted, others are left alone")
  func names() {
    #expect(sqlName("party_id") == "party_id")
    #expect(sqlName("order") == "\"order\"")
    #expect(sqlName("Group") == "\"Group\"")
    #expect(sqlName("7day") == "\"7day\"")
    #expect(sqlName("a\"b") == "\"a\"\"b\"")
    #expect(sqlName("") == "\"\"")
  }

  @Test("every word that SQLite knows can name a table and its columns")
  func keywords() throws {
    let words = ["select", "from", "order", "group", "index", "values", "table", "when", "check", "references", "rows"]
    let columns = words.map { TableColumn($0, .text) }
    let table = TableDefinition("table", columns: columns, key: ["order", "group"], indexes: [["index", "when"]])
    try Store().use { session in
      try session.execute(table.createStatement())
      for index in table.indexStatements() { try session.execute(index) }
      try session.execute(table.insertStatement(), words.map { .text($0) })
      #expect(try session.rows("SELECT * FROM \"table\"") == [words.map { .text($0) }])
    }
  }

  @Test("rows lie by cluster, then key; the key alone is proved only where no cluster column comes before it")
  func clustering() throws {
    var table = TableDefinition(
      "t", columns: ["a", "b", "c"].map { TableColumn($0, .integer, required: $0 == "c") }, key: ["a"], cluster: ["b"])
    #expect(table.rowOrder == ["b", "a"] && table.keyNeedsProof)
    #expect(
      table.createStatement()
        == "CREATE TABLE main.t (\n  a INTEGER NOT NULL,\n  b INTEGER NOT NULL,\n  c INTEGER NOT NULL,\n"
        + "  PRIMARY KEY (b, a)\n) STRICT, WITHOUT ROWID")
    table.key = ["a", "b"]
    #expect(table.rowOrder == ["b", "a"] && !table.keyNeedsProof)
  }

  @Test("the fixed tables have the columns that checks rely on, and can all be made")
  func fixed() throws {
    let expected = [
      "meta_build": "pipeline_version, business_date, generation, parent_rows, engine, sqlite, zlib, token_algorithm",
      "meta_delivery":
        "delivery_id, feed, business_date, file, sequence, sha256, status, rows, accepted, quarantined, repeated",
      "meta_conservation":
        "delivery_id, business_date, feed, measure, unit, announced, accepted, quarantined, repeated, staged, published, difference",
      "meta_path": "path_id, step_no, table_name, measure, business_date, amount, reported_as, difference",
      "meta_check": "check_id, severity, owner, failing, status, waiver",
      "meta_quarantine": "delivery_id, line, column_name, rule, reason",
      "meta_table": "table_name, as_of, rows, row_hash",
      "meta_column": "table_name, column_name, title, title_zh, type, unit, class, additive, owner, source",
      "meta_lineage": "table_name, column_name, from_table, from_column, certainty",
      "meta_metric": "kpi_id, title, title_zh, definition, unit, basis, owner",
    ]
    try Store().use { session in
      for table in MetaTables.all {
        try session.execute(table.createStatement())
        #expect(table.columns.map(\.name).joined(separator: ", ") == expected[table.name])
        #expect(table.columns.allSatisfy { !$0.title.isEmpty && !$0.zh.isEmpty })
      }
    }
    #expect(Set(MetaTables.all.map(\.name)) == Set(expected.keys))
  }

  @Test("dates of a night follow from its business date")
  func context() throws {
    let context = RunContext(
      businessDate: try date("2024-09-30"),
      parameters: [Parameter("floor", .integer(5)), Parameter("region", .text("north"))])
    try Store().use { session in
      try context.write(to: session)
      #expect(
        try session.rows("SELECT * FROM run_context") == [
          [
            "2024-09-30", "2024-09-30", "2024-01-01", "2023-12-31", "2024-09", "2024-09-01", 2024, 8098, "2023-09-30",
            "2024-09-30", 5, "north",
          ]
        ])
    }
    let leap = RunContext(businessDate: try date("2024-02-29"), parameters: [])
    #expect(leap.yearBefore.description == "2023-02-28" && leap.closedTo.description == "2024-02-29")
    let early = RunContext(businessDate: try date("2024-02-28"), parameters: [])
    #expect(early.closedTo.description == "2024-01-31")
    let quarters = try ["2024-03-31", "2024-04-01", "2024-12-31", "2025-01-01"].map {
      RunContext(businessDate: try date($0), parameters: []).quarterNumber - 8096
    }
    #expect(quarters == [0, 1, 3, 4])
  }

  @Test("sources show tokens in place of secrets, and no column that stays in the vault")
  func sources() throws {
    var feed = Feed("card")
    feed.key = ["card_no"]
    var number = Column("card_no", .text)
    (number.dataClass, number.token, number.required) = (.sensitive, "card", true)
    var name = Column("name", .text)
    name.dataClass = .identifying
    var op = Column("op", .code)
    op.role = .op
    var day = Column("posted_on", .date)
    day.role = .businessDate
    feed.columns = [op, number, name, day, Column("amount_fen", .money)]
    feed.derived = [DerivedColumn("has_name", from: "name", .present, .personal)]

    func layout(_ table: TableDefinition) -> String {
      table.columns.map { "\($0.name) \($0.storage.rawValue)" }.joined(separator: ", ")
    }
    let row = "posted_on text, amount_fen integer, has_name integer"
    #expect(
      layout(SourceSchema.staged(feed))
        == "card_no integer, \(row), delivery_id integer, line_no integer, late integer")
    #expect(
      layout(SourceSchema.journal(feed))
        == "card_no integer, business_date text, sequence integer, line_no integer, delivery_id integer, "
        + "late integer, op text, delivered_on text, \(row)")
    feed.delivery = .delta
    #expect(
      layout(SourceSchema.staged(feed))
        == "card_no integer, \(row), valid_from text, valid_to text, is_current integer, delivery_id integer, line_no integer"
    )
    #expect(SourceSchema.staged(feed).column("card_no")?.dataClass == .personal)
    try Store().use { session in
      for table in [SourceSchema.staged(feed), SourceSchema.journal(feed)] {
        try session.execute(table.createStatement(in: "temp"))
      }
    }
  }
}
