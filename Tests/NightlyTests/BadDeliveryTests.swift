import Foundation
import MartCore
import MartTesting
import Testing

/// What arrives wrong stops the publication, not the reader: last night stays, and the good file mends it.
@Suite("deliveries that are wrong") struct BadDeliveryTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// A shell command in the landing folder.
    var damage: String
    var exit: Int32
    var says: [String]
  }

  static let cases = [
    Case(
      testDescription: "a gzip file that ends too early", damage: "truncate -s -20 CARD_TXN_20240930.dat.gz", exit: 65,
      says: ["DL-06", "CARD_TXN_20240930.dat.gz"]),
    Case(
      testDescription: "bytes behind the last gzip member", damage: "echo more >> CIF_CORE_20240930.dat.gz", exit: 65,
      says: ["DL-06", "CIF_CORE_20240930.dat.gz"]),
    Case(
      testDescription: "a control that announces one row more",
      damage: "awk -F= '/^rows=/{$0=\"rows=\" $2+1}1' CARD_TXN_20240930.ctl > c && mv c CARD_TXN_20240930.ctl",
      exit: 65,
      says: ["DL-02", "rows"]),
    Case(
      testDescription: "a control whose total is another",
      damage: "sed -i 's/^total.amount_fen=.*/total.amount_fen=0.01/' CARD_TXN_20240930.ctl", exit: 65,
      says: ["DL-02", "amount_fen"]),
    Case(
      testDescription: "a control of yesterday",
      damage: "sed -i 's/^business_date=.*/business_date=2024-09-29/' CIF_CARD_20240930.ctl", exit: 65,
      says: ["DL-05", "2024-09-29"]),
    Case(
      testDescription: "data without its control", damage: "rm CARD_ACCT_20240930.ctl", exit: 66,
      says: ["DL-01", "CARD_ACCT_20240930.ctl"]),
    Case(
      testDescription: "a control without its data", damage: "rm CARD_ACCT_20240930.txt", exit: 66,
      says: ["DL-01", "the control has landed without CARD_ACCT_20240930.txt"]),
    Case(
      testDescription: "a file of the future", damage: "cp PROD_20240930.csv PROD_21990101.csv", exit: 65,
      says: ["DL-05", "PROD_21990101.csv", "2199-01-01 lies in the future"]),
    Case(
      testDescription: "a required file that is not there", damage: "rm CARD_TXN_20240930.*", exit: 66,
      says: ["DL-01", "card_txn", "--allow-missing"]),
    Case(
      testDescription: "a header with a column renamed", damage: "sed -i '1s/nav_e4/nav_e3/' PROD_20240930.csv",
      exit: 65, says: ["DL-08", "PROD_20240930.csv:1", "'nav_e4' is missing ('nav_e3' stands there)"]),
    Case(
      testDescription: "a header without a column",
      damage: "sed -i 's/,occupation,/,/' cif_loan_2024-09-30.csv", exit: 65,
      says: ["DL-08", "cif_loan_2024-09-30.csv:1", "'occupation' is missing"]),
    Case(
      testDescription: "a header with one column more",
      damage:
        "gzip -d LN_INST_20240930.csv.gz && sed -i '1s/$/;paid_one/' LN_INST_20240930.csv && gzip LN_INST_20240930.csv",
      exit: 65, says: ["DL-08", "LN_INST_20240930.csv.gz:1", "'paid_one' is not in the contract (near 'paid_on')"]),
    Case(
      testDescription: "a header with two columns swapped",
      damage: "sed -i '1s/bundle_code,index_code/index_code,bundle_code/' PROD_20240930.csv", exit: 65,
      says: ["DL-08", "'index_code' stands in place 6, where 'bundle_code' belongs"]),
    Case(
      testDescription: "a header that names what may never come",
      damage:
        "gzip -dc CARD_TXN_20240930.dat.gz | sed '1s/^/txn_id|+|card_no|+|cvn2|+|/' | gzip -c > c && mv c CARD_TXN_20240930.dat.gz",
      exit: 65, says: ["CRD-01", "CARD_TXN_20240930.dat.gz:1"]),
    Case(
      testDescription: "a snapshot that lost most of its rows",
      damage: """
        gzip -dc CIF_CORE_20240930.dat.gz > c && python3 -c "
        rows = open('c', 'rb').read().split(b'\\n')[:-1]
        kept = rows[:1] + rows[1:300]
        active = sum(r[550:566].strip() == b'A' for r in kept[1:])
        last = b'TRL%012d%019d' % (len(kept) - 1, active)
        open('c', 'wb').write(b'\\n'.join(kept + [last.ljust(len(rows[0]))]) + b'\\n')" && gzip -c c > CIF_CORE_20240930.dat.gz && rm c
        """, exit: 65, says: ["DL-07", "--accept-drop"]),
  ]

  /// The bytes of the bank at which nothing went wrong.
  private static let calm = Result { try BankHome(after: .all).bytes() }

  /// A bank that is published up to 2024-09-29, and what 2024-09-30 looks like when nothing is wrong.
  private func bank() throws -> (BankHome, good: String) {
    let bank = try BankHome(after: .butLast)
    let good = bank.path + "/good"
    _ = try Program.system("cp", ["-a", bank.path + "/landing", good])
    return (bank, good)
  }

  @Test(
    "the night stops with its code and says why; last night stays; the good file publishes the same bytes",
    arguments: cases)
  func stops(_ wrong: Case) throws {
    let (bank, good) = try bank()
    let before = try bank.bytes()
    let damaged = try Program.system("sh", ["-c", "cd '\(bank.path)/landing' && \(wrong.damage)"])
    #expect(damaged.status == 0, "\(damaged.errors)")
    let stopped = try bank.mart(["run"])
    #expect(stopped.status == wrong.exit, "\(stopped.errors)")
    for word in wrong.says { #expect(stopped.errors.contains(word), "\(stopped.errors)") }
    #expect(!stopped.errors.contains("Fatal") && stopped.output.isEmpty)
    #expect(try bank.current == "2024-09-29.1" && bank.bytes() == before)

    _ = try Program.system("sh", ["-c", "rm -rf '\(bank.path)/landing' && cp -a '\(good)' '\(bank.path)/landing'"])
    #expect(try bank.mart(["run"]).status == 0)
    #expect(try bank.current == "2024-09-30.1" && bank.bytes() == Self.calm.get())
  }

  @Test("an operator may publish without a feed, or with a smaller snapshot; the ledger keeps the decision")
  func decisions() throws {
    let (bank, _) = try bank()
    _ = try Program.system("sh", ["-c", "rm '\(bank.path)'/landing/CARD_TXN_20240930.*"])
    #expect(try bank.mart(["run"]).status == 66)
    #expect(try bank.mart(["run", "--allow-missing", "card_txn"]).status == 0)
    #expect(bank.current == "2024-09-30.1")
    let stale = try bank.mart([
      "query", "SELECT status FROM meta_delivery WHERE feed = 'card_txn' AND business_date = '2024-09-30'", "--format",
      "csv",
    ])
    #expect(stale.output == "status\nstale\n")
    let kept = try Program.system(
      "sqlite3", ["-readonly", bank.path + "/ledger.sqlite", "SELECT kind, feed FROM decision"])
    #expect(kept.output == "allow-missing|card_txn\n")
  }

  @Test("the same file again is counted and changes nothing; other content under the same sequence is refused")
  func again() throws {
    let (bank, _) = try bank()
    #expect(try bank.mart(["run"]).status == 0)
    let rows = "SELECT COUNT(*), SUM(amount_fen) FROM fact_card_txn"
    let before = try bank.mart(["query", rows, "--format", "csv"]).output
    let landing = bank.path + "/landing/CARD_TXN_20240930"
    _ = try Program.system("cp", ["\(landing).dat.gz", "\(landing).2.dat.gz"])
    _ = try Program.system("sh", ["-c", "sed 's/^sequence=.*/sequence=2/' '\(landing).ctl' > '\(landing).2.ctl'"])
    let repeated = try bank.mart(["run"])
    #expect(repeated.status == 0 && bank.current == "2024-09-30.2", "\(repeated.errors)")
    #expect(try bank.mart(["query", rows, "--format", "csv"]).output == before)
    let noted = try bank.mart([
      "query", "SELECT COUNT(*) AS n FROM meta_delivery WHERE status = 'repeated'", "--format", "csv",
    ])
    #expect(noted.output == "n\n1\n")

    _ = try Program.system("sh", ["-c", "gzip -dc '\(landing).dat.gz' | gzip -1 > x && mv x '\(landing).dat.gz'"])
    let other = try bank.mart(["run"])
    #expect(other.status == 65 && other.errors.contains("DL-04"), "\(other.errors)")
    #expect(bank.current == "2024-09-30.2")
  }

  @Test(
    "a delivery with what authenticates a card is refused whole, and nothing of it is anywhere but where it landed",
    arguments: ["CARD_TXN_20240930.dat.gz", "CARD_ACCT_20240930.txt"])
  func forbidden(_ file: String) throws {
    let (bank, good) = try bank()
    let row =
      file.hasPrefix("CARD_TXN")
      ? "TLEAKMARK1|+|6209900070892282497|+|DEBIT|+|20240930|+|PURCHASE|+|1.00|+|CNY|+|1.00|+|5999|+||+|N|+||+|7391"
      : "I|+|6209900070892282497|+|LEAKMARK1|+|DEBIT|+||+||+|P|+|NONE|+|N|+|MAIN|+||+|20200101|+||+|ACTIVE|+|739"
    let write = "{ echo '\(row)'; $cat '\(good)/\(file)'; } | $pack > '\(bank.landing(file))'"
    let (cat, pack) = file.hasSuffix(".gz") ? ("gzip -dc", "gzip -c") : ("cat", "cat")
    _ = try Program.system("sh", ["-c", "cat='\(cat)'; pack='\(pack)'; \(write)"])
    let stopped = try bank.mart(["run", "--verbose"])
    #expect(stopped.status == 65 && bank.current == "2024-09-29.1", "\(stopped.errors)")
    #expect(stopped.errors.contains("\(file):1: error: ") && stopped.errors.contains("CRD-01"), "\(stopped.errors)")
    let noted = try Program.system(
      "sqlite3", ["-readonly", bank.path + "/ledger.sqlite", "SELECT rule, file FROM refusal"])
    #expect(noted.output == "CRD-01|\(file)\n")

    let log = bank.path + "/run.log"
    try Data((stopped.output + stopped.errors).utf8).write(to: URL(fileURLWithPath: log))
    let sum = try Program.system("sha256sum", [bank.landing(file)]).output.prefix(64)
    let sought = try Program.system(
      "sh",
      [
        "-c",
        """
        cd '\(bank.path)' && rm -rf good && find . -path ./landing -prune -o -type f -print | while read f; do
          gzip -dcf < "$f" | grep -aqE 'LEAKMARK1|\\+739' && echo "$f"; done; find . -name '*\(sum)*'
        """,
      ])
    #expect(sought.status == 0 && sought.output.isEmpty, "\(sought.output)\(sought.errors)")
  }

  @Test("what no feed promises is left alone and reported")
  func strays() throws {
    let (bank, _) = try bank()
    _ = try Program.system(
      "sh", ["-c", "cd '\(bank.path)/landing' && touch notes.txt && ln -s /etc/passwd CARD_TXN_20241001.dat.gz"])
    let ran = try bank.mart(["run", "--verbose"])
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(ran.errors.contains("notes.txt") && ran.errors.contains("it is a link") && ran.errors.contains("DL-10"))
  }
}
