import Contracts
import MartCore
import Testing
import Transformation

/// The findings of analysing the pipeline; empty where it is sound.
func findings(_ pipeline: Pipeline) throws -> [Finding] {
  do {
    _ = try analyse(pipeline)
    return []
  } catch let findings as Findings {
    return findings.list
  }
}

@Suite("models are prepared against the empty schema") struct ModelsAnalysisTests {
  @Test("models run after what they read, by name where the order is free")
  func order() throws {
    let plan = try analyse(pipeline([spendMonth, factPay, dimCard, cardNow]))
    #expect(plan.order.map(\.name) == ["dim_card", "card_now", "fact_pay", "spend_month"])
    #expect(plan.reads["spend_month"]?.map(\.table) == ["dim_card", "fact_pay"])
    #expect(
      plan.reads["dim_card"] == [
        TableColumns(table: "stg_card", columns: ["card_no", "cust_no", "is_current", "kind", "limit_fen"])
      ])
    #expect(plan.ancestors(of: "card_now") == ["dim_card", "run_context", "stg_card"])
    #expect(plan.warnings.isEmpty)
  }

  @Test("what an output reads through a view counts the tables behind the view")
  func behindViews() throws {
    var pipeline = pipeline([dimCard, cardNow])
    pipeline.outputs = [
      output(
        "E01", key: "kind", "kind text, cards integer", "SELECT kind, COUNT(*) AS cards FROM card_now GROUP BY kind")
    ]
    let plan = try analyse(pipeline)
    let reads = try #require(plan.outputReads["E01"])
    #expect(reads == [TableColumns(table: "card_now", columns: ["kind"])])
    #expect(plan.tables(behind: reads) == ["card_now", "dim_card", "run_context"])
  }

  @Test("a picture has the columns of its kind, reads the mart alone, and shows no key of persons")
  func pictures() throws {
    var pipeline = pipeline([dimCard, cardNow])
    pipeline.reach = [KeyReach("card_id")]
    pipeline.pictures = [
      Picture("good", .bars, title: "Cards", sql: "SELECT kind, COUNT(*) FROM card_now GROUP BY kind"),
      Picture("narrow", .lines, title: "Cards", sql: "SELECT kind, COUNT(*) FROM card_now GROUP BY kind"),
      Picture("person", .bars, title: "Cards", sql: "SELECT card_id, 1 AS value FROM dim_card"),
      Picture("raw", .bars, title: "Cards", sql: "SELECT card_no, 1 AS value FROM stg_card"),
    ]
    let found = try findings(pipeline)
    #expect(found.map(\.rule) == ["picture.columns", "picture.key", "picture.forbidden-read"], "\(found)")
    #expect(found.first?.remedy == "it returns for lines series, label, value")
  }

  @Test("a ring of models is named from one to itself")
  func cycle() throws {
    let first = model("a", key: "x", "x integer", "SELECT x FROM b")
    let second = model("b", key: "x", "x integer", "SELECT x FROM c")
    let third = model("c", key: "x", "x integer", "SELECT x FROM a")
    let own = model("d", key: "x", "x integer", "SELECT x FROM d")
    let behind = model("e", key: "x", "x integer", "SELECT x FROM a")
    let found = try findings(pipeline([first, second, third, own, behind]))
    #expect(found.map(\.rule) == ["model.cycle", "model.cycle"])
    #expect(found.first?.problem == "model 'a' is made from itself: a reads b reads c reads a")
    #expect(found.last?.problem == "model 'd' is made from itself: d reads d")
  }

  @Test("an unknown table is found at its place, with the nearest name")
  func unknownTable() throws {
    let wrong = model("m", key: "card_id", "card_id integer C2", "SELECT c.card_no AS card_id\n  FROM stg_crad AS c")
    let found = try #require(try findings(pipeline([wrong])).first)
    #expect(
      found.description
        == "models/m.sql:11:8: error: model 'm' reads 'stg_crad', which is no table [model.unknown-table]; did you mean 'stg_card'?"
    )
  }

  @Test("an unknown column is found at its place, with the nearest name")
  func unknownColumn() throws {
    let wrong = model(
      "m", key: "kind", "kind text", "WITH 卡 AS (SELECT kind FROM stg_card)\nSELECT x.kind, /* 卡 */ x.knd FROM 卡 AS x")
    let found = try #require(try findings(pipeline([wrong])).first)
    #expect(found.location.description == "models/m.sql:11:24")
    #expect(found.rule == "model.unknown-column" && found.remedy == "did you mean 'kind'?")
  }

  @Test("missing, strange and reordered columns are each told")
  func columns() throws {
    let missing = model("m1", key: "kind", "kind text, limit_fen integer C2", "SELECT kind FROM stg_card")
    let slip = model(
      "m2", key: "kind", "kind text, limit_fen integer C2", "SELECT kind, limit_fen AS limt_fen FROM stg_card")
    let order = model("m3", key: "kind", "kind text, limit_fen integer C2", "SELECT limit_fen, kind FROM stg_card")
    let unnamed = model("m4", key: "kind", "kind text, n integer", "SELECT kind, COUNT(*) FROM stg_card GROUP BY kind")
    let found = try findings(pipeline([missing, slip, order, unnamed]))
    #expect(
      found.map(\.rule) == [
        "model.missing-column", "model.missing-column", "model.extra-column", "model.column-order",
        "model.missing-column", "model.extra-column",
      ])
    #expect(found[0].location.description == "models/m1.sql:3")
    #expect(found[1].remedy == "did you mean 'limt_fen'?")
    #expect(found[2].location.description == "models/m2.sql:10:27")
    #expect(found[3].remedy == "select them in this order: kind, limit_fen")
  }

  @Test(
    "a model may not read the journal, the vault, the schema or what is filled after it",
    arguments: [
      "SELECT kind FROM jrn_card", "SELECT 'x' AS kind FROM vault.vault_token",
      "SELECT name AS kind FROM sqlite_master",
      "SELECT feed AS kind FROM meta_delivery", "SELECT name AS kind FROM pragma_table_info('stg_card')",
      "SELECT 'x' AS kind FROM jrn_card", "SELECT key AS kind FROM json_each('[1]')",
      "SELECT kind FROM journal.j_card",
    ])
  func forbidden(sql: String) throws {
    let found = try findings(pipeline([model("m", key: "kind", "kind text", sql)]))
    #expect(found.map(\.rule) == ["model.forbidden-read"])
  }

  @Test("a view may not read tables that live for one night")
  func viewOverStaging() throws {
    let view = model("v", key: "kind", refresh: .view, "kind text", "SELECT kind FROM stg_card")
    let found = try findings(pipeline([view]))
    #expect(found.map(\.rule) == ["model.forbidden-read"] && found.first?.location.line == 10)
  }

  @Test(
    "only one reading statement is accepted",
    arguments: [
      ("DELETE FROM stg_card", "model.writes"), ("SELECT 1 AS kind; DROP TABLE stg_card", "model.sql"),
      ("PRAGMA page_count", "model.writes"), ("ATTACH 'x' AS y", "model.writes"), ("  -- nothing", "model.sql"),
      ("SELECT kind FRM stg_card", "model.sql"), ("CREATE TABLE x (y)", "model.writes"),
    ])
  func writes(sql: String, rule: String) throws {
    #expect(try findings(pipeline([model("m", key: "kind", "kind text", sql)])).map(\.rule) == [rule])
  }

  @Test("clock and chance are refused, a step may have the name of a table")
  func functions() throws {
    let clock = model("m", key: "kind", "kind text", "SELECT CURRENT_DATE AS kind")
    let chance = model("n", key: "kind", "kind integer", "SELECT random() AS kind")
    let days = model("o", key: "kind", "kind text", "SELECT date('now') AS kind")
    #expect(
      try findings(pipeline([clock, chance, days])).map(\.rule) == ["model.clock", "model.clock", "model.portable"])
    let step = model("p", key: "n", "n integer", "WITH p AS (SELECT kind FROM stg_card) SELECT COUNT(*) AS n FROM p")
    #expect(try findings(pipeline([step])).isEmpty)
  }

  @Test("contracts that no table could be made of are told with the other mistakes")
  func contracts() throws {
    let keyless = model("m", key: "", "kind text", "SELECT kind FROM stg_card")
    let strange = model("n", key: "knd", "kind text", "SELECT kind FROM stg_card")
    let taken = model("run_context", key: "kind", "kind text", "SELECT kind FROM stg_card")
    let found = try findings(pipeline([keyless, strange, taken]))
    #expect(found.map(\.rule) == ["model.key", "model.key", "model.name"])
    #expect(found[1].remedy == "did you mean 'kind'?")
  }

  @Test("checks, outputs, paths, journal rules and publications are prepared too")
  func others() throws {
    var made = pipeline([dimCard, factPay])
    made.checks = [
      Check("c1", sql: "SELECT 1 FROM dim_crad"), Check("c2", sql: "SELECT 1 FROM stg_card"),
    ]
    made.outputs = [output("E01", key: "kind", "kind text", "SELECT limit_fen FROM dim_card")]
    made.paths = [
      ConservationPath("V1", steps: [.init("fact_pay", "amount", "SELECT SUM(amount_fen), 1 FROM fact_pay")])
    ]
    made.feeds[0].journalRules = [
      JournalRule("R1", .reject, "SELECT delivery_id FROM jrn_card WHERE business_date > op")
    ]
    made.feeds[1].publishes = Publication("fact_pay", ["rows": "COUNT(*)", "amount_fen": "SUM(amount)"])
    #expect(
      try findings(made).map(\.rule) == [
        "check.unknown-table", "check.forbidden-read", "output.missing-column", "output.extra-column", "path.columns",
        "rule.columns", "publication.unknown-column",
      ])
  }
}
