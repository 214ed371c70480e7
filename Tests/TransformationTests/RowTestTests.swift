import Contracts
import MartCore
import Testing
import Transformation

/// Row tests over two feeds: cards, and payments with an amount.
@Suite("rows in, rows out") struct RowTestTests {
  private func run(_ yaml: String, _ pipeline: Pipeline? = nil) throws -> [RowTestResult] {
    let pipeline = pipeline ?? world
    let file = try RowTestFile.read(yaml, file: "tests/t.yaml")
    return try runRowTests([file], pipeline, try analyse(pipeline))
  }

  private func findings(_ yaml: String) -> [String] {
    do {
      _ = try run(yaml)
      return []
    } catch let findings as Findings {
      return findings.list.map { "\($0.location.line):\($0.location.column) \($0.rule)" }
    } catch {
      return ["\(error)"]
    }
  }

  private var world: Pipeline {
    var made = pipeline([factPay, dimCard, spendMonth, cardNow, kinds])
    made.checks = [Check("no_loss", sql: "SELECT card_id, spend_fen FROM spend_month WHERE spend_fen < 0")]
    return made
  }

  private let kinds = model(
    "kinds", key: "code", "code text, value integer, as_of text",
    "SELECT r.code, COALESCE(r.value, c.floor_fen) AS value, c.as_of FROM ref_code AS r CROSS JOIN run_context AS c")

  private static let head = """
    model: spend_month
    on: 2024-09-30
    cases:

    """

  @Test("a model runs over the given rows; columns that nobody names hold what their types allow")
  func passes() throws {
    let results = try run(
      Self.head + """
          two payments of a month are one row:
            given:
              dim_card: |
                card_id | kind
                # the card
                7       | DEBIT
              fact_pay: |
                card_id | paid_on    | amount_fen
                7       | 2024-09-01 | 1_000
                7       | 2024-09-30 | 1
                7       | 2024-10-01 | 5
                8       | 2024-09-30 | 1
            expect: |
              card_id | month   | spend_fen | kind
              7       | 2024-10 | 5         | 'DEBIT'
              7       | 2024-09 | 1001      | DEBIT
        """)
    #expect(results.map(\.passed) == [true])
    #expect(results.first?.subject == "model 'spend_month'" && results.first?.location.line == 4)
  }

  @Test("an expected and a found row of one key stand side by side; others are missing or too many")
  func differences() throws {
    let results = try run(
      Self.head + """
          wrong:
            given:
              dim_card: |
                card_id | kind
                1       | DEBIT
                2       | CREDIT
              fact_pay: |
                card_id | paid_on    | amount_fen
                1       | 2024-09-01 | 10
                2       | 2024-09-01 | 20
            expect: |
              card_id | month   | spend_fen | kind
              1       | 2024-09 | 11        | CREDIT
              3       | 2024-09 | 30        |
        """)
    let differences = try #require(results.first).differences
    #expect(differences.map(\.columns) == [[2, 3], [], []])
    #expect(differences.map(\.expected) == [["1", "2024-09", "11", "CREDIT"], ["3", "2024-09", "30", nil], nil])
    #expect(differences.map(\.found) == [["1", "2024-09", "10", "DEBIT"], nil, ["2", "2024-09", "20", "CREDIT"]])
    #expect(differences.map(\.place.line) == [16, 17, 15])
  }

  @Test("order matters where a case says so, and only there", arguments: [(true, [[1], [1]]), (false, [])])
  func order(isOrdered: Bool, columns: [[Int]]) throws {
    let results = try run(
      """
      model: fact_pay
      on: 2024-09-30
      cases:
        two:
          ordered: \(isOrdered)
          given:
            stg_pay: |
              card_no | amount_fen
              1       | 5
              1       | 6
          expect: |
            card_id | amount_fen
            1       | 6
            1       | 5
      """)
    #expect(results.first?.differences.map(\.columns) == columns)
  }

