import Contracts
import MartCore
import Testing

/// A query with the place of its finding marked by `▸`, and what must be said of it.
struct Unportable: Sendable, CustomTestStringConvertible {
  var sql: String
  var says: String

  init(_ sql: String, _ says: String) { (self.sql, self.says) = (sql, says) }

  var testDescription: String { sql }
}

@Suite("the portable subset") struct PortableTests {
  static let head = """
    /*---
    model: m
    title: M
    grain: one row
    key: [a]
    columns:
      a: { type: integer, required: true }
    ---*/

    """

  @Test("a form feed ends no line: places are those that an editor shows")
  func formFeed() {
    #expect(Self.findings("-- \u{0C}\u{0B}\nSELECT 1.5 AS a FROM t").first?.hasPrefix("2:8: ") == true)
    #expect(Self.findings("--\r\nSELECT 1.5 AS a FROM t").first?.hasPrefix("2:8: ") == true)
  }

  /// The findings of a model with this query; lines count from the query's first.
  static func findings(_ sql: String) -> [String] {
    do {
      _ = try Model.read(head + sql, file: "m.sql")
      return []
    } catch let findings as Findings {
      return findings.list.sorted { $0.location < $1.location }.map {
        "\($0.location.line - 8):\($0.location.column): \($0.problem) [\($0.rule)]; \($0.remedy)"
      }
    } catch {
      return ["\(error)"]
    }
  }

