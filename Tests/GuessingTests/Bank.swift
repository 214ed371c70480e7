import Foundation
import MartCore
import MartTesting

/// A pipeline folder made by `mart init`, and a home beside it, for files that nobody has described.
final class Bank {
  let home: ScratchHome
  var pipeline: String { home.file("bank/pipeline") }
  var data: String { home.file("home") }

  init() throws {
    home = try ScratchHome()
    let made = try mart(["init", pipeline])
    guard made.status == 0 else { throw Failure(.internal, made.errors, remedy: "look at mart init") }
  }

  func mart(_ arguments: [String]) throws -> Program.Ended { try Program("mart").run(arguments) }

  /// Writes a file that has come from somewhere.
  func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let path = home.file(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  func guess(_ path: String, _ more: String...) throws -> Program.Ended {
    try mart(["guess", path, "--out", pipeline, "--model", "--land", data] + more)
  }

  func run() throws -> Program.Ended { try mart(["run", "--pipeline", pipeline, "--home", data]) }

  /// The only cell of a query.
  func cell(_ sql: String) throws -> String {
    let asked = try mart(["query", "--home", data, "--format", "csv", sql])
    guard asked.status == 0 else { throw Failure(.internal, asked.errors, remedy: "look at the query") }
    return asked.output.split(separator: "\n").last.map(String.init) ?? ""
  }

  func text(_ path: String) throws -> String { try String(contentsOfFile: pipeline + "/" + path, encoding: .utf8) }
}
