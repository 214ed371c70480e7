import Contracts
import Extraction
import Foundation
import MartCore
import Synchronization
import Testing

@Suite("controls") struct ControlTests {
  let scene: Scene
  static let good = "T1|+|Li|+|DEBIT|+|20240930|+|12.34\nT2|+||+|CREDIT|+|20240930|+|-5\n"

  init() throws { scene = try Scene(Feeds.card()) }

  func nothingIsLeft() -> Bool { scene.files("staging").isEmpty && scene.files("archive").isEmpty }

  @Test("a delivery that agrees is staged whole, with its account, and archived by content")
  func agrees() throws {
    try scene.deliver(Self.good, rows: 2, totals: ["amount_fen": "7.34", "debit": "1"])
    let extracted = try scene.extract()
    #expect(extracted.rows == 2 && extracted.accepted == 2 && extracted.quarantined == 0)
    #expect(
      try scene.staged("SELECT * FROM total") == [
        "rows|rows|2|2|0|0", "amount_fen|fen|734|734|0|0", "debit|rows|1|1|0|0",
      ])
    #expect(
      try scene.staged("SELECT * FROM row") == ["1||0|T1|DEBIT|2024-09-30|1234", "2||0|T2|CREDIT|2024-09-30|-500"])
    #expect(try scene.staged("SELECT * FROM secret") == ["1|Li", "2|"])
    let hash = String(decoding: try shell("sha256sum", [scene.landing + "/" + scene.dataName]), as: UTF8.self).prefix(
      64)
    #expect(extracted.sha256 == hash)
    #expect(try contentHash(scene.landing + "/" + scene.dataName) == hash)
    #expect(scene.files("archive") == ["\(hash.prefix(2))/\(hash).gz"])
    let unpacked = try shell("gzip", ["-dc", scene.folder + "/archive/\(hash.prefix(2))/\(hash).gz"])
    #expect(unpacked == Array(Self.good.utf8))
    #expect(
      try scene.staged("SELECT feed, business_date, file, sequence, sha256, bytes, rows, window_from FROM delivery")
        == [
          "card_txn|2024-09-30|CARD_TXN_20240930.txt|1|\(hash)|\(Self.good.utf8.count)|2|2024-09-29"
        ])
    #expect(try scene.staged("SELECT delivery_id FROM delivery") == [String(extracted.deliveryID)])
  }

  @Test("what a crash left in the archive goes when the delivery is taken in, though its content is there already")
  func leftInArchive() throws {
    try scene.deliver(Self.good, rows: 2, totals: ["amount_fen": "7.34", "debit": "1"])
    try scene.extract()
    let kept = scene.files("archive")
    let left = "\(scene.folder)/archive/\(try #require(kept.first)).card_txn-20240930-1.part"
    try Data("Li".utf8).write(to: URL(fileURLWithPath: left))
    try scene.extract()
    #expect(scene.files("archive") == kept)
  }

  @Test("what is written is its owner's alone, and nothing is left half made")
  func modes() throws {
    try scene.deliver(Self.good, rows: 2, totals: ["amount_fen": "7.34", "debit": "1"])
    try scene.extract()
    #expect(scene.files("staging") == ["2024-09-30/card_txn.sqlite"])
    for (file, mode) in [(scene.stagingPath, 0o600), (scene.folder + "/staging", 0o700)] {
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      #expect(attributes[.posixPermissions] as? Int == mode)
    }
  }

  @Test("deliveries of one content are kept at the same time, each staged, one copy in the archive")
  func atOnce() throws {
    let rows = (1...100_000).map { "T\($0)|+|Li|+|DEBIT|+|20240930|+|0.01\n" }.joined()
    var work: [(delivery: LandedDelivery, staging: String)] = []
    for sequence in 1...8 {
      scene.sequence = sequence
      try scene.deliver(rows, rows: 100_000, totals: ["amount_fen": "1000.00", "debit": "100000"])
      work.append((scene.delivery, "\(scene.folder)/staging/\(sequence).sqlite"))
    }
    let (feed, pipeline, archive) = (scene.feed, scene.pipeline, scene.folder + "/archive")
    let hash = try contentHash(scene.landing + "/" + scene.dataName)
    let complaints = Mutex<[String]>([])
    for _ in 1...4 {
      DispatchQueue.concurrentPerform(iterations: work.count) { [work] place in
        do {
          _ = try extract(
            work[place].delivery, feed: feed, pipeline: pipeline,
            context: ExtractionContext(
              windowFrom: nil, staging: work[place].staging, archive: archive, tokenizer: Tokenizer(key: [1, 2, 3])))
        } catch { complaints.withLock { $0.append("\(error)") } }
      }
      #expect(complaints.withLock { $0 } == [])
      #expect(scene.files("staging") == (1...8).map { "\($0).sqlite" })
      #expect(scene.files("archive") == ["\(hash.prefix(2))/\(hash).gz"])
      let unpacked = try shell("gzip", ["-dc", archive + "/\(hash.prefix(2))/\(hash).gz"])
      #expect(unpacked == Array(rows.utf8))
      for folder in [archive, scene.folder + "/staging"] { try FileManager.default.removeItem(atPath: folder) }
    }
  }

  @Test("one row too many in the control refuses the file, with both numbers (DL-02)")
  func rows() throws {
    try scene.deliver(Self.good, rows: 3, totals: ["amount_fen": "7.34", "debit": "1"])
    let failure = try #require(scene.refusal())
    #expect(failure.exit == .refused && failure.rule == "DL-02")
    #expect(failure.what.contains("announced 3, found 2") && failure.location?.file == "CARD_TXN_20240930.ctl")
    #expect(nothingIsLeft())
  }

  @Test("one fen is enough to refuse a file (DL-02)")
  func fen() throws {
    try scene.deliver(Self.good, rows: 2, totals: ["amount_fen": "7.33", "debit": "1"])
    let failure = try #require(scene.refusal())
    #expect(failure.rule == "DL-02" && failure.what.contains("amount_fen: announced 733, found 734"))
    #expect(nothingIsLeft())
  }

  @Test("a checksum that differs refuses, one that agrees does not")
  func checksum() throws {
    let totals = ["amount_fen": "7.34", "debit": "1"]
    try scene.deliver(Self.good, rows: 2, totals: totals, more: ["sha256=" + String(repeating: "0", count: 64)])
    #expect(scene.refusal()?.rule == "DL-02")
    let hash = try contentHash(scene.landing + "/" + scene.dataName)
    try scene.deliver(Self.good, rows: 2, totals: totals, more: ["sha256=\(hash)"])
    #expect(scene.refusal() == nil)
  }

  @Test("yesterday's date in the control refuses (DL-05), another sequence too (DL-04)")
  func dates() throws {
    try scene.deliver(Self.good, rows: 2)
    try scene.announce(rows: 2, totals: ["amount_fen": "7.34", "debit": "1"], date: Scene.date - 1)
    #expect(scene.refusal()?.rule == "DL-05")
    try scene.announce(rows: 2, totals: ["amount_fen": "7.34", "debit": "1"])
    scene.sequence = 2
    try scene.land(scene.dataName, Array(Self.good.utf8))
    try scene.land(
      scene.controlName,
      Array("business_date=20240930\nrows=2\nsequence=1\ntotal.amount_fen=7.34\ntotal.debit=1\n".utf8))
    #expect(scene.refusal()?.rule == "DL-04")
  }

  @Test("data without control, control without data: missing, exit 66 (DL-01)")
  func missing() throws {
    #expect(scene.refusal()?.exit == .missing)
    try scene.land(scene.dataName, Array(Self.good.utf8))
    let failure = try #require(scene.refusal())
    #expect(failure.exit == .missing && failure.rule == "DL-01")
    #expect(failure.what.contains("CARD_TXN_20240930.ctl has not landed"))
  }

  @Test(
    "a control that cannot be understood refuses and says why",
    arguments: [
      ("rows=2\n", "'total.amount_fen' is missing"),
      ("business_date=20240930\nrows=-2\n", "'total.amount_fen' is missing"),
      ("row=2\n", "unknown key 'row'"), ("rows=2\nrows=2\n", "'rows' stands twice"),
      ("rows 2\n", "not a line key=value"),
      ("business_date=2024-13-01\nrows=2\ntotal.amount_fen=7.34\ntotal.debit=1\n", "'business_date' cannot be read"),
      ("business_date=20240930\nrows=2\ntotal.amount_fen=7.345\ntotal.debit=1\n", "'total.amount_fen' cannot be read"),
    ])
  func unreadable(text: String, what: String) throws {
    try scene.land(scene.dataName, Array(Self.good.utf8))
    try scene.land(scene.controlName, Array(text.utf8))
    let failure = try #require(scene.refusal())
    #expect(failure.rule == "DL-02" && failure.what.contains(what))
  }

  @Test("form C carries the first total alone")
  func oneLine() throws {
    scene.feed.control.form = .oneline
    scene.feed.control.totals.removeLast()
    try scene.land(scene.dataName, Array(Self.good.utf8))
    try scene.land(scene.controlName, Array("CARD_TXN_20240930.txt|20240930|2|7.34|1\n".utf8))
    #expect(try scene.extract().totals.map(\.announced) == [2, 734])
    try scene.land(scene.controlName, Array("CARD_TXN_20240930.txt|20240930|2|7.35".utf8))
    #expect(scene.refusal()?.rule == "DL-02")
    try scene.land(scene.controlName, Array("CARD_TXN_20240929.txt|20240929|2|7.34".utf8))
    #expect(scene.refusal()?.rule == "DL-02")
    try scene.land(scene.controlName, Array("CARD_TXN_20240930.txt|20240929|2|7.34".utf8))
    #expect(scene.refusal()?.rule == "DL-05")
  }

  @Test("a trailer must agree as well as the control; without it the file is not complete")
  func trailer() throws {
    scene.feed.format.trailer = .envelope
    let totals = ["amount_fen": "7.34", "debit": "1"]
    try scene.deliver(Self.good + "TRL|+|2|+|7.34|+|1\n", rows: 2, totals: totals)
    #expect(scene.refusal() == nil)
    try scene.deliver(Self.good + "TRL|+|2|+|7.35|+|1\n\n", rows: 2, totals: totals)
    #expect(scene.refusal()?.location == FileLocation(file: "CARD_TXN_20240930.txt", line: 3))
    try scene.deliver(Self.good, rows: 2, totals: totals)
    #expect(scene.refusal()?.what.contains("trailer line TRL is missing") == true)
    try scene.deliver("TRL|+|2|+|7.34|+|1\n" + Self.good, rows: 3, totals: totals)
    #expect(scene.refusal()?.what.contains("trailer line TRL is missing") == true)
  }

  @Test("rows and totals of quarantined rows count as quarantined, unreadable amounts as nothing")
  func account() throws {
    let text =
      "T1|+||+|DEBIT|+|20240930|+|1.00\nT2|+||+|NOSUCH|+|20240930|+|2.00\nT3|+||+|DEBIT|+|20240931|+|4.00\n"
      + "T4|+||+|DEBIT|+|20240930|+|1,000\nT5|+||+|DEBIT|+|20240930|+|8.00|+|x\nT1|+||+|DEBIT|+|20240930|+|1.00\n"
    try scene.deliver(text, rows: 6, totals: ["amount_fen": "8.00", "debit": "4"])
    try scene.extract()
    #expect(
      try scene.staged("SELECT * FROM total") == [
        "rows|rows|6|1|4|1", "amount_fen|fen|800|100|600|100", "debit|rows|4|1|2|1",
      ])
    #expect(
      try scene.staged("SELECT line_no, rule FROM row") == ["1|", "2|DQ-12", "3|DQ-06", "4|DQ-08", "6|REPEAT"])
  }

  @Test("a total that leaves 64 bits refuses the file, one that is no SQL is the pipeline's mistake")
  func impossible() throws {
    try scene.deliver(Self.good, rows: 2, totals: ["amount_fen": "7.34", "debit": "1"])
    scene.feed.control.totals[0].expression = "SUM(9223372036854775807)"
    #expect(scene.refusal()?.rule == "DL-02")
    scene.feed.control.totals[0].expression = "SUM(amount_yuan)"
    #expect(scene.refusal()?.exit == .pipeline)
    #expect(nothingIsLeft())
  }

  @Test("a delta's totals leave out rows that delete")
  func delta() throws {
    scene.feed.delivery = .delta
    scene.feed.columns.insert(
      Feeds.with(Column("op", .code, required: true)) {
        $0.list = "diu"
        $0.role = .op
      }, at: 0)
    let text = "I|+|T1|+||+|DEBIT|+|20240930|+|1\nD|+|T2|+||+|DEBIT|+|20240930|+|2\nU|+|T1|+||+|DEBIT|+|20240930|+|4\n"
    try scene.deliver(text, rows: 3, totals: ["amount_fen": "5", "debit": "2"])
    #expect(try scene.extract().accepted == 3)
  }
}