  @Test("references stand there with their own rows, what is made of them is made, and run_context follows the date")
  func references() throws {
    let results = try run(
      """
      model: kinds
      on: 2024-02-29
      context: { floor_fen: 3 }
      cases:
        own:
          expect: |
            code   | value | as_of
            DEBIT  | 1     | 2024-02-29
            CREDIT | 2     | 2024-02-29
            OTHER  | 3     | 2024-02-29
        given:
          on: 2024-03-01
          context: { floor_fen: 4 }
          given:
            ref_code: |
              code | value
              NEW  | null
          expect: |
            code | value | as_of
            NEW  | 4     | 2024-03-01
        none:
          given: { ref_code: "x" }
          expect: |
            code
      """.replacing("{ ref_code: \"x\" }", with: "\n        ref_code: |\n          code"))
    #expect(results.map(\.failure) == ["", "", ""] && results.map(\.passed) == [true, true, true])
  }

  @Test("views are tried, models between are made where a case says so, and checks show what they find")
  func others() throws {
    let through = """
      check: no_loss
      on: 2024-09-30
      through: [fact_pay, spend_month, dim_card]
      cases:
        a refund without a purchase:
          given:
            stg_card: |
              card_no | kind
              1       | DEBIT
            stg_pay: |
              pay_id | card_no | paid_on    | amount_fen
              a      | 1       | 2024-09-01 | -5
          expect: |
            card_id | spend_fen
            1       | -5
      """
    #expect(try run(through).map(\.passed) == [true])
    let view = """
      model: card_now
      on: 2024-09-30
      cases:
        all:
          given:
            dim_card: |
              card_id | kind
              1       | 'a|b '
          expect: |
            card_id | as_of      | kind
            1       | 2024-09-30 | 'a|b '
      """
    #expect(try run(view).map(\.passed) == [true])
  }

  @Test("a case fails with the words of a night where a model breaks its own contract, or a given row another's")
  func broken() throws {
    let twice = """
      model: spend_month
      on: 2024-09-30
      cases:
        twice:
          given:
            dim_card: |
              card_id
              1
              1
          expect: |
            card_id
      """
    #expect(
      try run(twice).first?.failure.contains("t.yaml:9:9: error: this row breaks the contract of 'dim_card'") == true)
    var pipeline = world
    pipeline.models.append(
      model("bad", key: "n", "n integer", "SELECT 1 AS n FROM stg_pay"))
    let key = """
      model: bad
      on: 2024-09-30
      cases:
        two:
          given:
            stg_pay: |
              card_no
              1
              2
          expect: |
            n
            1
      """
    #expect(
      try run(key, pipeline).first?.failure.contains("UNIQUE") == true
        || run(key, pipeline).first?.failure.contains("two rows with one key") == true)
  }

  @Test("what is not written as a test is written is found with its place, all at once")
  func misspelt() {
    let yaml =
      Self.head + """
          a:
            on: 2024-09-31
            gives: {}
            given:
              fact_pay: |
                card_id | amount_fen | card_id
                1       | 2
            expect: none
        """
    #expect(
      findings(yaml) == [
        "5:9 test.date", "6:5 test.unknown-key", "11:13 test.wrong-type", "9:32 test.table", "10:9 test.table",
      ])
    #expect(findings("on: 2024-09-30\ncases: {}") == ["1:1 test.subject"])
    #expect(findings("model: a\ncheck: b\ncases: {}") == ["1:1 test.subject"])
    #expect(findings("model: dim_card\ncases:\n  a:\n    expect: |\n      card_id") == ["3:3 test.date"])
    #expect(
      findings("model: dim_card\ncases:\n  a:\n    on: 2024-09-30\n    expect: |\n      # none") == ["6:7 test.table"])
  }

  @Test("what a test names and the pipeline lacks is found with its place, all at once")
  func mistakes() {
    let yaml =
      Self.head + """
          a:
            context: { floor: 1, floor_fen: x }
            through: [fact_pax, kinds, dim_card]
            given:
              dim_car: |
                card_id
              dim_card: |
                card_id | kinds
                x       | a
              fact_pay: |
                card_id | amount_fen
                '1'     | 1.5
            expect: |
              card_id | spend
              1       | 2
        """
    #expect(
      findings(yaml) == [
        "5:23 test.unknown-column", "5:37 test.type", "6:15 test.unknown-model", "6:32 test.through",
        "6:25 test.unread", "8:7 test.unread", "11:19 test.unknown-column", "12:9 test.type", "15:9 test.type",
        "15:19 test.type", "17:17 test.unknown-column",
      ])
    #expect(findings("model: nothing\non: 2024-09-30\ncases: {}") == ["1:8 test.unknown-model"])
  }
}
