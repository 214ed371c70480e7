import Contracts
import MartCore
import MartStore
import Testing
import Transformation

@Suite("models are built into a mart") struct ModelsBuildTests {
  private let night: RunContext

  init() throws {
    night = RunContext(
      businessDate: try #require(BusinessDate(iso: "2024-09-30")),
      parameters: pipeline().parameters)
  }

  /// Builds over the given staged rows and hands the session on.
  private func build<Result>(_ pipeline: Pipeline, _ rows: String, _ body: (Session, ModelPlan) throws -> Result) throws
    -> Result
  {
    let plan = try analyse(pipeline)
    return try Store().use { session in
      for table in SourceSchema.forModels(pipeline) where table.name.hasPrefix("stg_") || table.name.hasPrefix("id_") {
        try session.execute(table.createStatement(in: "temp", .types))
      }
      try session.execute(rows)
      try buildModels(pipeline, plan, session, night)
      return try body(session, plan)
    }
  }

  private let rows = """
    INSERT INTO stg_card VALUES
      (1, 7, 500, 'DEBIT', 1980, '2024-01-01', '9999-12-31', 1, 11, 1), (2, 7, NULL, 'CREDIT', NULL, '2024-01-01', '9999-12-31', 1, 11, 2);
    INSERT INTO stg_pay VALUES
      ('p1', 2, '2024-09-29', 30, 12, 1, 0), ('p2', 1, '2024-09-30', 12, 12, 2, 0), ('p3', 1, '2024-09-01', 8, 12, 3, 1)
    """

