import Contracts
import Foundation
import MartCore
import MartTesting
import Testing

/// A home of the shop of two feeds: `sale` (events, required) and `stall` (a snapshot that may stay away), with a
/// pipeline folder of its own.
struct ShopHome {
  let folder: ScratchHome
  let home: String
  let pipelineFolder: String

  init() throws {
    folder = try ScratchHome()
    home = folder.file("home")
    pipelineFolder = folder.file("shop/pipeline")
    try FileManager.default.createDirectory(atPath: folder.file("shop"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Program.repository + "/Tests/Fixtures/two-feeds/pipeline", toPath: pipelineFolder)
    try BankHome.writeTestKey(to: folder.file("shop"), name: "shop.key")
  }

  func land(
    _ name: String, _ date: String, sequence: Int = 1, _ rows: [[String: String]], _ tweaks: [FeedFile.Tweak] = []
  ) throws {
    let pipeline = try Pipeline.load(folder: pipelineFolder)
    let feed = try #require(pipeline.feed(name))
    try FeedFile(feed, of: pipeline).write(
      rows, on: try #require(BusinessDate(iso: date)), sequence: sequence, into: home + "/landing", tweaks: tweaks)
  }

  /// Sales as `number:fen`, all of stall A and of the date.
  func landSales(_ date: String, sequence: Int = 1, _ sales: String...) throws {
    let rows = sales.map { sale -> [String: String] in
      let parts = sale.split(separator: ":").map(String.init)
      return ["sale_no": parts[0], "stall_no": "A", "sold_on": date, "amount_fen": parts[1]]
    }
    try land("sale", date, sequence: sequence, rows)
  }

  /// Stalls as `number:keeper`.
  func landStalls(_ date: String, sequence: Int = 1, _ stalls: String...) throws {
    let rows = stalls.map { stall -> [String: String] in
      let parts = stall.split(separator: ":").map(String.init)
      return ["stall_no": parts[0], "keeper": parts[1]]
    }
    try land("stall", date, sequence: sequence, rows)
  }

  func mart(_ arguments: String...) throws -> Program.Ended {
    try Program("mart").run(arguments + ["--home", home, "--pipeline", pipelineFolder])
  }

  /// Runs what waits, and expects that it publishes.
  func run(_ arguments: String...) throws {
    let ended = try Program("mart").run(["run"] + arguments + ["--home", home, "--pipeline", pipelineFolder])
    #expect(ended.status == 0, "\(ended.errors)")
  }

  func ask(_ sql: String, of file: String = "current/mart.sqlite") throws -> String {
    let answer = try Program.system("sqlite3", ["-readonly", "\(home)/\(file)", sql])
    #expect(answer.status == 0, "\(answer.errors)")
    return answer.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Replaces text in a file of the pipeline.
  func edit(_ file: String, _ old: String, _ new: String) throws {
    let path = "\(pipelineFolder)/\(file)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(old), "\(file) has \(old)")
    try text.replacingOccurrences(of: old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// Names in a folder of the current generation's outbox.
  func outbox(_ user: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(home)/current/outbox/\(user)").sorted()
  }

  /// The text of a compressed file of the current generation.
  func text(_ path: String) throws -> String {
    let ended = try Program.system("gzip", ["-dc", "\(home)/current/\(path)"])
    #expect(ended.status == 0, "\(path): \(ended.errors)")
    return ended.output
  }
}
