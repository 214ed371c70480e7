import Foundation
import MartTesting

/// A page of the documentation.
struct Page: Sendable {
  /// From the repository's folder.
  var path: String
  var lines: [String]

  /// Every page that people read, in the order of their paths.
  static func all() throws -> [Page] {
    let below = try FileManager.default.subpathsOfDirectory(atPath: Program.repository + "/Documentation")
    let named = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SampleData/README.md", "Sources/README.md"].filter {
      FileManager.default.fileExists(atPath: Program.repository + "/" + $0)
    }
    return try (named + below.filter { $0.hasSuffix(".md") }.map { "Documentation/" + $0 }).sorted().map { path in
      let text = try String(contentsOfFile: Program.repository + "/" + path, encoding: .utf8)
      return Page(path: path, lines: text.components(separatedBy: "\n"))
    }
  }

  /// A line, or several where quotes or a backslash join them, that a reader would type.
  struct Command {
    var place: String
    var words: [String]
  }

  /// The commands of the fenced `sh` and `console` blocks; in `console` they stand after `$ `.
  func commands() -> [Command] {
    var commands: [Command] = []
    var fence: String?
    var number = 0
    while number < lines.count {
      let line = lines[number]
      number += 1
      if line.hasPrefix("```") {
        fence = fence == nil ? String(line.dropFirst(3)) : nil
        continue
      }
      guard fence == "sh" || (fence == "console" && line.hasPrefix("$ ")) else { continue }
      let place = "\(path):\(number)"
      var text = fence == "console" ? String(line.dropFirst(2)) : line
      while let next = shellWords(text).unfinished, number < lines.count {
        text = next + lines[number]
        number += 1
      }
      commands += shellWords(text).commands.map { Command(place: place, words: $0) }
    }
    return commands
  }

  /// Targets of links to other files of the repository, outside of fences.
  func links() -> [(place: String, target: String)] {
    var isFenced = false
    return lines.enumerated().flatMap { index, line -> [(String, String)] in
      if line.hasPrefix("```") { isFenced.toggle() }
      guard !isFenced else { return [] }
      return line.matches(of: /\]\(([^)#\s]+)(?:#[^)]*)?\)/).map { ("\(path):\(index + 1)", String($0.1)) }
        .filter { !$0.1.contains("://") && !$0.1.hasPrefix("mailto:") }
    }
  }
}

/// Cuts a line as a shell does: commands between `;`, `|`, `&&`, and their words without quotes.
/// `unfinished` is the text to go on with where a quote is open or a backslash ends the line.
func shellWords(_ text: String) -> (commands: [[String]], unfinished: String?) {
  var commands: [[String]] = [[]]
  var word: String?
  var quote: Character?
  func end() {
    if let whole = word { commands[commands.count - 1].append(whole) }
    word = nil
  }
  for character in text {
    if let open = quote {
      if character == open { quote = nil } else { word = (word ?? "") + String(character) }
    } else if character == "'" || character == "\"" {
      quote = character
      word = word ?? ""
    } else if character == "#" && word == nil {
      break
    } else if ";|&".contains(character) {
      end()
      commands.append([])
    } else if character == " " {
      end()
    } else {
      word = (word ?? "") + String(character)
    }
  }
  end()
  if quote != nil { return ([], text + "\n") }
  if text.hasSuffix("\\") { return ([], String(text.dropLast()) + " ") }
  return (commands.filter { !$0.isEmpty }, nil)
}
