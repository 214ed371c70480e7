import Foundation
import MartTesting
import Testing

/// The market with figures, a parameter and a reference beside, three nights published; and changed copies of its
/// pipeline.
final class ChangingMarket {
  let market: Market

  init() throws {
    market = try Market(nights: 3)
    for (path, text) in Self.files { try market.write(text, to: path) }
    let settings = try String(contentsOfFile: market.pipeline + "/pipeline.yaml", encoding: .utf8)
    try market.write(
      settings + """
        parameters: { dear_fen: 50000, unread_no: 1 }
        figures: market_kpi
        references: { levy: { rate_bp: integer } }

        """, to: "pipeline.yaml")
    let ran = try market.mart("run")
    #expect(ran.status == 0, "\(ran.errors)")
  }

  private static let files = [
    "reference/levy.csv": "goods,rate_bp\nFRUIT,300\nFISH,500\nCLOTH,700\n",
    "models/goods_levy.sql": """
    /*---
    model: goods_levy
    title: Levy by goods
    grain: one row per goods
    owner: till
    key: [goods]
    refresh: full
    columns:
      goods:    { type: text, doc: a code of goods }
      levy_fen: { type: integer, required: true, class: C2, unit: fen, doc: levy on the sales }
    ---*/
    WITH sold AS (
      SELECT goods, SUM(amount_fen) AS amount_fen FROM fact_sale GROUP BY goods
    )
    SELECT t.goods, COALESCE(s.amount_fen, 0) * t.rate_bp AS levy_fen
      FROM ref_levy AS t
      LEFT JOIN sold AS s ON s.goods = t.goods
    """,
    "models/dear_sale.sql": """
    /*---
    model: dear_sale
    title: Dear sales
    grain: one row per sale
    owner: till
    key: [sale_no]
    refresh: full
    columns:
      sale_no:    { type: text, doc: number of the sale }
      amount_fen: { type: integer, required: true, class: C2, unit: fen, additive: yes, doc: the amount }
    ---*/
    SELECT s.sale_no, s.amount_fen FROM fact_sale AS s CROSS JOIN run_context AS c WHERE s.amount_fen >= c.dear_fen
    """,
    "models/market_kpi.sql": """
    /*---
    model: market_kpi
    title: Figures
    grain: one row per figure and organisation
    owner: till
    key: [kpi_id, org]
    refresh: full
    columns:
      kpi_id:     { type: text, doc: the figure }
      org:        { type: text, doc: the organisation }
      as_of:      { type: text, required: true, doc: the day }
      unit:       { type: text, required: true, doc: what it counts }
      basis:      { type: text, required: true, doc: its time }
      num:        { type: integer, doc: numerator }
      den:        { type: integer, doc: denominator }
      value:      { type: integer, doc: the value, declassify: a figure of the whole market }
      base_value: { type: integer, doc: the value before }
      growth_bp:  { type: integer, unit: bp, doc: growth }
    ---*/
    WITH counted AS (
      SELECT 'M01' AS kpi_id, 'sales' AS unit, COUNT(*) AS value FROM fact_sale
      UNION ALL
      SELECT 'M02', 'sales', COUNT(*) FROM dear_sale
    )
    SELECT n.kpi_id, 'BANK' AS org, c.as_of, n.unit, 'P' AS basis, NULL AS num, NULL AS den, n.value, NULL AS base_value, NULL AS growth_bp
      FROM counted AS n
     CROSS JOIN run_context AS c
    """,
    "metrics/market.yaml": """
    M01: { title: Sales, definition: all sales, unit: sales, basis: P, owner: till }
    M02: { title: Dear sales, definition: sales of dear_fen and more, unit: sales, basis: P, owner: till }

    """,
    "outputs/s05.yaml": """
    output: S05
    name: DEAR
    title: Dear sales
    version: 1
    user: till
    owner: till
    ceiling: C2
    key: [sale_no]
    columns:
      sale_no:    { type: text }
      amount_fen: { type: integer, class: C2 }
    sql: |
      SELECT sale_no, amount_fen FROM dear_sale

    """,
  ]

