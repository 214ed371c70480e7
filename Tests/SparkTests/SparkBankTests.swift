import Foundation
import MartTesting
import Testing

/// The retail pipeline over the committed bank, on both engines.
@Suite("the sample bank on Spark", .enabled(if: SparkHere.isThere, SparkHere.reason), .serialized)
struct SparkBankTests {
  private static var isFull: Bool { ProcessInfo.processInfo.environment["NIGHTS_ON_SPARK"] == "all" }

  /// Two numbers turn out to belong to other persons: their documents are corrected in the last night.
  private func landMoves(_ bank: BankHome) throws {
    let script = """
      import gzip, json, sys
      landing = sys.argv[1] + '/cif_mobile.'
      rows = [json.loads(line) for line in gzip.open(landing + '20231231.jsonl.gz', 'rt') if line.startswith('{"op"')]
      rows = [row for row in rows if row.get('doc_type') == 'ID18' and row.get('cust_status') == 'A']
      lines = ''
      for row, other in ((rows[5], rows[9]), (rows[20], rows[30])):
          told = ('name', 'sex', 'birth_date', 'doc_type', 'doc_no', 'doc_country', 'nationality')
          lines += json.dumps({**row, 'op': 'U', **{key: other[key] for key in told}}, ensure_ascii=False, separators=(',', ':')) + '\\n'
      with gzip.GzipFile(landing + '20240930.jsonl.gz', 'wb', mtime=0) as file: file.write(lines.encode())
      control = open(landing + '20240930.ctl').read().replace('rows=0', 'rows=2').replace('active=0', 'active=2')
      open(landing + '20240930.ctl', 'w').write(control)
      """
    let done = try Program.system("python3", ["-c", script, bank.path + "/landing"])
    #expect(done.status == 0, "\(done.errors)")
  }

  @Test(
    "every table of a night in which numbers change persons has the row hash that SQLite gives it, and every output its bytes"
  )
  func sameRows() throws {
    let bank = try BankHome()
    try landMoves(bank)
    if !Self.isFull {
      let before = try bank.mart(["run", "--from", "2023-12-31", "--to", "2024-09-29"])
      #expect(before.status == 0, "\(before.errors)")
    }
    let spark = try SparkHome(copying: bank.path, pipeline: bank.pipeline)
    let ran = try bank.mart(["run"])
    #expect(ran.status == 0, "\(ran.errors)")
    let sparked = try spark.spark()
    try #require(sparked.status == 0, "\(sparked.errors)")
    let sqlite = try SparkHome(copying: bank.path, pipeline: bank.pipeline)
    let hashes = try spark.hashes()
    #expect(try spark.ask("SELECT COUNT(*) FROM id_event WHERE kind = 'MOVE'") != "0")
    #expect(hashes.count > 90 && spark.current == sqlite.current)
    for difference in try spark.differences(from: sqlite) { Issue.record("\(difference)") }
    let outboxes = try Program.system("diff", ["-r", sqlite.home + "/current/outbox", spark.home + "/current/outbox"])
    #expect(outboxes.status == 0, "\(outboxes.output)")
  }
}