  @Test(
    "what the engines read differently is refused at its place, with the portable spelling",
    arguments: [
      Unportable(
        "SELECT a ▸/ 2 AS a FROM t",
        "'/' gives a whole number in SQLite and a double in Spark [model.portable]; write CAST((a - a % b) / b AS BIGINT), or CAST(a AS DOUBLE) / b for a double"
      ),
      Unportable(
        "SELECT (a - a % b) ▸/ b AS a FROM t",
        "'/' gives a whole number in SQLite and a double in Spark [model.portable]; put CAST(… AS BIGINT) around it"),
      Unportable(
        "SELECT CAST((a - a % b) ▸/ c AS BIGINT) AS a FROM t",
        "'/' gives a whole number in SQLite and a double in Spark [model.portable]; write CAST((a - a % b) / b AS BIGINT), or CAST(a AS DOUBLE) / b for a double"
      ),
      Unportable(
        "SELECT a FROM t WHERE b = ▸'it''s'",
        "a doubled quote inside a text is lost in Spark [model.portable]; write 'it' || char(39) || 's'"),
      Unportable(
        "SELECT a\n  FROM t -- a / b LIKE 'x'\n WHERE b ▸like 'x%'",
        "LIKE is outside the portable subset [model.portable]; compare with substr or instr"),
      Unportable(
        "SELECT a FROM t ORDER BY b ▸COLLATE nocase",
        "COLLATE is outside the portable subset [model.portable]; leave it out: both engines compare by code points"),
      Unportable(
        "SELECT ▸iif(b = 1, 2, 3) AS a FROM t",
        "iif() is outside the portable subset [model.portable]; write CASE WHEN … THEN … ELSE … END"),
      Unportable(
        "SELECT CAST(b AS ▸TEXT) AS a FROM t",
        "CAST AS TEXT is outside the portable subset [model.portable]; write VARCHAR(n)"),
      Unportable(
        "SELECT CAST(b AS ▸INT) AS a FROM t",
        "CAST AS INT is outside the portable subset [model.portable]; write BIGINT"),
      Unportable(
        "SELECT CAST(b AS ▸DATE) AS a FROM t",
        "CAST AS DATE is outside the portable subset [model.portable]; keep dates as text yyyy-mm-dd"),
      Unportable(
        "SELECT CAST(b AS ▸VARCHAR) AS a FROM t", "VARCHAR needs its length in Spark [model.portable]; write VARCHAR(n)"
      ),
      Unportable(
        "SELECT a * ▸1.5 AS a FROM t",
        "'1.5' is a decimal in Spark and a double in SQLite [model.portable]; count in whole units, or write 1.5E0 for a double"
      ),
      Unportable(
        "SELECT ▸max(a, b) AS a FROM t",
        "max of two values is an aggregate in Spark [model.portable]; write CASE WHEN a > b THEN a ELSE b END"),
      Unportable(
        "WITH ▸RECURSIVE r AS (SELECT 1 AS a) SELECT a FROM r",
        "RECURSIVE is outside the portable subset [model.portable]; join a reference table of steps, or unfold the steps as CTEs"
      ),
      Unportable(
        "SELECT ▸group_concat(b) AS a FROM t",
        "group_concat() is outside the portable subset [model.portable]; keep one row a value"),
      Unportable(
        "SELECT ▸json_extract(b, '$.a') AS a FROM t",
        "JSON is outside the portable subset [model.portable]; declare the value as a column of the feed"),
      Unportable(
        "SELECT a FROM t ▸QUALIFY n = 1",
        "QUALIFY is outside the portable subset [model.portable]; compute the window in a CTE and filter it with WHERE"),
      Unportable(
        "SELECT a FROM t WHERE b ▸<=> c",
        "'<=>' is outside the portable subset [model.portable]; write IS NOT DISTINCT FROM"),
      Unportable(
        "SELECT a FROM t LIMIT 5▸, 10",
        "LIMIT with a comma is outside the portable subset [model.portable]; write LIMIT n OFFSET m"),
      Unportable(
        "SELECT ▸* FROM t", "the last SELECT takes '*' [model.portable]; list its columns as the contract does"),
      Unportable(
        "WITH u AS (SELECT * FROM t) SELECT u.▸* FROM u",
        "the last SELECT takes '*' [model.portable]; list its columns as the contract does"),
      Unportable(
        "SELECT a FROM t WHERE b < ▸date('now')",
        "date() is outside the portable subset [model.portable]; read dates from run_context, join dim_date for differences, slice with substr"
      ),
      Unportable(
        "SELECT a FROM t WHERE b < ▸current_date",
        "CURRENT_DATE is outside the portable subset [model.portable]; read business_date of run_context"),
      Unportable(
        "SELECT a FROM t ORDER BY ▸random()",
        "random() is outside the portable subset [model.portable]; derive it from the key"),
      Unportable(
        "SELECT ▸SUM(b = 1) AS a FROM t",
        "SUM of a condition fails in Spark [model.portable]; write SUM(CASE WHEN … THEN 1 ELSE 0 END)"),
      Unportable(
        "SELECT a FROM t WHERE substr(b, ▸0, 2) = 'x'",
        "substr from 0 or from the end differs [model.portable]; count positions from 1"),
      Unportable(
        "SELECT a FROM t WHERE b = ▸\"x\"",
        "\"x\" is a name in SQLite and may be a text in Spark [model.portable]; write the name without quotes, a text in '…'"
      ),
      Unportable(
        "SELECT a FROM t WHERE b = 1 AND '1' ▸= 1",
        "a text compared with a number differs [model.portable]; compare values of one type: CAST(… AS BIGINT)"),
      Unportable(
        "SELECT a FROM t WHERE ▸n AND b = 1",
        "a column alone is no condition in Spark [model.portable]; write n <> 0, or n = 1"),
      Unportable(
        "SELECT x AS a FROM (▸VALUES (1, 2)) AS v(x, y)",
        "VALUES with names of columns in FROM fails in SQLite [model.portable]; write WITH v(x, y) AS (VALUES …)"),
      Unportable(
        "SELECT ▸CAST(CAST(b AS DOUBLE) AS VARCHAR(20)) AS a FROM t",
        "a double as text differs [model.portable]; keep whole units, or hand on the double itself"),
      Unportable(
        "SELECT ▸SUM(CAST(b AS DOUBLE)) AS a FROM t",
        "SUM of doubles depends on the order of the rows [model.portable]; add up whole units, then divide"),
      Unportable(
        "SELECT b + c AS total, a FROM t WHERE t.d = 1 AND ▸total > 3",
        "'total' is a name of this SELECT's list, which Spark does not know in WHERE [model.portable]; make it in a CTE and filter there; a column of a table is written table.total"
      ),
      Unportable(
        "SELECT a, ▸b, SUM(c) AS d FROM t GROUP BY a",
        "'b' is neither grouped nor added up [model.portable]; name it in GROUP BY, or take MIN or MAX of it"),
      Unportable(
        "SELECT t.a FROM t WHERE t.b = (SELECT SUM(u.b) FROM u WHERE u.c IN (SELECT v.c FROM v WHERE v.d = ▸t.d))",
        "'t' is a table two SELECTs away, where Spark does not look [model.portable]; join in a CTE what is compared with it"
      ),
      Unportable(
        "SELECT ▸upper(b) AS a FROM t",
        "upper() is outside the portable subset [model.portable]; compare codes as they are written: beyond ASCII the engines differ"
      ),
      Unportable(
        "SELECT ▸trim(b, 'x') AS a FROM t",
        "trim with two arguments differs [model.portable]; trim blanks alone, or write replace or substr"),
      Unportable(
        "SELECT SUM(a) OVER (ORDER BY b ▸GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) AS a FROM t",
        "GROUPS frames are outside the portable subset [model.portable]; write ROWS or RANGE"),
      Unportable(
        "SELECT a, COUNT(*) AS n FROM t GROUP BY ▸ROLLUP(a)",
        "ROLLUP is outside the portable subset [model.portable]; write the levels as SELECTs with UNION ALL"),
      Unportable(
        "SELECT ▸md5(b) AS a FROM t",
        "md5() is outside the portable subset [model.portable]; keep the columns themselves"),
      Unportable(
        "SELECT b ▸-> '$.a' AS a FROM t",
        "JSON is outside the portable subset [model.portable]; declare the value as a column of the feed"),
      Unportable(
        "SELECT CAST(b AS ▸STRING) AS a FROM t",
        "CAST AS STRING is outside the portable subset [model.portable]; write VARCHAR(n)"),
      Unportable("SELECT a FROM t▸; SELECT 2", "there is more than one statement [model.portable]; write one SELECT"),
      Unportable(
        "▸PRAGMA user_version", "the SQL does not begin with SELECT or WITH [model.portable]; write one SELECT"),
      Unportable(
        "SELECT a FROM t WHERE (b = '客户' AND c ▸GLOB 'x')",
        "GLOB is outside the portable subset [model.portable]; compare with substr or instr"),
      Unportable(
        "SELECT a FROM t WHERE b = ▸'open", "this text, name or comment is never closed [model.portable]; close it"),
      Unportable(
        "SELECT a FROM t WHERE ▸(b = 1", "this parenthesis has no partner [model.portable]; close it or take it away"),
    ])
  func refused(query: Unportable) throws {
    let before = try #require(query.sql.split(separator: "▸", omittingEmptySubsequences: false).first)
    let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
    let place = "\(lines.count):\((lines.last?.unicodeScalars.count ?? 0) + 1)"
    let found = Self.findings(query.sql.replacing("▸", with: ""))
    #expect(found.first == "\(place): \(query.says)", "\(found)")
  }

