import Contracts
import MartCore
import Testing
import Transformation

@Suite("models are tried over rows made from the contracts") struct ModelsWitnessTests {
  /// Errors, or else warnings, of a trial of the pipeline.
  private func tried(_ pipeline: Pipeline) throws -> [Finding] {
    let plan = try analyse(pipeline)
    do { return try witness(pipeline, plan: plan) } catch let findings as Findings { return findings.list }
  }

  @Test("sound models pass, and joins meet")
  func sound() throws {
    var made = pipeline([spendMonth, factPay, dimCard, cardNow])
    made.checks = [Check("c", sql: "SELECT 1 FROM spend_month WHERE spend_fen < 0")]
    made.paths = [ConservationPath("V1", steps: [.init("fact_pay", "amount", "SELECT SUM(amount_fen) FROM fact_pay")])]
    made.feeds[1].publishes = Publication("fact_pay", ["amount_fen": "SUM(amount_fen)"])
    #expect(try tried(made).isEmpty)
    // Without a row that joins, an integer division would not be seen.
    let joined = model(
      "j", key: "n", "n text",
      "SELECT COUNT(*) AS n FROM fact_pay p JOIN dim_card d ON d.card_id = p.card_id HAVING COUNT(*) > 0")
    made.models.append(joined)
    #expect(try tried(made).map(\.rule) == ["model.type"])
  }

  @Test(
    "a value of another type than declared is found, though the empty schema cannot show it",
    arguments: [
      ("x integer", "SELECT MAX(kind) AS x FROM stg_card", "text"),
      ("x integer C2", "SELECT SUM(limit_fen) * 1.5 AS x FROM stg_card", "real"),
      ("x text", "SELECT COUNT(*) AS x FROM stg_card", "integer"),
      ("x integer", "SELECT '12' AS x", "text"),
      ("x text C2", "SELECT COALESCE(limit_fen, '-') AS x FROM stg_card", "integer"),
    ])
  func types(layout: String, sql: String, found: String) throws {
    let findings = try tried(pipeline([model("m", key: "x", layout, sql)]))
    #expect(findings.map(\.rule) == ["model.type"] && findings.first?.severity == .error)
    #expect(findings.first?.problem.contains(" gives \(found) where ") == true)
    #expect(findings.first?.location.description == "models/m.sql:2")
  }

  @Test("NULL in a required column and a doubled key are warnings")
  func nullsAndKeys() throws {
    let null = model(
      "m", key: "card_id", "card_id integer C2, limit_fen integer C2 !",
      "SELECT card_no AS card_id, limit_fen FROM stg_card")
    let double = model(
      "n", key: "card_no", "card_no integer C2", "SELECT c.card_no FROM stg_card AS c CROSS JOIN stg_pay AS p")
    let findings = try tried(pipeline([null, double]))
    #expect(findings.map(\.rule) == ["model.null", "model.key"])
    #expect(findings.allSatisfy { $0.severity == .warning && $0.location.line == 10 })
  }

  @Test("keys of one kind under two names lie apart, and so do two of one kind in a row; both still meet in joins")
  func tokens() throws {
    var made = pipeline()
    var loans = cardFeed()
    loans.name = "loan"
    loans.key = ["loan_no"]
    loans.columns[1].name = "loan_no"
    var guarantor = loans.columns[2]
    guarantor.name = "guarantor_no"
    loans.columns.append(guarantor)
    made.feeds.append(loans)
    made.models = [
      model(
        "account", key: "n", "n integer C2", "SELECT card_no AS n FROM stg_card UNION ALL SELECT loan_no FROM stg_loan"),
      model(
        "borrower", key: "loan_no person", "loan_no integer C2, person integer C2",
        "SELECT loan_no, cust_no AS person FROM stg_loan UNION ALL SELECT loan_no, guarantor_no FROM stg_loan"),
      model(
        "met", key: "n", "n text",
        """
        SELECT COUNT(*) AS n FROM stg_loan AS l JOIN stg_card AS c ON c.cust_no = l.guarantor_no
          JOIN stg_pay AS p ON p.card_no = c.card_no HAVING COUNT(*) > 0
        """),
    ]
    #expect(
      try tried(made).map(\.rule) == ["model.type"], "the third has rows, which are no text; the others are sound")
  }

  @Test("what fails only while running is found, in checks and paths too")
  func running() throws {
    var made = pipeline([dimCard])
    made.checks = [Check("c", sql: "SELECT SUM(9223372036854775807) FROM dim_card")]
    made.paths = [ConservationPath("V1", steps: [.init("dim_card", "amount", "SELECT MAX(kind) FROM dim_card")])]
    made.outputs = [output("E01", key: "kind", "kind integer", "SELECT kind FROM dim_card GROUP BY kind")]
    #expect(try tried(made).map(\.rule) == ["check.witness", "output.type", "path.type"])
  }

  @Test("forty models are analysed and tried in well under a second")
  func speed() throws {
    let many = (0..<40).map { number in
      var copy = spendMonth
      copy.name = "spend_\(number)"
      return copy
    }
    let made = pipeline([dimCard, factPay] + many)
    let time = try ContinuousClock().measure { try witness(made, plan: analyse(made)) }
    #expect(time < .milliseconds(700))
  }
}
