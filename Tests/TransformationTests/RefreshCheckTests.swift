import Contracts
import MartCore
import Testing
import Transformation

/// A model over the refresh world's sources that claims to be refreshed by a key, and what is said against it.
@Suite("a model refreshed by a key depends on that key's rows alone") struct RefreshCheckTests {
  private func told(_ sql: String, by key: String = "card_id", _ layout: String = "card_id integer C2, n integer C2")
    throws -> [String]
  {
    var pipeline = RefreshWorld.pipeline
    pipeline.models.append(model("m", key: "card_id", refresh: .by(key), layout, sql))
    return try findings(pipeline).map { "\($0.location.line):\($0.location.column) \($0.problem)" }
  }

  @Test(
    "what reaches over all keys is refused at its place",
    arguments: [
      (
        "SELECT card_id, ROW_NUMBER() OVER (ORDER BY kind) AS n FROM dim_card", 35,
        "has a window that reaches over all keys"
      ),
      (
        "SELECT card_id, SUM(1) OVER (PARTITION BY kind) AS n FROM dim_card", 29,
        "has a window that reaches over all keys"
      ),
      (
        "SELECT card_id, RANK() OVER w AS n FROM dim_card WINDOW w AS (PARTITION BY kind ORDER BY valid_from)", 62,
        "has a window that reaches over all keys"
      ),
      (
        "WITH k AS (SELECT kind, COUNT(*) AS n FROM dim_card GROUP BY kind) SELECT d.card_id, k.n FROM dim_card AS d JOIN k ON k.kind = d.kind",
        53, "groups rows of all keys"
      ),
      (
        "SELECT d.card_id, (SELECT COUNT(*) FROM dim_card) AS n FROM dim_card AS d", 27,
        "adds up rows of all keys (count without GROUP BY)"
      ),
      (
        "SELECT d.card_id, 1 AS n FROM dim_card AS d JOIN (SELECT DISTINCT kind FROM dim_card) AS k ON k.kind = d.kind",
        51,
        "compares rows of all keys (DISTINCT)"
      ),
      ("SELECT card_id, 1 AS n FROM dim_card ORDER BY 1 LIMIT 5", 49, "takes some of the rows of all keys (LIMIT)"),
      (
        "SELECT d.card_id, h.account_id + 0 AS n FROM dim_card AS d JOIN holding AS h ON h.kinds = d.kind", 65,
        "joins 'h' without a key"
      ),
    ])
  func refused(sql: String, column: Int, problem: String) throws {
    let told = try told(sql)
    #expect(told.contains { $0.hasSuffix(":\(column) model 'm' is refreshed by card_id but \(problem)") }, "\(told)")
  }

  @Test(
    "what stays with its key is taken",
    arguments: [
      "SELECT card_id, ROW_NUMBER() OVER (PARTITION BY card_id ORDER BY valid_from) AS n FROM dim_card",
      "SELECT card_id, RANK() OVER w AS n FROM dim_card WINDOW w AS (PARTITION BY account_id, card_id ORDER BY valid_from)",
      "SELECT card_id, COUNT(*) AS n FROM dim_card GROUP BY 1",
      "SELECT d.card_id, (SELECT COUNT(*) FROM fact_pay AS p WHERE p.card_id = d.card_id) AS n FROM dim_card AS d",
      "SELECT d.card_id, 1 AS n FROM dim_card AS d JOIN (SELECT DISTINCT account_id FROM holding) AS h ON h.account_id = d.account_id",
      "SELECT d.card_id, h.n FROM dim_card AS d CROSS JOIN (SELECT COUNT(*) AS n FROM ref_kind) AS h",
      "WITH o (c, p) AS (SELECT card_id, party_id FROM dim_card) SELECT c AS card_id, MIN(p) AS n FROM o GROUP BY c",
    ])
  func taken(sql: String) throws {
    var pipeline = RefreshWorld.pipeline
    pipeline.references = [Reference("kind", [ReferenceColumn("kind", .text)], rows: [["D"]])]
    pipeline.models.append(
      model("m", key: "card_id", refresh: .by("card_id"), "card_id integer C2, n integer C2", sql))
    #expect(try findings(pipeline).map(\.problem) == [])
  }

