import Foundation
import MartTesting
import Testing

@Suite("whom no offer may reach") struct SuppressionTests {
  @Test("an independent judge of every customer and offer agrees with the touch list, and with the file that leaves")
  func independent() throws {
    let bank = try BankHome(after: .all)
    let key = (bank.pipeline as NSString).deletingLastPathComponent + "/../keys/retail.key"
    let told = try Program.system(
      "python3",
      [
        "Tests/Oracles/suppression.py", bank.path + "/current/mart.sqlite", "--outbox", bank.path + "/current/outbox",
        "--key", key,
      ])
    #expect(told.status == 0 && told.output.hasSuffix("customers, 0 differ\n"), "\(told.output)\(told.errors)")
  }

  @Test("every check finds an offer that is sent against its reason, and none without one")
  func checksBite() throws {
    let bank = try BankHome(after: .all)
    let script = """
      import re, sqlite3, sys
      mart, checks = sys.argv[1:3]
      db = sqlite3.connect(':memory:')
      sqlite3.connect(f'file:{mart}?mode=ro', uri=True).backup(db)
      def rows(n):
          text = open(f'{checks}/suppress_s{n:02}.sql', encoding='utf-8').read()
          return len(db.execute(re.sub(r'^/\\*---.*?---\\*/', '', text, flags=re.S)).fetchall())
      assert [rows(n) for n in range(1, 12)] == [0] * 11
      seen = []
      for n in range(1, 12):
          count = db.execute("SELECT COUNT(*) FROM mkt_next_action WHERE suppress_reason = ?", (f'S{n:02}',)).fetchone()[0]
          if not count:
              continue
          db.execute("SAVEPOINT one")
          db.execute("UPDATE mkt_next_action SET action = 'SEND', arm = 'T', suppress_reason = NULL, offer_code = COALESCE(offer_code, 'OF-DEP01'),"
                     " product_code = COALESCE(product_code, 'TD12'), channel = COALESCE(channel, 'SMS') WHERE suppress_reason = ?", (f'S{n:02}',))
          assert rows(n) >= 1, f'S{n:02} finds nothing'
          seen.append(n)
          db.execute("ROLLBACK TO one")
      print(seen)
      """
    let told = try Program.system(
      "python3", ["-c", script, bank.path + "/current/mart.sqlite", bank.pipeline + "/checks"])
    #expect(told.status == 0, "\(told.errors)")
    for reason in ["1", "2", "3", "4", "8", "10"] {
      #expect(told.output.contains(reason), "S\(reason): \(told.output)")
    }
  }

  @Test("the features that leave fold what fewer than twenty share, and hold nobody who refuses automated decisions")
  func smallGroups() throws {
    let bank = try BankHome(after: .all)
    let script = """
      import collections, csv, gzip, io, sqlite3, sys
      home = sys.argv[1]
      file = gzip.open(home + '/current/outbox/marketing/E04_FEATURES_v1_20240930.csv.gz').read().decode()
      rows = list(csv.DictReader(io.StringIO(file, newline='')))
      folds = [('age_band', 'sex', 'region_code'), ('tier',), ('top_mcc_group',), ('card_feature',)]
      for fold in folds:
          for value, count in collections.Counter(tuple(r[c] for c in fold) for r in rows).items():
              assert count >= 20 or set(value) <= {'OTHER'}, (fold, value, count)
      assert {len(r['region_code']) for r in rows} <= {1, 4, 5}
      db = sqlite3.connect(f'file:{home}/current/mart.sqlite?mode=ro', uri=True)
      wanted, refusing = db.execute(\"\"\"SELECT SUM(1 - p.opt_auto), SUM(p.opt_auto) FROM mkt_feature f JOIN dim_party p
          ON p.party_id = f.party_id AND p.is_current = 1\"\"\").fetchone()
      assert len(rows) == wanted and refusing > 0, (len(rows), wanted, refusing)
      """
    let told = try Program.system("python3", ["-c", script, bank.path])
    #expect(told.status == 0, "\(told.errors)")
  }
}
