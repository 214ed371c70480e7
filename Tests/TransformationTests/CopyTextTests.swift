import Foundation
import MartCore
import MartStore
import MartTesting
import Testing
import Transformation

@Suite("what goes to another engine and comes back") struct CopyTextTests {
  private func written(_ sql: String, columns: Int, rowsPerPart: Int64 = 2) throws -> (ScratchHome, CopyWriter) {
    let home = try ScratchHome()
    let writer = try CopyWriter(home.file("out"), rowsPerPart: rowsPerPart)
    let store = try Store(home.file("any.sqlite"), .scratch)
    try store.use { session in try session.scan(sql) { try writer.append($0, columns: columns) } }
    try store.close()
    try writer.finish()
    return (home, writer)
  }

  @Test("every value comes back as it went, in parts, NULL told from an empty text and from its own sign")
  func exact() throws {
    let values =
      "('a\\tb', NULL), ('', 1), ('\\N', -9223372036854775808), (char(9) || char(10) || char(13) || '\\s|', 0), ('客户', 7)"
    let (home, writer) = try written("VALUES \(values)", columns: 2)
    #expect(writer.parts == ["part-00000.gz", "part-00001.gz", "part-00002.gz"] && writer.rows == 5)
    var rows: [[String?]] = []
    try CopyReader.rows(in: home.file("out")) { rows.append($0) }
    #expect(
      rows == [
        ["a\\tb", nil], ["", "1"], ["\\N", "-9223372036854775808"], ["\t\n\r\\s|", "0"], ["客户", "7"],
      ])
  }

  @Test("a relation without rows is one empty part, and a part that ends inside a row is refused")
  func edges() throws {
    let (home, writer) = try written("SELECT 1 WHERE 0", columns: 1)
    #expect(writer.parts.count == 1)
    var rows = 0
    try CopyReader.rows(in: home.file("out")) { _ in rows += 1 }
    #expect(rows == 0)
    let cut = try Program.system("sh", ["-c", "printf 'a\\tb' | gzip > '\(home.file("out"))/part-00001.gz'"])
    #expect(cut.status == 0)
    #expect(throws: Failure.self) { try CopyReader.rows(in: home.file("out")) { _ in } }
  }

  @Test("settings have defaults, and a wrong key or value is told with its file")
  func settings() throws {
    let home = try ScratchHome()
    #expect(try SparkSettings.read(home: home.path, environment: [:]) == SparkSettings())
    func refusal(_ text: String) throws -> String {
      try Data(text.utf8).write(to: URL(fileURLWithPath: home.file("spark.json")))
      do {
        _ = try SparkSettings.read(home: home.path, environment: [:])
        return ""
      } catch let failure as Failure { return failure.description }
    }
    #expect(try refusal(#"{"master": "yarn", "rows_in_sqlite": 0}"#) == "")
    #expect(
      try refusal(#"{"comand": ["x"]}"#).contains("unknown key 'comand' [spark.settings]; did you mean 'command'"))
    #expect(try refusal(#"{"parallel": 0}"#).contains("below 1"))
    #expect(try refusal(#"{"parallel": "two"}"#).contains("is not the JSON of Spark's settings"))
    #expect(throws: Failure.self) {
      try SparkSettings.read(home: home.path, environment: ["MART_SPARK": home.file("none.json")])
    }
  }
}
