import Contracts
import Emission
import Foundation
import MartCore
import MartStore
import MartTesting
import Testing

private let rows = """
  INSERT INTO meta_delivery VALUES
    (1, 'card_txn', '2024-09-29', 'CARD_0929.gz', 1, 'aa', 'accepted', 10, 10, 0, 0),
    (2, 'card_txn', '2024-09-30', 'CARD_0930.gz', 1, 'bb', 'accepted', 20, 17, 2, 1);
  INSERT INTO meta_quarantine VALUES (1, 3, 'ccy', 'DQ-01', 'old'), (2, 5, 'amount_fen', 'TXN-01', '=not <positive>'),
    (2, 9, 'amount_fen', 'TXN-01', '=not <positive>');
  INSERT INTO meta_conservation VALUES
    (1, '2024-09-29', 'card_txn', 'rows', 'rows', 10, 10, 0, 0, 10, 10, 0),
    (2, '2024-09-30', 'card_txn', 'rows', 'rows', 20, 17, 2, 1, 17, 17, 0),
    (2, '2024-09-30', 'card_txn', 'amount_fen', 'fen', 1234567, 1234566, 0, 0, 1234566, 1234566, 1);
  INSERT INTO meta_path VALUES ('V1', 1, 'card_txn', 'amount_fen', '2024-09-30', 5, '', 0);
  INSERT INTO meta_check VALUES ('path.V1', 'stop', 'cards', 0, 'ok', ''), ('late', 'warn', 'ops', 3, 'failed', '');
  INSERT INTO meta_metric VALUES ('K01', 'Customers & co', '客户', '', '户', 'P', 'retail');
  CREATE TABLE mgt_kpi (kpi_id TEXT, org TEXT, unit TEXT, basis TEXT, value INTEGER, base_value INTEGER) STRICT;
  INSERT INTO mgt_kpi VALUES ('K01', 'BANK', '户', 'P', 75500, 74088), ('K01', '11', '户', 'P', 3, 3);
  """

