import Foundation
import MartTesting
import Testing

/// A run that finds the last one's contracts proves nothing again (decision 0067).
@Suite("what was proved of a pipeline") struct PipelineProofTests {
  private let shop: ShopHome

  init() throws {
    shop = try ShopHome()
    try shop.landSales("2024-09-01", "1:100", "2:250")
    try shop.landStalls("2024-09-01", "A:Chen")
  }

  private var proofs: String { shop.home + "/proofs" }

  private func names() throws -> [String] {
    guard FileManager.default.fileExists(atPath: proofs) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: proofs).sorted()
  }

  /// Writes a warning into the only proof, by which one sees whether a run believes it.
  private func plant() throws {
    let path = try proofs + "/" + #require(names().first)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let warning =
      #"{"location":{"file":"models/fact_sale.sql","line":1,"column":1},"severity":"warning","#
      + #""problem":"is planted","rule":"planted","remedy":""}"#
    #expect(text.contains(#""warnings":[]"#))
    try text.replacingOccurrences(of: #""warnings":[]"#, with: #""warnings":[\#(warning)]"#)
      .write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// Whether the next run says what `plant` wrote.
  private func believes() throws -> Bool {
    let ended = try shop.mart("run", "--verbose")
    #expect(ended.status == 0, "\(ended.errors)")
    return (ended.output + ended.errors).contains("1 warning about the pipeline")
  }

  @Test("is kept with the home, for its owner alone, and believed by the next run")
  func kept() throws {
    try shop.run()
    #expect(try names().count == 1)
    let mode = try Program.system("stat", ["-c", "%a", proofs, proofs + "/" + (try #require(names().first))])
    #expect(mode.output == "700\n600\n")
    try plant()
    #expect(try believes())
    let checked = try shop.mart("check")
    #expect(checked.status == 0 && !checked.output.contains("planted"), "check proves all anew: \(checked.output)")
  }

  @Test(
    "holds for no other bytes: a comment more and it is proved again",
    arguments: ["models/fact_sale.sql", "feeds/sale.yaml"])
  func otherBytes(_ file: String) throws {
    try shop.run()
    try plant()
    let path = "\(shop.pipelineFolder)/\(file)"
    let comment = file.hasSuffix("sql") ? "\n-- said later\n" : "\n# said later\n"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try (text + comment).write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try !believes())
    #expect(try names().count == 2, "both are known")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try believes(), "the first is known still")
  }

  @Test("a contract that is a link counts by what it leads to: for the proof, the next night, and the archive")
  func links() throws {
    let files = FileManager.default
    let (model, shared) = ("\(shop.pipelineFolder)/models/fact_sale.sql", shop.folder.file("fact_sale.sql"))
    try files.moveItem(atPath: model, toPath: shared)
    try files.createSymbolicLink(atPath: model, withDestinationPath: shared)
    try shop.run()
    try plant()
    let text = try String(contentsOfFile: shared, encoding: .utf8)
    try text.replacing(", late FROM", with: ", late + 1 AS late FROM")
      .write(toFile: shared, atomically: true, encoding: .utf8)
    #expect(try !believes())
    try shop.landSales("2024-09-02", "3:300")
    try shop.landStalls("2024-09-02", "A:Chen")
    try shop.run()
    #expect(try shop.ask("SELECT sale_no, late FROM fact_sale ORDER BY sale_no") == "1|1\n2|1\n3|1")
    let kept = try Program.system(
      "sh", ["-c", "cat '\(shop.home)'/archive/pipelines/*/models/fact_sale.sql | grep -c 'late + 1'"])
    #expect(kept.output == "1\n")
  }

  @Test("holds for no other program file")
  func otherProgram() throws {
    try shop.run()
    try plant()
    let copy = shop.folder.file("mart")
    try FileManager.default.copyItem(atPath: Program.folder + "/mart", toPath: copy)
    let ended = try Program.system(
      copy, ["run", "--verbose", "--home", shop.home, "--pipeline", shop.pipelineFolder])
    #expect(ended.status == 0 && !(ended.output + ended.errors).contains("1 warning"), "\(ended.errors)")
    #expect(try names().count == 2)
  }

  @Test("what is wrong is told each time, and never kept")
  func wrong() throws {
    try shop.run()
    try shop.edit("models/fact_sale.sql", "FROM stg_sale", "FROM stg_sales")
    for _ in 1...2 {
      let ended = try shop.mart("run")
      #expect(ended.status == 78 && ended.errors.contains("stg_sales"), "\(ended.errors)")
    }
    #expect(try names().count == 1)
  }

  @Test("a file that cannot be read is proved again and written anew", arguments: ["", "{", "[]", "{\"models\":[]}"])
  func broken(_ text: String) throws {
    try shop.run()
    let path = try proofs + "/" + #require(names().first)
    let whole = try String(contentsOfFile: path, encoding: .utf8)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    try shop.run()
    #expect(try String(contentsOfFile: path, encoding: .utf8).count == whole.count)
  }

  @Test("no more than twelve are kept, and what a killed run left goes with them")
  func limit() throws {
    try shop.run()
    for number in 1...20 {
      let name = number == 20 ? "left.json.part" : "old-\(number).json"
      try "{}".write(toFile: "\(proofs)/\(name)", atomically: true, encoding: .utf8)
    }
    #expect(try Program.system("sh", ["-c", "touch -d 2024-01-01 '\(proofs)'/old-* '\(proofs)'/left*"]).status == 0)
    try shop.edit("models/fact_sale.sql", "SELECT", "SELECT ")
    try shop.run()
    #expect(try names().count == 12)
    #expect(try names().filter { $0.count > 60 }.count == 2, "the two that are younger")
  }
}