  @Test("tables, views and the fixed tables stand with their rows")
  func builds() throws {
    try build(pipeline([spendMonth, factPay, dimCard, cardNow]), rows) { session, _ in
      let text = try dump(session, ["card_now", "dim_card", "fact_pay", "run_context", "spend_month"])
      #expect(
        text == """
          # card_now(card_id|as_of|kind)
          1|2024-09-30|DEBIT
          2|2024-09-30|CREDIT
          # dim_card(card_id|holder_id|kind|limit_fen)
          1|7|DEBIT|500
          2|7|CREDIT|NULL
          # fact_pay(pay_id|card_id|paid_on|amount_fen|delivery_id|line_no|late)
          p1|2|2024-09-29|30|12|1|0
          p2|1|2024-09-30|12|12|2|0
          p3|1|2024-09-01|8|12|3|1
          # run_context(business_date|as_of|period_from|base_date|month|month_from|year|quarter_no|yoy_date|closed_to|floor_fen|region)
          2024-09-30|2024-09-30|2024-01-01|2023-12-31|2024-09|2024-09-01|2024|8098|2023-09-30|2024-09-30|5|north
          # spend_month(card_id|month|spend_fen|kind)
          1|2024-09|20|DEBIT
          2|2024-09|30|CREDIT

          """)
      let clustered = try session.rows("SELECT pay_id FROM fact_pay")
      #expect(clustered == [["p3"], ["p2"], ["p1"]])
    }
  }

  @Test("references, parameters and days are there to read")
  func references() throws {
    let codes = model(
      "m", key: "code", "code text, value integer, day_no integer, weekday integer, floor_fen integer",
      """
      SELECT r.code, r.value, d.day_no, d.weekday, c.floor_fen
        FROM ref_code AS r CROSS JOIN run_context AS c JOIN calendar_day AS d ON d.date_id = c.as_of
      """)
    try build(pipeline([codes]), "SELECT 1") { session, _ in
      let text = try dump(session, ["m"])
      #expect(
        text
          == "# m(code|value|day_no|weekday|floor_fen)\nCREDIT|2|19996|1|5\nDEBIT|1|19996|1|5\nOTHER|NULL|19996|1|5\n")
    }
  }

  @Test("the mart describes itself: dictionary, lineage, figures, build, row hashes")
  func describes() throws {
    var made = pipeline([spendMonth, factPay, dimCard, cardNow])
    var metric = Metric("K01")
    (metric.title, metric.unit) = ("Cards", "cards")
    made.metrics = [metric]
    try build(made, rows) { session, plan in
      try writeDictionary(made, plan, session)
      try writeTables(made, night.businessDate, session)
      try writeBuild(
        BuildRecord(
          pipelineVersion: "1", businessDate: night.businessDate, generation: "2024-09-30.1",
          parentRows: MartState.nothing, engine: "sqlite", sqlite: "3", zlib: "1", tokenAlgorithm: "hmac-sha256"),
        session)
      let described = try session.rows("SELECT DISTINCT table_name FROM meta_column ORDER BY 1").compactMap(
        \.first?.string)
      let stored = try session.rows("SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view') ORDER BY 1")
        .compactMap(\.first?.string)
      #expect(described == stored)
      #expect(
        try session.rows("SELECT * FROM meta_column WHERE table_name = 'fact_pay' AND column_name = 'amount_fen'") == [
          ["fact_pay", "amount_fen", "amount_fen", "", "integer", "", "C2", "", "owner", "models/fact_pay.sql"]
        ])
      #expect(
        try session.rows("SELECT from_table, from_column, certainty FROM meta_lineage WHERE column_name = 'spend_fen'")
          == [["fact_pay", "amount_fen", "may"]])
      #expect(
        try session.rows("SELECT table_name, as_of, rows FROM meta_table") == [
          ["dim_card", "2024-09-30", 2], ["fact_pay", "2024-09-30", 3], ["run_context", "2024-09-30", 1],
          ["spend_month", "2024-09-30", 2],
        ])
      #expect(try session.int("SELECT COUNT(*) FROM meta_metric WHERE kpi_id = 'K01' AND title = 'Cards'") == 1)
      #expect(try session.text("SELECT generation FROM meta_build") == "2024-09-30.1")
      #expect(try MartState.digest(session).count == 64)
    }
  }

  @Test(
    "rows that break a contract stop the build and name model and key, never a value",
    arguments: [
      (
        "fact_pay",
        "INSERT INTO stg_pay VALUES ('p1', 2, '2024-09-29', 30, 12, 1, 0), ('p1', 1, '2024-09-30', 12, 12, 2, 0)",
        "model 'fact_pay' has two rows with one key (pay_id)"
      ),
      (
        "dim_card",
        "INSERT INTO stg_card VALUES (1, 7, 5, 'DEBIT', 1980, '2024-01-01', '2024-02-01', 1, 11, 1), (1, 7, 5, 'DEBIT', 1980, '2024-02-01', '9999-12-31', 1, 11, 1)",
        "model 'dim_card' has two rows with one key (card_id)"
      ),
    ])
  func collisions(name: String, rows: String, what: String) throws {
    let failure = #expect(throws: Failure.self) { try build(pipeline([dimCard, factPay]), rows) { _, _ in } }
    #expect(failure?.what == what && failure?.exit == .refused && failure?.rule == "model.key")
    #expect(failure?.location?.file == "models/\(name).sql")
  }

  @Test("a NULL where the contract requires a value names the column")
  func nulls() throws {
    let strict = model(
      "m", key: "card_id", "card_id integer C2, limit_fen integer C2 !",
      "SELECT card_no AS card_id, limit_fen FROM stg_card -- the limit may be empty")
    let failure = #expect(throws: Failure.self) { try build(pipeline([strict]), rows) { _, _ in } }
    #expect(failure?.what == "model 'm' cannot be made: NOT NULL constraint failed: m.limit_fen")
    #expect(failure?.exit == .refused)
  }

  @Test("progress names each model with its rows")
  func progress() throws {
    let made = pipeline([factPay, dimCard])
    let plan = try analyse(made)
    try Store().use { session in
      for table in SourceSchema.forModels(made) where table.name.hasPrefix("stg_") {
        try session.execute(table.createStatement(in: "temp", .types))
      }
      try session.execute(rows)
      var told: [String] = []
      let steps = try buildModels(made, plan, session, night) {
        told.append("\($0.number)/\($0.count) \($0.model) \($0.rows)")
      }
      #expect(told == ["1/2 dim_card 2", "2/2 fact_pay 3"])
      #expect(steps.allSatisfy { $0.seconds >= 0 })
    }
  }
}