@Suite("quarantine and report") struct ReportTests {
  @Test("tonight's rejected rows go to one file a feed, by place and without values")
  func quarantine() throws {
    let home = try ScratchHome()
    try home.mart(rows)
    let date = try #require(BusinessDate(iso: "2024-09-30"))
    let report = try emit(Pipeline(), candidate: home.path, businessDate: date, generation: "2024-09-30.1", key: [1])
    #expect(report.quarantined == ["card_txn": 2])
    let text = try Files.read(home.file("quarantine/card_txn.csv"))
    #expect(
      text == """
        delivery_id,file,line,column,rule,reason
        2,CARD_0930.gz,5,amount_fen,TXN-01,'=not <positive>
        2,CARD_0930.gz,9,amount_fen,TXN-01,'=not <positive>

        """)
    let modes = try Program.system("stat", ["-c", "%a", home.file("quarantine"), home.file("quarantine/card_txn.csv")])
    #expect(modes.output == "700\n600\n")
    let both = try emit(
      Pipeline(), candidate: home.path, businessDate: date, generation: "2024-09-30.1", key: [1], deliveries: [1, 2])
    #expect(both.quarantined == ["card_txn": 3])
  }

  @Test("the report is well formed, asks nothing of a network, and escapes what it shows")
  func page() throws {
    let home = try ScratchHome()
    try home.mart(rows)
    let date = try #require(BusinessDate(iso: "2024-09-30"))
    let metric = Metric("K01", title: "Customers & co", zh: "客户", headline: 755_000_000, scaled: true)
    let pipeline = Pipeline(
      name: "A <bank>", figures: "mgt_kpi", headlineScale: 10_000, feeds: [Feed("card_txn"), Feed("absent")],
      metrics: [metric])
    try writeReport(
      pipeline, candidate: home.path, businessDate: date, generation: "2024-09-30.1",
      notes: ["<script>alert(1)</script>"])
    let script = """
      import html.parser, sys
      class Page(html.parser.HTMLParser):
          def __init__(self): super().__init__(); self.open = []; self.seen = {}; self.words = []
          def handle_starttag(self, tag, attrs):
              self.seen[tag] = self.seen.get(tag, 0) + 1
              for name, value in attrs:
                  assert name not in ('src', 'onclick'), name
                  if name == 'href': assert value.startswith('#'), value
              if tag not in ('meta',): self.open.append(tag)
          def handle_startendtag(self, tag, attrs): self.seen[tag] = self.seen.get(tag, 0) + 1
          def handle_endtag(self, tag):
              assert self.open and self.open[-1] == tag, (tag, self.open)
              self.open.pop()
          def handle_data(self, data): self.words.append(data)
      page = Page(); page.feed(open(sys.argv[1], encoding='utf-8').read()); page.close()
      assert page.open == [], page.open
      assert page.seen['script'] == 1 and 'link' not in page.seen and page.seen['svg'] == 2
      words = ' '.join(page.words)
      for word in ['A <bank>', '2024-09-30.1', 'Customers & co', '75,500', '1,234,567', '=not <positive>',
                   'CARD_0930.gz:5', 'nothing came', '守恒账', '<script>alert(1)</script>', 'late']:
          assert word in words, word
      assert 'old' not in words
      """
    let told = try Program.system("python3", ["-c", script, home.file("report.html")])
    #expect(told.status == 0, "\(told.output)\(told.errors)")
  }

  @Test("every kind of picture is an svg of its own with its numbers below, and says in words what it shows")
  func pictures() throws {
    let home = try ScratchHome()
    try home.mart(rows)
    let date = try #require(BusinessDate(iso: "2024-09-30"))
    let queries: [(Picture.Kind, String)] = [
      (.bars, "SELECT 'north <1>', 12345678 UNION ALL SELECT 'south', -250"),
      (.columns, "SELECT '2024-08', 100 UNION ALL SELECT '2024-09', 300"),
      (.lines, "SELECT 's', '2024-08', 10 UNION ALL SELECT 's', '2024-09', 20 UNION ALL SELECT 't', '2024-09', 5"),
      (.heatmap, "SELECT 'B0', 'B1', 9000 UNION ALL SELECT 'B1', 'B0', 1"),
      (.intervals, "SELECT 'a', 150, 50, 250 UNION ALL SELECT 'b', NULL, NULL, NULL"),
      (.graph, "SELECT 'x', 'y', 'SPOUSE' UNION ALL SELECT 'y', 'z', 'PARENT'"), (.bars, "SELECT 'none', 1 WHERE 0"),
    ]
    var pipeline = Pipeline(feeds: [Feed("card_txn")])
    pipeline.pictures = queries.enumerated().map { index, query in
      Picture("p\(index)", query.0, title: "Picture \(index)", zh: "图\(index)", unit: "bp", sql: query.1)
    }
    let times = ["extract", "load"].map { StageTime(night: "2024-09-30", stage: $0, milliseconds: 1_500) }
    try writeReport(
      pipeline, candidate: home.path, businessDate: date, generation: "2024-09-30.1", times: times)
    let page = try String(contentsOfFile: home.file("report.html"), encoding: .utf8)
    func count(_ text: String) -> Int { page.components(separatedBy: text).count - 1 }
    // six pictures with rows, the stages' times, and the two that every report has
    #expect(count("<svg") == 9 && count("<figure") == 8 && count("<details>") == 7)
    for word in ["north &lt;1&gt;", "123,456.78 %", "−2.50 %", "1.50 % (0.50 %", "SPOUSE", "1.50 s", "Picture 6", "图3"]
    {
      #expect(page.contains(word), "\(word)")
    }
    #expect(!page.contains("north <1>") && count("role=\"img\" aria-label=\"Picture") == 6)
    pipeline.pictures[0].sql = "SELECT 1"
    #expect(throws: Failure.self) {
      try writeReport(pipeline, candidate: home.path, businessDate: date, generation: "2024-09-30.1")
    }
  }
}
