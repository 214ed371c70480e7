import Foundation
import MartTesting
import Testing

@Suite("finding persons again in what leaves") struct ReidentifyTests {
  private func oracle(_ bank: BankHome, _ arguments: [String]) throws -> Program.Ended {
    let key = (bank.pipeline as NSString).deletingLastPathComponent + "/../keys/retail.key"
    return try Program.system("python3", ["Tests/Oracles/reidentify.py", bank.path, key] + arguments)
  }

  @Test(
    "no row of one user's files is linked to one of another's by token or by order; small groups are as promised, and as Privacy.md tells"
  )
  func outputs() throws {
    let bank = try BankHome(after: .all)
    let judged = try oracle(bank, ["--compare", "Documentation/Privacy.md"])
    #expect(judged.status == 0 && judged.output.hasSuffix("\n0 wrong\n"), "\(judged.output)\(judged.errors)")
    #expect(judged.output.contains("E04 marketing and E01 risk: "), "\(judged.output)")
    // The judge sees what it must see: a token of another form, a group of one.
    let outbox = bank.path + "/current/outbox"
    let spoil = """
      import csv, gzip, io, sys
      path, what = sys.argv[1:]
      rows = list(csv.reader(io.StringIO(gzip.open(path).read().decode(), newline='')))
      head, rows = rows[0], rows[1:]
      place = head.index('party_token')
      if what == 'group':
          rows[0][head.index('age_band')] = '99'
      if what == 'token':
          rows[0][place] = rows[0][place][:-1] + '7'
      text = io.StringIO(newline='')
      csv.writer(text, lineterminator='\\n').writerows([head] + rows)
      open(path, 'wb').write(gzip.compress(text.getvalue().encode()))
      """
    for (what, words) in [("group", "20 were promised"), ("token", "are none of marketing")] {
      let file = outbox + "/marketing/E04_FEATURES_v1_20240930.csv.gz"
      let kept = try Data(contentsOf: URL(fileURLWithPath: file))
      let folder = (file as NSString).deletingLastPathComponent
      try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: folder)
      #expect(try Program.system("sh", ["-c", "chmod u+w '\(file)'"]).status == 0)
      let spoiled = try Program.system("python3", ["-c", spoil, file, what])
      #expect(spoiled.status == 0, "\(spoiled.errors)")
      let seen = try oracle(bank, [])
      #expect(seen.status == 1 && seen.output.contains(words), "\(what): \(seen.output)\(seen.errors)")
      try kept.write(to: URL(fileURLWithPath: file))
    }
  }
}
