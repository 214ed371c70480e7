import Contracts
import MartCore
import Testing
import Transformation

@Suite("columns are traced to their sources") struct ModelsLineageTests {
  /// `column < table.column certainty`, one a row.
  private func lineage(_ last: Model, after others: [Model] = []) throws -> [String] {
    try analyse(pipeline(others + [last])).lineage.filter { $0.table == last.name }
      .map { "\($0.column) < \($0.fromTable).\($0.fromColumn) \($0.certainty.rawValue)" }
  }

  @Test("a plain column is exact through steps, an expression may be made of what it names")
  func certainty() throws {
    let sql = """
      WITH cards AS (SELECT card_no, kind, limit_fen * 2 AS twice FROM stg_card),
           paid (no, total) AS (SELECT card_no, SUM(amount_fen) OVER (PARTITION BY paid_on) FROM stg_pay)
      SELECT c.card_no AS card_id, c.kind, twice + p.total AS sum, (SELECT MAX(late) FROM stg_pay AS x WHERE x.card_no = c.card_no) AS late
        FROM cards AS c JOIN paid AS p ON p.no = c.card_no
      """
    let rows = try lineage(
      model("m", key: "card_id", "card_id integer C2, kind text, sum integer C2, late integer", sql))
    #expect(
      rows == [
        "card_id < stg_card.card_no exact", "kind < stg_card.kind exact", "sum < stg_card.limit_fen may",
        "sum < stg_pay.amount_fen may", "late < stg_pay.late may",
      ])
  }

  @Test("every arm of a UNION counts, by place")
  func union() throws {
    let sql = """
      SELECT kind AS name, 1 AS n FROM stg_card
      UNION ALL SELECT pay_id, COUNT(*) FROM stg_pay GROUP BY pay_id
      UNION ALL SELECT x.code, value FROM ref_code x
      """
    #expect(
      try lineage(model("m", key: "name", "name text, n integer", sql)) == [
        "name < ref_code.code may", "name < stg_card.kind may", "name < stg_pay.pay_id may", "n < ref_code.value may",
      ])
  }

  @Test("a star hands columns on, a subquery in FROM is followed")
  func stars() throws {
    let sql = "SELECT s.* FROM (SELECT kind, limit_fen + 1 AS more FROM stg_card) AS s"
    #expect(
      try lineage(model("m", key: "kind", "kind text, more integer C2", sql)) == [
        "kind < stg_card.kind exact", "more < stg_card.limit_fen may",
      ])
  }

  @Test("a view is a source of its own")
  func views() throws {
    let over = model("m", key: "as_of", "as_of text", "SELECT MAX(as_of) AS as_of FROM card_now")
    #expect(try lineage(over, after: [dimCard, cardNow]) == ["as_of < card_now.as_of may"])
  }

  @Test(
    "a column of a lower class than its source is found, unless it says why",
    arguments: [
      ("SELECT limit_fen AS x FROM stg_card", ["model.class"]),
      ("SELECT birth_year AS x FROM stg_card", ["model.class"]),
      ("SELECT SUM(limit_fen) AS x FROM stg_card", ["model.class"]),
      ("SELECT card_no AS x FROM (SELECT card_no FROM stg_card)", ["model.class"]),
      ("SELECT CASE WHEN amount_fen > 5 THEN 1 ELSE 0 END AS x FROM stg_pay", ["model.class"]),
      ("SELECT COUNT(DISTINCT card_no) AS x FROM stg_card", []),
      ("SELECT ROW_NUMBER() OVER (PARTITION BY kind ORDER BY card_no) AS x FROM stg_card", []),
      ("SELECT late AS x FROM stg_pay WHERE amount_fen > 5", []),
    ])
  func classes(sql: String, rules: [String]) throws {
    var low = model("m", key: "x", "x integer", sql)
    #expect(try findings(pipeline([low])).map(\.rule) == rules)
    low.columns[0].declassify = "sum over all"
    #expect(try findings(pipeline([low])).isEmpty)
  }

  @Test("a higher class that a step holds is found too, with all that is made of it; an output keeps its ceiling")
  func steps() throws {
    let sql =
      "WITH s AS (SELECT kind, SUM(limit_fen) AS total FROM stg_card GROUP BY kind) SELECT kind, total / 2 AS half FROM s"
    let low = model("m", key: "kind", "kind text, half integer", sql)
    let next = model("n", key: "kind", "kind text, quarter integer", "SELECT kind, half / 2 AS quarter FROM m")
    let found = try findings(pipeline([low, next]))
    #expect(found.map(\.rule) == ["model.class", "model.class"])
    #expect(found[1].description.contains("which must be C2"))
    var made = pipeline([dimCard])
    made.outputs = [output("E01", key: "card_id", "card_id integer C2", "SELECT card_id FROM dim_card")]
    #expect(try Set(findings(made).map(\.rule)) == ["output.ceiling", "output.key"])
  }
}