  /// A copy of the pipeline, changed; in a folder of its own beside the published one.
  func changed(_ edits: [Edit]) throws -> String {
    let folder = market.folder.file("market/changed-\(UUID().uuidString)")
    try FileManager.default.copyItem(atPath: market.pipeline, toPath: folder)
    for edit in edits { try edit.make(in: folder) }
    return folder
  }

  func plan(_ folder: String, _ flags: String...) throws -> Program.Ended {
    try Program("mart").run(["plan", "--home", market.home, "--pipeline", folder] + flags)
  }

  func change(_ folder: String) throws -> (told: Told, status: Int32, errors: String) {
    let ended = try plan(folder, "--json")
    #expect(!ended.output.isEmpty, "\(ended.errors)")
    let answer = try JSONDecoder().decode(Answer.self, from: Data(ended.output.utf8))
    return (try #require(answer.change, "\(ended.errors)"), ended.status, ended.errors)
  }

  /// What a second home has that took in the same files under the changed pipeline from the first night on, told by
  /// Python, table by table.
  func published(under folder: String) throws -> [Counted] {
    let home = market.folder.file("home-\(UUID().uuidString)")
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: market.home + "/landing", toPath: home + "/landing")
    let ran = try Program("mart").run(["run", "--home", home, "--pipeline", folder])
    #expect(ran.status == 0, "\(ran.errors)")
    let counted = try Program.system(
      "python3",
      [
        "Tests/Oracles/changed.py", market.home + "/current/mart.sqlite", home + "/current/mart.sqlite",
        "troubled:stall_no",
      ])
    #expect(counted.status == 0, "\(counted.errors)")
    return try counted.output.split(separator: "\n").map {
      try JSONDecoder().decode(Counted.self, from: Data($0.utf8))
    }
  }

  struct Counted: Decodable, Equatable {
    var table: String
    var rows_before, rows_after, added, removed, changed: Int
    var columns: [String: Int]
  }

  private struct Answer: Decodable { var change: Told? }

  struct Told: Decodable {
    struct Item: Decodable {
      var kind, name, `class`: String
      var details, breaks: [String]
    }
    struct Column: Decodable {
      var column: String
      var rows: Int
    }
    struct Table: Decodable {
      struct Example: Decodable {
        var key, change: String
        var columns: [String]
      }
      var table, because: String
      var rows_before, rows_after, added, removed, changed: Int
      var columns: [Column]
      var added_columns, removed_columns: [String]
      var examples: [Example]

      var counted: Counted {
        let pairs = Dictionary(columns.map { ($0.column, $0.rows) }) { first, _ in first }
        return Counted(
          table: table, rows_before: rows_before, rows_after: rows_after, added: added, removed: removed,
          changed: changed, columns: pairs)
      }
    }
    struct Figure: Decodable {
      var figure: String
      var before, after: Int?
    }
    struct Output: Decodable {
      var output: String
      var rows_before, rows_after, added, removed, changed: Int
    }
    struct Check: Decodable {
      var check: String
      var before, after: Int?
    }
    var against: String
    var changes: [Item]
    var tables: [Table]
    var figures: [Figure]
    var outputs: [Output]
    var checks: [Check]
    var notes: [String]

    /// Tables in which a row differs.
    var differing: [Counted] { tables.map(\.counted).filter { $0.added + $0.removed + $0.changed > 0 } }
  }

  enum Edit {
    case replace(String, String, String)
    case write(String, String)
    case remove(String)

    func make(in folder: String) throws {
      switch self {
      case .replace(let file, let old, let new):
        let path = "\(folder)/\(file)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(old), "\(file) has '\(old)'")
        try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: URL(fileURLWithPath: path))
      case .write(let file, let text): try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
      case .remove(let file): try FileManager.default.removeItem(atPath: "\(folder)/\(file)")
      }
    }
  }
}
