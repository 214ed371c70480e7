import Foundation
import MartTesting
import Testing

/// Another system's files are written by Python, from its own reading of the mart.
@Suite("a table and another system's file") struct ReconcileTests {
  private static let titles = """
    /*---
    model: goods_title
    title: Goods by name
    grain: one row per goods
    owner: till
    key: [goods]
    refresh: full
    columns:
      goods:    { type: text, doc: a code of goods }
      title_zh: { type: text, required: true, doc: its name }
    ---*/
    SELECT code AS goods, title_zh FROM ref_code WHERE list = 'goods'
    """

  private func published() throws -> Market {
    let market = try Market(nights: 2)
    try market.write(Self.titles, to: "models/goods_title.sql")
    let ran = try market.mart("run")
    #expect(ran.status == 0, "\(ran.errors)")
    return market
  }

  /// Writes files with Python, which knows `sales` (dicts of fact_sale), `titles`, `write(name, rows, encoding)`.
  @discardableResult
  private func python(_ market: Market, _ script: String) throws -> String {
    let text = """
      import csv, gzip, io, json, sqlite3, sys
      folder, mart = sys.argv[1], sqlite3.connect(f"file:{sys.argv[1]}/home/current/mart.sqlite?mode=ro", uri=True)
      mart.row_factory = sqlite3.Row
      columns = "sale_no, stall_no, sold_on, goods, amount_fen"
      sales = [dict(row) for row in mart.execute(f"SELECT {columns} FROM fact_sale ORDER BY sale_no DESC")]
      titles = [dict(row) for row in mart.execute("SELECT goods, title_zh FROM goods_title")]
      def write(name, rows, encoding="utf-8"):
          text = io.StringIO()
          writer = csv.DictWriter(text, list(rows[0]), lineterminator="\\r\\n")
          writer.writeheader()
          writer.writerows(rows)
          data = text.getvalue().encode(encoding)
          open(f"{folder}/{name}", "wb").write(gzip.compress(data) if name.endswith(".gz") else data)

      """
    let done = try Program.system("python3", ["-c", text + script, market.folder.path])
    #expect(done.status == 0, "\(done.errors)")
    return done.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func reconcile(_ market: Market, _ file: String, _ flags: String...) throws -> Program.Ended {
    try Program("mart").run(
      ["reconcile", market.folder.file(file), "--home", market.home, "--pipeline", market.pipeline] + flags)
  }

  private struct Told: Decodable {
    struct Column: Decodable, Equatable {
      var column: String
      var rows: Int
    }
    struct Sum: Decodable, Equatable {
      var column: String
      var ours, theirs: Int
    }
    struct Slice: Decodable {
      var column, value: String
      var differing, rows: Int
      var lift: Double
    }
    var rows_ours, rows_theirs, only_ours, only_theirs, differing, repeated: Int
    var examples_ours, examples_differing: [String]
    var lines_theirs: [Int]
    var columns: [Column]
    var sums: [Sum]
    var slices: [Slice]
  }

  private func told(_ ended: Program.Ended) throws -> Told {
    #expect(!ended.output.isEmpty, "\(ended.errors)")
    return try JSONDecoder().decode(Told.self, from: Data(ended.output.utf8))
  }

  @Test("that are equal end with 0: plain, packed, in GB18030, in another order and with other names")
  func equal() throws {
    let market = try published()
    try python(
      market,
      """
      write("same.csv", sales)
      write("packed.csv.gz", sales)
      write("named.csv", [{"AMOUNT, yuan": f"{s['amount_fen'] / 100:.2f}", "ID": s["sale_no"], "kind": s["goods"]} for s in sales])
      write("names.csv", titles, "gb18030")
      write("marked.csv", titles, "utf-8-sig")
      """)
    for file in ["same.csv", "packed.csv.gz"] {
      let ended = try reconcile(market, file, "--table", "fact_sale")
      #expect(ended.status == 0 && ended.output.contains("\(file): equal"), "\(ended.output)\(ended.errors)")
    }
    let named = try reconcile(
      market, "named.csv", "--table", "fact_sale", "--key", "sale_no=ID", "--columns", "goods=kind")
    #expect(named.status == 0, "\(named.output)\(named.errors)")
    for file in ["names.csv", "marked.csv"] {
      let ended = try reconcile(market, file, "--table", "goods_title")
      #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
    }
    try python(
      market,
      """
      write("yuan.csv", [{"AMT": f"{s['amount_fen'] / 100:.2f}", "ID": s["sale_no"]} for s in sales])
      titles[0]["title_zh"] = "果"
      write("names.csv", titles, "gb18030")
      """)
    let yuan = try reconcile(
      market, "yuan.csv", "--table", "fact_sale", "--key", "sale_no=ID", "--columns", "amount_fen=AMT*100")
    #expect(yuan.status == 0, "\(yuan.output)\(yuan.errors)")
    let other = try told(reconcile(market, "names.csv", "--table", "goods_title", "--json"))
    #expect(other.columns == [Told.Column(column: "title_zh", rows: 1)] && other.differing == 1)
  }

  @Test("that differ end with 65: keys on both sides, columns, sums, and the slice in which differences lie")
  func planted() throws {
    let market = try published()
    let counted = try python(
      market,
      """
      kept = [dict(s) for n, s in enumerate(sales) if n % 13 != 5]
      fish = [s for s in kept if s["goods"] == "FISH"]
      for s in fish[:-2]: s["amount_fen"] += 7
      others = [s for s in kept if s["goods"] != "FISH"]
      others[0]["stall_no"] = "S999"
      extra = [dict(kept[0], sale_no=f"SECRET-{n}") for n in range(3)]
      write("theirs.csv", kept + extra + [kept[1]])
      print(json.dumps([len(sales), len(kept) + 4, len(sales) - len(kept), len(fish) - 2,
                        sum(s["amount_fen"] for s in sales), sum(s["amount_fen"] for s in kept + extra),
                        sum(1 for s in sales if s["goods"] == "FISH")]))
      """)
    let numbers = try JSONDecoder().decode([Int].self, from: Data(counted.utf8))
    let ended = try reconcile(market, "theirs.csv", "--table", "fact_sale", "--json")
    #expect(ended.status == 65, "\(ended.errors)")
    let told = try told(ended)
    #expect(told.rows_ours == numbers[0] && told.rows_theirs == numbers[1] && told.repeated == 1)
    #expect(told.only_ours == numbers[2] && told.only_theirs == 3)
    #expect(told.differing == numbers[3] + 1)
    #expect(
      Set(told.columns.map { "\($0.column) \($0.rows)" }) == ["amount_fen \(numbers[3])", "stall_no 1"])
    #expect(told.sums == [Told.Sum(column: "amount_fen", ours: numbers[4], theirs: numbers[5])])
    let first = try #require(told.slices.first)
    #expect(first.column == "goods" && first.value == "FISH" && first.rows == numbers[6] && first.lift > 1.5)
    #expect(told.lines_theirs == [numbers[1] - 2, numbers[1] - 1, numbers[1]])
    let page = try reconcile(market, "theirs.csv", "--table", "fact_sale")
    #expect(page.output.contains("goods = FISH: \(first.differing) of its \(first.rows) rows"), "\(page.output)")
    #expect(!(ended.output + page.output).contains("SECRET"), "what the file alone has is told by its lines")
  }

