import Foundation
import MartTesting
import Testing

/// What lands, and what stands in a pipeline folder, may be meant to do harm. Bombs, encodings and controls that lie are
/// tried one by one in Tests/ExtractionTests; here are whole runs.
@Suite("hostile input") struct HostileInputTests {
  /// One published night, and the feed's next delivery as this Python makes it.
  private func market(_ script: String) throws -> Market {
    let market = try Market(nights: 1)
    #expect(try market.mart("run").status == 0)
    try market.land(1)
    try market.python(script)
    return market
  }

  /// Runs a night that must be refused with this rule; last night stays.
  private func expectRefused(_ market: Market, _ rule: String, _ words: String) throws {
    let before = try market.bytes()
    let ran = try market.mart("run")
    #expect(ran.status == 65 && ran.errors.contains("[\(rule)]") && ran.errors.contains(words), "\(ran.errors)")
    #expect(try market.current == "2024-09-01.1" && market.bytes() == before)
  }

  @Test("gzip that swells is refused by its ratio, in bounded memory and time")
  func bomb() throws {
    let market = try market(
      "import gzip; market.put(landing + '/SALE_20240902.dat.gz', gzip.compress(b' ' * (1 << 28), 9, mtime=0))")
    try expectRefused(market, "DL-06", "expands more than 200 : 1")
  }

  /// A run asks for sixteen times what lands before it begins, and stops where that is not there.
  private static let hasRoom: Bool = {
    let folder = FileManager.default.temporaryDirectory.path
    let free = try? FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? Int64
    return (free ?? 0) > 36 << 30
  }()

  @Test(
    "a line of 2 GB is refused before it fills the memory",
    .enabled(if: hasRoom, "there are less than 36 GiB of free disk for temporary files"))
  func endlessLine() throws {
    let market = try market(
      """
      import os
      os.truncate(landing + '/STALL_20240902.csv', 2 << 30)
      """)
    let script = """
      import resource, subprocess, sys
      done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
      print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
      sys.stderr.write(done.stderr)
      sys.exit(done.returncode)
      """
    let ran = try Program.system(
      "python3",
      ["-c", script, Program.folder + "/mart", "run", "--home", market.home, "--pipeline", market.pipeline])
    #expect(ran.status == 65 && ran.errors.contains("longer than 16 MiB"), "\(ran.errors)")
    let mebibytes = try #require(Int(ran.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(mebibytes < 400, "\(mebibytes) MiB")
  }

  @Test("NUL, invalid and overlong UTF-8 and lone surrogates: each row goes to quarantine alone, by its rule")
  func encodings() throws {
    let market = try market(
      """
      rows = market.rows_of(1)['stall']
      bad = [b'K\\0eeper', b'K\\xffeeper', b'K\\xc0\\xafeeper', b'K\\xed\\xa0\\x80eeper', b'K\\xf4\\x90\\x80\\x80']
      lines = market.body('stall', rows).splitlines(keepends=True)
      for place, name in enumerate(bad): lines[place + 1] = lines[place + 1].replace(rows[place]['keeper'].encode(), name)
      market.put(landing + '/STALL_20240902.csv', b''.join(lines))
      market.put(landing + '/STALL_20240902.ctl', market.control('stall', market.day(1), rows).replace(
        market.yuan(sum(row['rent_fen'] for row in rows)).encode(),
        market.yuan(sum(row['rent_fen'] for row in rows[5:])).encode()))
      """)
    let thresholds = "thresholds: { quarantine_rows_bp: 9000 }\n"
    let text = try String(contentsOfFile: market.pipeline + "/pipeline.yaml", encoding: .utf8)
    try market.write(text + thresholds, to: "pipeline.yaml")
    let ran = try market.mart("run")
    let rules = try market.ask("SELECT rule, COUNT(*) FROM meta_quarantine WHERE rule LIKE 'DQ%' GROUP BY rule")
    #expect(ran.status == 0 && rules == "DQ-04|5", "\(ran.errors) \(rules)")
  }

