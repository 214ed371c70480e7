import Foundation
import MartTesting
import Testing

/// A small market (Tests/Fixtures/market) whose deliveries Tests/Oracles/market.py makes: stalls and sales, which must
/// come, and complaints, which may stay away and which a check holds.
final class Market {
  let folder: ScratchHome
  var home: String { folder.file("home") }
  var pipeline: String { folder.file("market/pipeline") }
  var arguments: String { "--home '\(home)' --pipeline '\(pipeline)'" }

  /// With so many nights from 2024-09-01 landed.
  init(nights: Int) throws {
    folder = try ScratchHome()
    let made = try Program.system("python3", ["Tests/Oracles/market.py", "--home", folder.path, "\(nights)"])
    #expect(made.status == 0, "\(made.errors)")
  }

  /// A program with this home, in the middle of shell text.
  func shell(_ before: String, _ command: String, program: String = "mart") throws -> Program.Ended {
    try Program.system("sh", ["-c", "\(before) '\(Program.folder)/\(program)' \(command) \(arguments)"])
  }

  func mart(_ arguments: String..., program: String = "mart") throws -> Program.Ended {
    try Program(program).run(arguments + ["--home", home, "--pipeline", pipeline])
  }

  /// Runs Python that knows `market` and `landing`.
  func python(_ script: String) throws {
    let text = "import sys; sys.path.insert(0, 'Tests/Oracles'); import market; landing = sys.argv[1]\n" + script
    let done = try Program.system("python3", ["-c", text, home + "/landing"])
    #expect(done.status == 0, "\(done.errors)")
  }

  /// Deliveries of one more night, the number counted from 0; with `large`, its first complaint claims too much.
  func land(_ number: Int, large: Bool = false, sequence: Int = 1) throws {
    try python(
      """
      rows = market.rows_of(\(number))
      if \(large ? "True" : "False"): rows['complaint'][0]['claim_fen'] = 200000
      for feed in (rows if \(sequence) == 1 else ['complaint']):
        market.deliver(landing, feed, market.day(\(number)), rows[feed], sequence=\(sequence))
      """)
  }

  /// What sqlite3 answers about the current mart, or another file of the home.
  func ask(_ sql: String, of file: String = "current/mart.sqlite") throws -> String {
    let answer = try Program.system("sqlite3", ["-readonly", "\(home)/\(file)", sql])
    #expect(answer.errors.isEmpty, "\(answer.errors)")
    return answer.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  var current: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: home + "/current")).map {
      ($0 as NSString).lastPathComponent
    } ?? ""
  }

  /// Paths below the current outbox.
  func outbox() throws -> [String] {
    try Program.system("sh", ["-c", "cd '\(home)/current/outbox' && find . -type f | cut -c3- | sort"]).output
      .split(separator: "\n").map(String.init)
  }

  func read(_ path: String) throws -> String {
    try String(contentsOfFile: "\(home)/\(path)", encoding: .utf8)
  }

  /// Names and hashes of all files of the current generation that must be equal when it is made again.
  func bytes() throws -> [String] {
    let timed = ["report.html", "mart.prom", "lineage.ndjson"].map { "! -name \($0)" }.joined(separator: " ")
    return try Program.system(
      "sh", ["-c", "cd '\(home)/current/' && find . -type f \(timed) | sort | xargs sha256sum"]
    ).output.split(separator: "\n").map(String.init)
  }

  func write(_ text: String, to path: String) throws {
    let file = "\(pipeline)/\(path)"
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
  }
}
