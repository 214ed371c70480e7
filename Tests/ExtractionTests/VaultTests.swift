import Contracts
import Extraction
import Foundation
import MartCore
import Testing

@Suite("tokens and keys") struct VaultTests {
  @Test("a token is the first 63 bits of HMAC-SHA256, as Python computes it", arguments: [1, 32, 64, 200])
  func hmac(keyLength: Int) throws {
    let key = (0..<keyLength).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let code = """
      import hmac, hashlib
      key = bytes((i * 7) & 255 for i in range(\(keyLength)))
      print(int.from_bytes(hmac.new(key, '客户|CORE|123'.encode(), hashlib.sha256).digest()[:8], 'big') >> 1, end='')
      """
    let expected = String(decoding: try shell("python3", ["-c", code]), as: UTF8.self)
    #expect(try String(Tokenizer(key: key).token(kind: "客户", value: "CORE|123")) == expected)
  }

  @Test("the token in a row is the tokenizer's, with the prefix of its column or of its row")
  func prefixes() throws {
    let scene = try Scene(Feeds.card())
    scene.feed.columns[1].token = "customer"
    scene.feed.columns[1].tokenPrefixColumn = "src"
    scene.feed.columns.append(Feeds.with(Column("src", .code)) { $0.list = "src" })
    let tail = "DEBIT|+|20240930|+|1|+|"
    try scene.deliver(
      "1|+|a|+|\(tail)CORE\n2|+|a|+|\(tail)CARD\n3|+|a|+|\(tail)CORE\n4|+||+|\(tail)CORE\n5|+|a|+|\(tail)\n", rows: 5,
      totals: ["amount_fen": "5", "debit": "5"])
    try scene.extract()
    let tokens = Tokenizer(key: [1, 2, 3])
    let (core, card) = try (
      tokens.token(kind: "customer", value: "CORE|a"), tokens.token(kind: "customer", value: "CARD|a")
    )
    #expect(try scene.staged("SELECT name FROM row") == ["\(core)", "\(card)", "\(core)", "", ""])
    #expect(
      try scene.staged("SELECT kind, token, value FROM token ORDER BY value") == [
        "customer|\(card)|CARD|a", "customer|\(core)|CORE|a",
      ])
    #expect(
      try scene.staged("SELECT * FROM finding") == [
        "DQ-03|name|no token: the column src that it needs is empty|1|5"
      ])
  }

  @Test("more tokens than the cache holds are all staged, each once")
  func manyTokens() throws {
    let scene = try Scene(Feeds.card())
    scene.feed.columns[1].token = "customer"
    let count = 70_000
    let text = (0..<count).map { "\($0)|+|n\($0 % (count - 3))|+|DEBIT|+|20240930|+|1\n" }.joined()
    try scene.deliver(text, rows: count, totals: ["amount_fen": "\(count)", "debit": "\(count)"])
    try scene.extract()
    #expect(try scene.staged("SELECT COUNT(*), COUNT(DISTINCT value) FROM token") == ["\(count - 3)|\(count - 3)"])
  }

  @Test("a key file is made once, for its owner alone, and read back")
  func keyFile() throws {
    let scene = try Scene(Feeds.card())
    let path = scene.folder + "/retail.key"
    let key = try KeyFile.create(path)
    #expect(key.count == 32 && Set(key).count > 8)
    #expect(try KeyFile.read(path) == key)
    #expect(throws: Failure.self) { try KeyFile.create(path) }
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    let failure = #expect(throws: Failure.self) { try KeyFile.read(path) }
    #expect(failure?.remedy == "chmod 600 \(path)" && failure?.exit == .pipeline)
    #expect(throws: Failure.self) { try KeyFile.read(scene.folder + "/absent.key") }
    try scene.land("short.key", Array("abc\n".utf8))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: scene.landing + "/short.key")
    #expect(throws: Failure.self) { try KeyFile.read(scene.landing + "/short.key") }
  }
}

@Suite("documents of identity") struct DocumentTests {
  static let resident: DocumentKind = {
    var kind = DocumentKind(form: "99999999999999999X", checksum: .mod11_2, family: "resident")
    kind.birth = 7...14
    kind.prefixes = ["11", "44"]
    return kind
  }()
  static let old: DocumentKind = {
    var kind = resident
    kind.form = "999999999999999"
    kind.insert = "19"
    kind.insertAfter = 6
    return kind
  }()

  @Test("a document that does not hold is kept, with a finding and valid = 0 (CIF-04)")
  func check() throws {
    let scene = try Scene(Feeds.card())
    scene.feed.columns[1] = Feeds.with(Column("name", .text, max: 30)) {
      $0.dataClass = .sensitive
      $0.check = "document"
      $0.checkKindColumn = "doc"
    }
    scene.feed.columns.append(Feeds.with(Column("doc", .code)) { $0.list = "doc" })
    scene.feed.derived = [DerivedColumn("doc_valid", from: "name", .valid)]
    scene.pipeline.identity = IdentityPlan(documents: ["ID18": Self.resident, "ID15": Self.old])
    let tail = "|+|DEBIT|+|20240930|+|1|+|"
    try scene.deliver(
      "1|+|11010519491231002X\(tail)ID18\n2|+|110105194912310021\(tail)ID18\n3|+|110105491231002\(tail)ID15\n4|+|\(tail)ID18\n5|+|1\(tail)\n",
      rows: 5, totals: ["amount_fen": "5", "debit": "5"])
    #expect(try scene.extract().accepted == 5)
    #expect(try scene.staged("SELECT doc_valid FROM row") == ["1", "0", "1", "", "0"])
    #expect(try scene.staged("SELECT rule, column_name, count, first_line FROM finding") == ["CIF-04|name|2|2"])
  }
}