  @Test("names in landing that lead elsewhere, links, pipes and devices are left alone, and said")
  func names() throws {
    let market = try market(
      """
      import os
      os.remove(landing + '/SALE_20240902.dat.gz')
      os.symlink('/etc/passwd', landing + '/SALE_20240902.dat.gz')
      os.symlink('/', landing + '/STALL_20240903.csv')
      os.mkfifo(landing + '/COMPLAINT_20240903.jsonl')
      for name in ['..SALE_20240904.dat.gz', 'SALE_../../x.ctl', 'SALE_20240904.dat.gz\\x1b[31m', '\\u202egnp.']:
        try: market.put(landing + '/' + name, b'x')
        except FileNotFoundError: pass
      """)
    let ran = try market.mart("run", "--verbose")
    #expect(
      ran.status == 66 && ran.errors.contains("the control has landed without SALE_20240902.dat.gz"), "\(ran.errors)")
    #expect(!ran.errors.contains("\u{1b}") && !ran.errors.contains("\u{202e}"), "\(ran.errors)")
    let strays = try market.mart("plan").output
    #expect(strays.contains("it is a link") && strays.contains("it is not a plain file"), "\(strays)")
    #expect(!strays.contains("\u{1b}") && strays.contains("\\u{1b}[31m"), "\(strays)")
  }

  @Test(
    "a control that lies is refused by what lies: rows, total, date, sequence, a number that wraps",
    arguments: [
      ("rows=40", "rows=41", "DL-02"), ("rows=40", "rows=18446744073709551656", "DL-02"),
      ("business_date=2024-09-02", "business_date=2024-09-01", "DL-05"), ("sequence=1", "sequence=9", "DL-04"),
      ("total.amount_fen=", "total.amount_fen=1", "DL-02"), ("rows=40", "rows=40\\nrows=40", "DL-02"),
      ("rows=40", "rows=40\\0", "DL-02"),
    ])
  func controls(_ said: String, _ lie: String, _ rule: String) throws {
    let market = try market(
      """
      path = landing + '/SALE_20240902.ctl'
      text = open(path).read()
      assert '\(said)' in text
      market.put(path, text.replace('\(said)', '\(lie)', 1).encode())
      """)
    try expectRefused(market, rule, "SALE_20240902")
  }

  @Test("aliases of aliases, nests without end and files without end in a contract are told, in time")
  func yamlBombs() throws {
    let market = try Market(nights: 0)
    let alias = """
      levels = ['a: &a [x, x, x, x, x, x, x, x, x]']
      for this, last in zip('bcdefghijklmno', 'abcdefghijklmn'):
        levels.append(f'{this}: &{this} [' + ', '.join(['*' + last] * 9) + ']')
      text = '\\n'.join(levels)
      """
    let bombs = [
      (alias, "anchors (&) and aliases (*) are not read"), ("text = 'feed: ' + '[' * 100000", "this is not YAML"),
      ("text = 'feed: ' + '{a: ' * 100000", "this is not YAML"), ("text = 'a' * (17 << 20)", "larger than 16 MiB"),
    ]
    for (script, words) in bombs {
      try market.python(script + "\nmarket.put('\(market.pipeline)/feeds/bomb.yaml', text.encode())")
      let checked = try market.mart("check")
      #expect(checked.status == 78 && checked.errors.contains(words), "\(checked.errors.prefix(300))")
      #expect(checked.seconds < 30)
    }
  }

  private static let statements = [
    "ATTACH DATABASE '/tmp/x' AS x", "SELECT 1; DROP TABLE fact_sale", "DELETE FROM fact_sale",
    "INSERT INTO dim_stall VALUES ('x', 1) RETURNING 1", "UPDATE fact_sale SET amount_fen = 0",
    "PRAGMA writable_schema = 1",
    "SELECT value FROM vault.vault_token", "SELECT * FROM v_stall", "SELECT keeper FROM stg_stall",
    "SELECT load_extension('/tmp/x.so')", "SELECT writefile('/tmp/x', 'x')", "SELECT readfile('/etc/passwd')",
    "SELECT sql FROM sqlite_master", "SELECT * FROM pragma_database_list", "SELECT edit('x', 'sh')",
    "SELECT * FROM fact_sale WHERE fts3_tokenizer('x') = 1", "CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; END",
    "WITH x AS (SELECT 1) DELETE FROM fact_sale", "SELECT random() FROM fact_sale", "VACUUM INTO '/tmp/x'",

  ]

  @Test("SQL in contracts that would attach, write, load or read what is not its own is refused by check")
  func sql() throws {
    let market = try Market(nights: 0)
    for statement in Self.statements {
      try market.write(
        "/*---\ncheck: evil\ntitle: Evil\nseverity: warn\nowner: nobody\n---*/\n\(statement)", to: "checks/evil.sql")
      let check = try market.mart("check")
      #expect(check.status == 78 && check.errors.contains("evil.sql"), "\(statement): \(check.output)\(check.errors)")
      try FileManager.default.removeItem(atPath: market.pipeline + "/checks/evil.sql")
      try market.write(
        "path: E1\ntitle: Evil\nunit: rows\nowner: nobody\nsteps:\n"
          + "  - { table: fact_sale, measure: rows, sql: \(jsonText(statement)) }\n", to: "paths/evil.yaml")
      let path = try market.mart("check")
      #expect(path.status == 78 && path.errors.contains("evil.yaml"), "\(statement): \(path.output)\(path.errors)")
      try FileManager.default.removeItem(atPath: market.pipeline + "/paths/evil.yaml")
    }
  }

  private func jsonText(_ text: String) -> String { "\"" + text.replacing("\"", with: "\\\"") + "\"" }

  @Test("names in contracts that lead out of the folder are refused by check")
  func contractNames() throws {
    for (file, said, written) in [
      ("feeds/sale.yaml", "file: SALE_", "file: ../../SALE_"), ("feeds/sale.yaml", "feed: sale", "feed: ../sale"),
      ("outputs/s01.yaml", "user: till", "user: ../../till"), ("outputs/s01.yaml", "name: STALL_DAY", "name: ../STALL"),
      ("outputs/s01.yaml", "output: S01", "output: /tmp/S01"),
    ] {
      let market = try Market(nights: 0)
      let text = try String(contentsOfFile: "\(market.pipeline)/\(file)", encoding: .utf8)
      try market.write(text.replacing(said, with: written), to: file)
      let checked = try market.mart("check")
      #expect(checked.status == 78, "\(written): \(checked.output)\(checked.errors)")
    }
  }

  @Test("escapes of a terminal in data are spelled in tables, and formulas in files for people are neutralised")
  func shown() throws {
    let market = try market(
      """
      rows = market.rows_of(1)
      rows['stall'].append({'stall_no': '=HYPER(1)', 'keeper': 'k', 'rent_fen': 5})
      rows['sale'][0]['sale_no'] = '\\x1b[2Jx'
      for feed in ['stall', 'sale']: market.deliver(landing, feed, market.day(1), rows[feed])
      """)
    #expect(try market.mart("run").status == 0)
    let asked = try market.mart("query", "SELECT sale_no FROM fact_sale WHERE sale_no LIKE '%x'")
    #expect(asked.output.contains("\\u{1b}[2Jx") && !asked.output.contains("\u{1b}"), "\(asked.output)")
    let sent = try Program.system(
      "sh", ["-c", "gzip -dc '\(market.home)'/current/outbox/office/S02_STALLS_v1_20240902.csv.gz"])
    #expect(sent.output.contains("'=HYPER(1)"), "\(sent.output)")
  }
}
