import Foundation
import MartTesting
import Testing

@Suite("a new pipeline folder") struct InitTests {
  @Test("is good from the start, keeps its key to its owner and out of version control, and says what comes next")
  func good() throws {
    let bank = try Bank()
    let key = bank.pipeline + "/keys/bank.key"
    let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(try bank.text("keys/bank.key").wholeMatch(of: /[0-9a-f]{64}\n/) != nil)
    #expect(try bank.text(".gitignore").contains("keys/"))
    let checked = try bank.mart(["check", "--pipeline", bank.pipeline])
    #expect(checked.status == 0 && checked.output.contains("is good: 0 feeds"), "\(checked.errors)")
    let second = try bank.mart(["init", bank.home.file("two"), "--name", "harbour"])
    #expect(second.status == 0 && second.output.contains("mart guess FILE --out"), "\(second.errors)")
    #expect(
      try String(contentsOfFile: bank.home.file("two/pipeline.yaml"), encoding: .utf8).contains("pipeline: harbour"))
  }

  @Test("is never made over another, nor a contract over another, nor a delivery over another")
  func kept() throws {
    let bank = try Bank()
    let before = try bank.text("keys/bank.key")
    #expect(try bank.mart(["init", bank.pipeline]).status == 64)
    #expect(try bank.text("keys/bank.key") == before)
    #expect(try bank.mart(["init", bank.home.file("9"), "--name", "Nine"]).status == 64)
    let path = try bank.file("a_20240930.csv", "id,txt\n1,x\n2,y\n".utf8)
    #expect(try bank.guess(path).status == 0)
    let contract = try bank.text("feeds/a.yaml")
    let again = try bank.guess(path, "--date", "2024-09-28")
    #expect(
      again.status == 64 && again.errors.contains("feeds/a.yaml: error: there is such a file already"),
      "\(again.errors)")
    #expect(try bank.text("feeds/a.yaml") == contract)
    let twin = try bank.guess(path, "--feed", "b", "--date", "2024-09-29")
    #expect(twin.status == 78 && twin.errors.contains("files or controls of the same name"), "\(twin.errors)")
    try FileManager.default.removeItem(atPath: bank.pipeline + "/feeds/a.yaml")
    try FileManager.default.removeItem(atPath: bank.pipeline + "/models/dim_a.sql")
    let landed = try bank.guess(path)
    #expect(landed.status == 64 && landed.errors.contains("there is such a delivery already"), "\(landed.errors)")
    #expect(!FileManager.default.fileExists(atPath: bank.pipeline + "/feeds/a.yaml"))
    #expect(try bank.guess(path, "--date", "2024-09-29").status == 0)
  }

  @Test("stays as it was where a guess does not hold in it")
  func undone() throws {
    let bank = try Bank()
    try Data("list,code\n".utf8).write(to: URL(fileURLWithPath: bank.pipeline + "/reference/codes.csv"))
    let rows = (1...100).map { "\($0),\($0 % 2 == 0 ? "OPEN" : "SHUT")\n" }.joined()
    let guessed = try bank.guess(try bank.file("s_20240930.csv", ("id,status\n" + rows).utf8))
    #expect(guessed.status == 78 && guessed.errors.contains("codes.csv:1"), "\(guessed.errors)")
    #expect(!FileManager.default.fileExists(atPath: bank.pipeline + "/feeds/s.yaml"))
    #expect(try bank.text("reference/codes.csv") == "list,code\n")
  }
}
