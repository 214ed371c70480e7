import Foundation
import MartTesting

/// A page that is done as it is read: files that it shows are written, commands that it shows are run.
///
/// A fence after a line of a bold path (`**\`feeds/a.yaml\`**`) is that file's content. In a `console` fence a line
/// after `$ ` is a command, and what follows is its output. `/tmp/` stands for the replay's own folder.
struct Replay {
  let home: ScratchHome

  /// The page with what the commands printed this time.
  func page(_ lines: [String]) throws -> [String] {
    var result: [String] = []
    var file: String?
    var number = 0
    while number < lines.count {
      let line = lines[number]
      number += 1
      result.append(line)
      if let match = line.wholeMatch(of: /\*\*`([^`]+)`\*\*/) { file = String(match.1) }
      guard line.hasPrefix("```") else { continue }
      let end = lines[number...].firstIndex { $0 == "```" } ?? lines.endIndex
      let body = Array(lines[number..<end])
      if let path = file {
        try write(body, to: path)
        result += body
      } else {
        result += line == "```console" ? try body.filter { $0.hasPrefix("$ ") }.flatMap(run) : body
      }
      file = nil
      if end < lines.count { result.append("```") }
      number = end + 1
    }
    return result
  }

  private func write(_ body: [String], to path: String) throws {
    let whole = home.file(path)
    try FileManager.default.createDirectory(
      atPath: (whole as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data((body.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: whole))
  }

  /// The command's line, then what it printed.
  private func run(_ line: String) throws -> [String] {
    let command = line.dropFirst(2).replacing("/tmp/", with: home.path + "/")
    let ended = try Program.system(
      "sh", ["-c", "cd '\(home.path)' && PATH='\(Program.folder)':\"$PATH\" && exec 2>&1; \(command)"])
    let printed = ended.output.replacing(home.path + "/", with: "/tmp/").split(
      separator: "\n", omittingEmptySubsequences: false)
    return [line] + printed.map(String.init).dropLast()
  }
}
