import Contracts
import Emission
import Foundation
import MartCore
import MartStore
import MartTesting
import Testing

private let key = Array("a key for tests".utf8)

/// A candidate with one table that an output reads.
private func candidate(_ sql: String) throws -> ScratchHome {
  let home = try ScratchHome()
  try home.mart("CREATE TABLE t (id INTEGER, name TEXT, fen INTEGER) STRICT;\n" + sql)
  return home
}

private func night() throws -> BusinessDate { try #require(BusinessDate(iso: "2024-09-30")) }

private func output(_ id: String = "E01", user: String = "risk", people: Bool = false, token: String? = nil) -> Output {
  Output(
    id, "VIEW", user: user, people: people, ceiling: .personal, key: ["id"],
    columns: [ModelColumn("id", .integer, token: token), ModelColumn("name"), ModelColumn("fen", .integer)],
    totals: ["fen"],
    sql: "SELECT id, name, fen FROM t ORDER BY fen -- an order of its own")
}

@Suite("outputs") struct OutputTests {
  @Test("another program reads the file and finds what its control announces")
  func independentReader() throws {
    let home = try candidate(
      """
      INSERT INTO t VALUES (3, 'Ünïcode 客户', 5), (1, 'comma, "quote"', -7), (2, 'two
      lines', NULL), (9, NULL, 9007199254740993);
      """)
    let report = try emit(
      Pipeline(outputs: [output()]), candidate: home.path, businessDate: try night(), generation: "2024-09-30.1",
      key: key)
    #expect(report.outputs.map(\.file) == ["outbox/risk/E01_VIEW_v1_20240930.csv.gz"])
    let script = """
      import csv, gzip, hashlib, io, json, os, sys
      stem = sys.argv[1]
      raw = open(stem + '.csv.gz', 'rb').read()
      text = gzip.decompress(raw).decode('utf-8')
      rows = list(csv.reader(io.StringIO(text, newline='')))
      ctl = dict(line.split('=', 1) for line in open(stem + '.ctl').read().splitlines())
      assert ctl['sha256'] == hashlib.sha256(raw).hexdigest()
      assert int(ctl['rows']) == len(rows) - 1
      assert int(ctl['total.fen']) == sum(int(r[2] or 0) for r in rows[1:])
      assert list(ctl) == ['output', 'version', 'business_date', 'generation', 'rows', 'total.fen', 'sha256', 'ceiling']
      assert (ctl['generation'], ctl['ceiling']) == ('2024-09-30.1', 'C2')
      assert raw[:10] == bytes([31, 139, 8, 0, 0, 0, 0, 0, 0, 3])
      assert os.path.getsize(stem + '.ok') == 0
      assert '\\r' not in text and not text.startswith('\\ufeff')
      assert [oct(os.stat(stem + e).st_mode & 0o777) for e in ('.csv.gz', '.ctl', '.ok')] == ['0o640'] * 3
      print(json.dumps(rows, ensure_ascii=False))
      """
    let told = try Program.system("python3", ["-c", script, home.file("outbox/risk/E01_VIEW_v1_20240930")])
    #expect(told.status == 0, "\(told.output)\(told.errors)")
    let expected = """
      [["id", "name", "fen"], ["1", "comma, \\"quote\\"", "-7"], ["2", "two\\nlines", ""], \
      ["3", "Ünïcode 客户", "5"], ["9", "", "9007199254740993"]]

      """
    #expect(told.output == expected)
  }

  @Test("a text that a spreadsheet would run is neutralised for people and left alone for machines, a number never")
  func formulas() throws {
    let home = try candidate(
      "INSERT INTO t VALUES (1, '=1+1', -5), (2, '@SUM(A1,B1)', 1), (3, 'a=b', 1), (4, '-x', 1);")
    _ = try emit(
      Pipeline(outputs: [output("E03", people: true), output("E04", user: "marketing")]), candidate: home.path,
      businessDate: try night(), generation: "2024-09-30.1", key: key)
    let people = try Program.system("zcat", [home.file("outbox/risk/E03_VIEW_v1_20240930.csv.gz")]).output
    #expect(people == "id,name,fen\n1,'=1+1,-5\n2,\"'@SUM(A1,B1)\",1\n3,a=b,1\n4,'-x,1\n")
    let machines = try Program.system("zcat", [home.file("outbox/marketing/E04_VIEW_v1_20240930.csv.gz")]).output
    #expect(machines == "id,name,fen\n1,=1+1,-5\n2,\"@SUM(A1,B1)\",1\n3,a=b,1\n4,-x,1\n")
  }

  @Test("the same night written twice has the same bytes, and what an earlier attempt left is gone")
  func determinism() throws {
    let home = try candidate(
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
      INSERT INTO t SELECT (i * 7919) % 30011, 'name ' || (i % 97), i * i FROM n;
      """)
    let pipeline = Pipeline(outputs: [output()])
    func emitted() throws -> EmissionReport {
      try emit(pipeline, candidate: home.path, businessDate: try night(), generation: "2024-09-30.1", key: key)
    }
    let first = try emitted()
    try Files.write("left", to: home.file("outbox/risk/left.csv.gz"), mode: 0o600)
    #expect(try emitted() == first)
    #expect(try Files.list(below: home.file("outbox")).count == 3)
    let sum = (1...30000).reduce(0) { $0 + $1 * $1 }
    #expect(first.outputs.first?.totals == ["fen": Int64(sum)] && first.outputs.first?.rows == 30000)
    let listed = try Program.system(
      "sh", ["-c", "zcat \(home.file("outbox/risk"))/*.gz | tail -n +2 | cut -d, -f1 | sort -nc"])
    #expect(listed.status == 0, "rows come in the order of the key: \(listed.output)")
  }

  @Test("an output without rows still leaves its three files")
  func empty() throws {
    let home = try candidate("")
    let report = try emit(
      Pipeline(outputs: [output()]), candidate: home.path, businessDate: try night(), generation: "2024-09-30.1",
      key: key)
    #expect(report.outputs.first?.rows == 0 && report.outputs.first?.totals == ["fen": 0])
    #expect(try Files.list(below: home.file("outbox")).count == 3)
  }

  @Test("a token is fourteen letters, the same every night, and another for every user")
  func tokens() throws {
    let home = try candidate("INSERT INTO t VALUES (42, 'a', 1);")
    _ = try emit(
      Pipeline(outputs: [output("E01", token: "party"), output("E05", user: "marketing", token: "party")]),
      candidate: home.path, businessDate: try night(), generation: "2024-09-30.1", key: key)
    let risk = try Program.system("zcat", [home.file("outbox/risk/E01_VIEW_v1_20240930.csv.gz")]).output
    let marketing = try Program.system("zcat", [home.file("outbox/marketing/E05_VIEW_v1_20240930.csv.gz")]).output
    let script = """
      import hmac
      def token(user):
          n = int.from_bytes(hmac.digest(b'a key for tests', f'output-token|{user}|party|42'.encode(), 'sha256')[:16], 'big')
          letters = ''
          for _ in range(14):
              letters += chr(97 + n % 26); n //= 26
          return letters
      print(token('risk'), token('marketing'))
      """
    let expected = try Program.system("python3", ["-c", script]).output.split(whereSeparator: \.isWhitespace)
    #expect(expected.count == 2 && expected[0] != expected[1] && expected[0].count == 14)
    #expect(risk == "id,name,fen\n\(expected[0]),a,1\n" && marketing == "id,name,fen\n\(expected[1]),a,1\n")
    #expect(try outputToken(key: key, user: "risk", 42) == String(expected[0]))
  }

  @Test("files of two users cannot be joined: not by token, by order of rows, or by any reading of the tokens")
  func unjoinable() throws {
    let home = try candidate(
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
      INSERT INTO t SELECT i, 'x', 0 FROM n;
      """)
    _ = try emit(
      Pipeline(outputs: [output("E01", token: "party"), output("E05", user: "marketing", token: "party")]),
      candidate: home.path, businessDate: try night(), generation: "2024-09-30.1", key: key)
    let script = """
      import csv, gzip, hmac, io, sys
      def file(name):
          return [r[0] for r in csv.reader(io.StringIO(gzip.open(name).read().decode()))][1:]
      risk, marketing = file(sys.argv[1]), file(sys.argv[2])
      assert risk == sorted(risk) and marketing == sorted(marketing), 'rows come in the order of their tokens'
      assert len(set(risk)) == len(set(marketing)) == 2000
      assert not set(risk) & set(marketing), 'a token is in both'
      for part in (slice(0, 7), slice(7, 14)):
          assert len({t[part] for t in risk} & {t[part] for t in marketing}) < 5, 'halves agree'
      def token(user, i):
          n = int.from_bytes(hmac.digest(b'a key for tests', f'output-token|{user}|party|{i}'.encode(), 'sha256')[:16], 'big')
          letters = ''
          for _ in range(14):
              letters += chr(97 + n % 26); n //= 26
          return letters
      same = sum(r == token('risk', i) and m == token('marketing', i) for i in range(1, 2001) for r, m in [(risk[i - 1], marketing[i - 1])])
      who = {token('risk', i): i for i in range(1, 2001)}; whom = {token('marketing', i): i for i in range(1, 2001)}
      beside = sum(who[r] == whom[m] for r, m in zip(risk, marketing))
      assert same + beside < 10, f'{beside} persons stand on the same line of both files'
      up = sum(who[a] < who[b] for a, b in zip(risk, risk[1:]))
      assert 900 < up < 1100, 'the order of tokens tells the order of keys'
      """
    let files = ["risk/E01", "marketing/E05"].map { home.file("outbox/\($0)_VIEW_v1_20240930.csv.gz") }
    let told = try Program.system("python3", ["-c", script] + files)
    #expect(told.status == 0, "\(told.errors)")
  }

  @Test("a column that is not written is summed into the control, and the file does not have it")
  func unwritten() throws {
    let home = try candidate("INSERT INTO t VALUES (1, 'a', 3), (2, 'b', 4);")
    var view = output()
    view.columns[2].isWritten = false
    let report = try emit(
      Pipeline(outputs: [view]), candidate: home.path, businessDate: try night(), generation: "2024-09-30.1", key: key)
    #expect(report.outputs.first?.totals == ["fen": 7])
    let stem = home.file("outbox/risk/E01_VIEW_v1_20240930")
    #expect(try Program.system("zcat", [stem + ".csv.gz"]).output == "id,name\n1,a\n2,b\n")
    #expect(try Files.read(stem + ".ctl").contains("total.fen=7\n"))
  }

  @Test("a figure's published number comes at the scale of this bank, halves rounded up")
  func headlines() throws {
    let home = try candidate("")
    let board = Output(
      "E07", "KPI_BOARD", user: "management", people: true, key: ["kpi_id"], columns: [],
      sql: "SELECT kpi_id, name, name_zh, headline FROM metric_headline")
    let metrics: [Metric] = [
      Metric("K01", title: "Customers", zh: "客户", headline: 755_005_000, scaled: true),
      Metric("K02", title: "Rate", zh: "率", headline: 55, scaled: false),
      Metric("K03", title: "None", zh: "无", headline: nil, scaled: true),
      Metric("K04", title: "Below", zh: "下", headline: -14_999, scaled: true),
    ]
    _ = try emit(
      Pipeline(headlineScale: 10_000, metrics: metrics, outputs: [board]), candidate: home.path,
      businessDate: try night(), generation: "2024-09-30.1", key: key)
    let text = try Program.system("zcat", [home.file("outbox/management/E07_KPI_BOARD_v1_20240930.csv.gz")]).output
    #expect(
      text == "kpi_id,name,name_zh,headline\nK01,Customers,客户,75501\nK02,Rate,率,55\nK03,None,无,\nK04,Below,下,-1\n")
  }

  @Test("a held output leaves one note that names cause and owner")
  func held() throws {
    let home = try candidate("INSERT INTO t VALUES (1, 'a', 1);")
    let report = try emit(
      Pipeline(outputs: [output()]), candidate: home.path, businessDate: try night(), generation: "2024-09-30.1",
      key: key,
      held: ["E01": HeldNote(cause: "community_event", owner: "wealth")])
    #expect(report.held == ["E01"] && report.outputs.isEmpty)
    #expect(try Files.list(below: home.file("outbox")) == ["risk/E01_VIEW_v1_20240930.held"])
    #expect(
      try Files.read(home.file("outbox/risk/E01_VIEW_v1_20240930.held")).contains(
        "cause=community_event\nowner=wealth\n"))
  }

  @Test("two rows with one key stop the emission, as do columns that the contract does not promise")
  func brokenPromises() throws {
    let home = try candidate("INSERT INTO t VALUES (1, 'a', 1), (1, 'b', 2);")
    let refused = #expect(throws: Failure.self) {
      try emit(
        Pipeline(outputs: [output()]), candidate: home.path, businessDate: try night(), generation: "x", key: key)
    }
    #expect(refused?.exit == .refused && refused?.rule == "output.key")
    var other = output()
    other.sql = "SELECT id, fen, name FROM t"
    let wrong = #expect(throws: Failure.self) {
      try emit(Pipeline(outputs: [other]), candidate: home.path, businessDate: try night(), generation: "x", key: key)
    }
    #expect(wrong?.exit == .pipeline && wrong?.rule == "output.columns")
    other.sql = "SELECT id, name, fen FROM absent"
    let absent = #expect(throws: Failure.self) {
      try emit(Pipeline(outputs: [other]), candidate: home.path, businessDate: try night(), generation: "x", key: key)
    }
    #expect(absent?.exit == .pipeline && absent?.location?.file == "outputs/E01.yaml")
  }

  @Test("halves go up, below zero too", arguments: [(5, 10, 1), (-5, 10, 0), (-6, 10, -1), (14, 10, 1), (7, 1, 7)])
  func halves(value: Int64, divisor: Int64, expected: Int64) { #expect(dividedHalfUp(value, by: divisor) == expected) }
}