  @Test("a date of every night is refused, directly and through a view; one that stays for a month is taken")
  func date() throws {
    let direct = try told("SELECT d.card_id, length(c.as_of) AS n FROM dim_card AS d CROSS JOIN run_context AS c")
    #expect(
      direct.first?.contains(
        "model 'm' is refreshed by card_id but reads run_context.as_of: rows that nothing touched would keep an old date"
      )
        == true, "\(direct)")
    let through = try told(
      "SELECT d.card_id, length(p.as_of) AS n FROM dim_card AS d JOIN party_now AS p ON p.party_id = d.party_id")
    #expect(through.first?.contains("reads run_context.as_of through 'party_now'") == true, "\(through)")
    #expect(try told("SELECT d.card_id, c.quarter_no AS n FROM dim_card AS d CROSS JOIN run_context AS c") == [])
  }

  @Test("what is looked up ties nothing together, and may be ranked by what it is looked up by")
  func lookups() throws {
    let ranked = """
      SELECT d.card_id, MAX(t.fee_fen) AS n FROM dim_card AS d
        JOIN (SELECT kind, fee_fen, ROW_NUMBER() OVER (PARTITION BY kind ORDER BY valid_from DESC) AS place FROM tariff) AS t
          ON t.kind = d.kind AND t.place = 1 GROUP BY d.card_id
      """
    #expect(try told(ranked) == [])
    let byKind = "SELECT MIN(card_id) AS card_id, COUNT(*) AS n FROM dim_card GROUP BY kind"
    #expect(try told(byKind).first?.contains("groups rows of all keys") == true, "a lookup key keeps no rows apart")
    let meeting = "SELECT a.card_id, b.card_id AS n FROM dim_card AS a JOIN dim_card AS b ON b.kind = a.kind"
    #expect(try told(meeting).first?.contains("joins 'b' without a key") == true)
    let all = """
      SELECT d.card_id, t.fee_fen AS n FROM dim_card AS d JOIN tariff AS u ON u.kind = d.kind
       CROSS JOIN (SELECT MAX(fee_fen) AS fee_fen FROM tariff) AS t
      """
    #expect(try told(all).contains { $0.contains("adds up rows of all keys") })
  }

  @Test("a model that no key leads to is refused")
  func nothing() throws {
    let told = try told("SELECT CAST(kind AS BIGINT) AS card_id, 1 AS n FROM dim_card")
    #expect(told.first?.contains("none of its sources has a key that leads to it") == true, "\(told)")
  }

  @Test("a column that is only passed on, or only orders rows, links nothing")
  func passedOn() throws {
    let plan = try analyse(RefreshWorld.pipeline)
    let pay = try #require(plan.footprints["fact_pay"])
    #expect(pay.linked.mapValues { $0.map(\.name) } == ["stg_pay": ["card_no"], "dim_card": ["card_id"]])
    let month = try #require(plan.footprints["party_month"])
    #expect(
      month.linked.mapValues { $0.map(\.name) } == ["fact_pay": ["card_id"], "dim_card": ["card_id", "party_id"]])
    #expect(month.views == ["card_owner"])
    let party = try #require(plan.footprints["party"])
    #expect(party.linked.mapValues { $0.map(\.name) } == ["xref": ["party_id"]], "src_cust_id only orders its rows")
    #expect(plan.ruleFootprints.keys.sorted() == ["card CRD-01", "pay ORP-01", "pay PAY-01"])
    #expect(
      plan.ruleFootprints["pay PAY-01"]?.linked.mapValues { $0.map(\.name) } == ["jrn_pay": ["pay_id", "reverses_id"]])
  }

  @Test(
    "a rule is asked for touched keys alone where its feeds lie by the one key that ties their rows, and it removes none"
  )
  func touchedRules() throws {
    var pipeline = RefreshWorld.pipeline
    let card = try #require(pipeline.feeds.firstIndex { $0.name == "card" })
    pipeline.feeds[card].journalRules += [
      JournalRule(
        "CRD-02", .find, "SELECT delivery_id, line_no FROM jrn_card CROSS JOIN run_context WHERE kind < as_of"),
      JournalRule(
        "CRD-03", .find,
        "SELECT c.delivery_id, c.line_no FROM jrn_card AS c JOIN jrn_owner AS o ON o.cust_no = c.cust_no"),
      JournalRule("CRD-04", .reject, pipeline.feeds[card].journalRules[0].query),
    ]
    let rules = TouchedRules(since: 1, try analyse(pipeline))
    let asked = pipeline.feeds.flatMap { feed in
      feed.journalRules.compactMap { rule in
        rules.feeds(behind: rule, of: feed, pipeline).map { "\(rule.id) of \($0.map(\.name).joined(separator: ", "))" }
      }
    }
    #expect(asked == ["CRD-01 of card"])
  }
}