  @Test(
    "what both engines read alike passes",
    arguments: [
      "SELECT CAST((a - a % b) / b AS BIGINT) AS a FROM t",
      "SELECT CASE WHEN n >= 0 THEN CAST(((n * 2 + d) - (n * 2 + d) % (2 * d)) / (2 * d) AS BIGINT) END AS a FROM t",
      "SELECT CAST((n * 2 + d - (n * 2 + d) % (2 * d)) / (2 * d) AS BIGINT) AS a FROM t",
      "SELECT CAST((SUM(a) - SUM(a) % NULLIF(COUNT(*), 0)) / NULLIF(COUNT(*), 0) AS BIGINT) AS a FROM t",
      "SELECT CAST(CAST(a AS DOUBLE) / b * 1.5E0 AS BIGINT) AS a FROM t",
      "SELECT a FROM t WHERE b = '' OR b = 'it' || char(39) || 's' /* LIKE / \"x\" */ LIMIT 3 OFFSET 5",
      "WITH u(x, y) AS (VALUES (1, 2)) SELECT x * y AS a FROM u",
      "SELECT a FROM t WHERE EXISTS (SELECT * FROM u) ORDER BY a, b LIMIT 1",
      "SELECT SUM(CASE WHEN b = 1 AND c IN (1, 2) THEN 1 ELSE 0 END) FILTER (WHERE d IS NOT NULL) AS a FROM t",
      "SELECT MAX(a) OVER (PARTITION BY b ORDER BY c ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS a FROM t",
      "SELECT t.date AS a FROM gl AS t WHERE substr(t.month, 1, 4) = '2024' AND replace(b, 'x', 'y') = 'y'",
      "SELECT b, substr(c, 1, 7) AS m, MAX(d) + COUNT(*) AS a FROM t WHERE t.m = 1 GROUP BY b, substr(c, 1, 7)",
      "SELECT substr(m, 1, 4) AS m, SUM(SUM(c)) OVER (PARTITION BY d ORDER BY m) AS a FROM t WHERE m > 'x' GROUP BY d, m",
      "SELECT t.a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.a) ORDER BY CASE t.b WHEN c THEN 1 ELSE 0 END",
      "SELECT COUNT(*) AS a FROM t GROUP BY b HAVING COUNT(*) > 1 UNION ALL SELECT 1 AS a",
    ])
  func allowed(sql: String) { #expect(Self.findings(sql) == []) }

  @Test("tokens carry their places and leave comments out")
  func tokens() {
    let tokens = sqlTokens("SELECT '客户' AS a, -- a name\n  1e3||b", at: FileLocation(file: "q.sql", line: 5, column: 3))
    #expect(tokens.map(\.text) == ["SELECT", "'客户'", "AS", "a", ",", "1e3", "||", "b"])
    #expect(tokens.map(\.kind) == [.word, .string, .word, .word, .sign, .number, .sign, .word])
    #expect(
      tokens.map { "\($0.location.line):\($0.location.column)" } == [
        "5:3", "5:10", "5:15", "5:18", "5:19", "6:3", "6:6", "6:8",
      ])
  }
}