  @Test("may be compared in part: rows that the condition leaves out are missed on neither side")
  func condition() throws {
    let market = try published()
    try python(
      market, "write('fish.csv', [s if s['goods'] == 'FISH' else dict(s, amount_fen=1) for s in sales])")
    let all = try reconcile(market, "fish.csv", "--table", "fact_sale")
    #expect(all.status == 65)
    let part = try reconcile(market, "fish.csv", "--table", "fact_sale", "--where", "goods = 'FISH'")
    #expect(part.status == 0, "\(part.output)\(part.errors)")
    for bad in ["1) OR (1", "1; DELETE FROM fact_sale", "load_extension('x')", "(1", "nowhere = 1"] {
      let refused = try reconcile(market, "fish.csv", "--table", "fact_sale", "--where", bad)
      #expect(refused.status == 64, "\(bad): \(refused.status) \(refused.errors)")
    }
  }

  @Test("that cannot be compared say why: a header that does not match, a short row, bytes that are no text")
  func wrong() throws {
    let market = try published()
    try python(
      market,
      """
      write("named.csv", [{"sale_nr": s["sale_no"], "amount_fen": s["amount_fen"]} for s in sales])
      write("alone.csv", [{"sale_no": s["sale_no"], "x": 1} for s in sales])
      open(f"{folder}/short.csv", "w").write("sale_no,goods\\nN1,FISH\\nN2\\n")
      open(f"{folder}/open.csv", "w").write('sale_no,goods\\nN1,"FISH\\n')
      open(f"{folder}/bytes.csv", "wb").write(b"sale_no,goods\\nN1,FISH\\nN2,\\xff\\xff\\n")
      """)
    let named = try reconcile(market, "named.csv", "--table", "fact_sale")
    #expect(
      named.status == 64 && named.errors.contains("no column 'sale_no' [reconcile.header]; did you mean 'sale_nr'?"))
    let alone = try reconcile(market, "alone.csv", "--table", "fact_sale")
    #expect(alone.status == 64 && alone.errors.contains("none of the other columns"), "\(alone.errors)")
    let table = try reconcile(market, "named.csv", "--table", "fact_sal")
    #expect(table.status == 64 && table.errors.contains("did you mean 'fact_sale'?"), "\(table.errors)")
    let column = try reconcile(
      market, "named.csv", "--table", "fact_sale", "--key", "sale_no=sale_nr", "--columns", "amount_fn")
    #expect(column.status == 64 && column.errors.contains("did you mean 'amount_fen'?"), "\(column.errors)")
    let short = try reconcile(market, "short.csv", "--table", "fact_sale")
    #expect(short.status == 65 && short.errors.contains("short.csv:3: error: the row has 1 fields"), "\(short.errors)")
    let open = try reconcile(market, "open.csv", "--table", "fact_sale")
    #expect(
      open.status == 65 && open.errors.contains("open.csv:2: error: a quoted field is never closed"), "\(open.errors)")
    let bytes = try reconcile(market, "bytes.csv", "--table", "fact_sale")
    #expect(bytes.status == 65 && bytes.errors.contains("bytes.csv:3: error: the row holds bytes"), "\(bytes.errors)")
    let double = try reconcile(
      market, "alone.csv", "--table", "fact_sale", "--key", "goods=sale_no", "--columns", "stall_no=x")
    #expect(double.status == 64 && double.errors.contains("several rows of one key"), "\(double.errors)")
    let nothing = try reconcile(market, "nothing.csv", "--table", "fact_sale")
    #expect(nothing.status == 64 && nothing.errors.contains("no such file"), "\(nothing.errors)")
  }

  @Test("leave one line a night in the ledger, and the mart as it was")
  func ledger() throws {
    let market = try published()
    let before = try market.bytes()
    try python(market, "write('a.csv', sales); write('b.csv', sales[1:])")
    _ = try reconcile(market, "b.csv", "--table", "fact_sale")
    _ = try reconcile(market, "a.csv", "--table", "fact_sale")
    #expect(try market.bytes() == before)
    try market.land(2)
    #expect(try market.mart("run").status == 0)
    _ = try reconcile(market, "a.csv", "--table", "fact_sale")
    let lines = try market.ask(
      "SELECT night, table_name, file, only_ours > 0, only_theirs, differing, length(sha256) FROM reconciliation ORDER BY 1",
      of: "ledger.sqlite")
    #expect(lines == "2024-09-02.1|fact_sale|a.csv|0|0|0|64\n2024-09-03.1|fact_sale|a.csv|1|0|0|64")
    let shown = try market.mart("reconcile", "--history")
    #expect(shown.status == 0 && shown.output.split(separator: "\n").count == 4, "\(shown.output)\(shown.errors)")
    let other = try market.mart("reconcile", "--history", "--table", "dim_stall")
    #expect(other.output == "nothing was compared yet\n")
    let left = try FileManager.default.contentsOfDirectory(atPath: market.home)
    #expect(!left.contains { $0.hasPrefix("reconcile") }, "\(left)")
  }
}
