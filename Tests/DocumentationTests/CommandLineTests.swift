import Foundation
import MartTesting
import Testing

/// Documentation that cannot lie: what a page tells readers to type, the programs know.
@Suite("commands of the manual") struct CommandLineTests {
  /// The subcommands that `mart --help` lists.
  static func subcommands() throws -> [String] {
    let help = try Program("mart").run(["--help"]).output
    let list = help.components(separatedBy: "SUBCOMMANDS:").last ?? ""
    return list.matches(of: #/\n  (\w[\w-]*)  /#).map { String($0.1) }
  }

  static func flags(_ help: String) -> Set<String> {
    Set(help.matches(of: /--[a-z][a-z-]*/).map { String($0.0) })
  }

  /// Of our own programs, by their last path component.
  private func ours(_ page: Page) -> [Page.Command] {
    page.commands().compactMap { command in
      guard let name = command.words.first?.split(separator: "/").last.map(String.init),
        ["mart", "sample-bank"].contains(name)
      else { return nil }
      return Page.Command(place: command.place, words: [name] + command.words.dropFirst())
    }
  }

  @Test("each names a subcommand and flags that the programs have")
  func known() throws {
    var help: [String: Set<String>] = ["": Self.flags(try Program("mart").run(["--help"]).output)]
    // Every command of the argument parser has it, and no help page says so.
    help[""]?.insert("--generate-completion-script")
    for name in try Self.subcommands() { help[name] = Self.flags(try Program("mart").run([name, "--help"]).output) }
    let bank = Self.flags(try Program("sample-bank").run(["--help"]).output)
    var count = 0
    for command in try Page.all().flatMap(ours) {
      let asked = Set(
        command.words.filter { $0.hasPrefix("--") && $0 != "--" }.map { String($0.split(separator: "=")[0]) })
      let known: Set<String>
      if command.words[0] == "sample-bank" {
        known = bank
      } else {
        let verb = command.words.dropFirst().first.map { $0.hasPrefix("--") || $0 == "help" ? "" : $0 } ?? ""
        var flags = try #require(help[verb], "\(command.place): mart has no subcommand '\(verb)'")
        // Flags of a command inside a command.
        if ["review", "identity"].contains(verb), let inner = command.words.dropFirst(2).first, !inner.hasPrefix("--") {
          flags.formUnion(Self.flags(try Program("mart").run([verb, inner, "--help"]).output))
        }
        known = flags
      }
      let unknown = asked.subtracting(known).sorted()
      #expect(unknown.isEmpty, "\(command.place): \(command.words[0]) does not know \(unknown)")
      count += 1
    }
    #expect(count > 20, "the manual shows its commands")
  }

  @Test("each question in SQL is one that a mart can answer")
  func questions() throws {
    let bank = try BankHome(after: .all)
    for command in try Page.all().flatMap(ours) where command.words.count > 2 && command.words[1] == "query" {
      // A candidate stands only where the gate has stopped a night.
      guard !command.words.contains("--candidate"), !command.words.contains("--pipeline"),
        !command.place.contains("NewBank.md"), !command.place.contains("YourBank.md")
      else { continue }
      let file = command.words.firstIndex(of: "--file").map { command.words[$0 + 1] }
      let sql = command.words.dropFirst(2).first { !$0.hasPrefix("--") && $0.contains(" ") }
      let question = try #require(file.map { ["--file", $0] } ?? sql.map { [$0] }, "\(command.place)")
      let answer = try bank.mart(["query"] + question)
      #expect(answer.status == 0, "\(command.place): \(answer.errors)")
    }
  }

  @Test("each help page ends with one example, and the example is true")
  func examples() throws {
    let names = try Self.subcommands()
    #expect(names.contains("run") && names.contains("doctor"))
    for name in names {
      let help = try Program("mart").run([name, "--help"]).output
      let talk = help.components(separatedBy: "USAGE:")[0].split(separator: "\n").joined(separator: " ")
      let example = talk.components(separatedBy: "Example: ").dropFirst()
      #expect(example.count == 1, "mart \(name) --help has one example")
      let words = shellWords(example.first ?? "").commands.first ?? []
      #expect(words.starts(with: ["mart", name]), "mart \(name) --help: \(words)")
      let unknown = Self.flags((example.first ?? "")).subtracting(Self.flags(help.components(separatedBy: "USAGE:")[1]))
      #expect(unknown.isEmpty, "mart \(name) --help: \(unknown.sorted())")
    }
  }

  @Test("quotes, pipes, comments and joined lines are read as a shell reads them")
  func shell() {
    let page = Page(
      path: "p",
      lines: [
        "```console", "$ mart query \"SELECT 1,", "  'a b'\" --format csv | head -1  # no more", "1,a b", "```",
        "```sh",
        "make run; mart run \\", "  --home h", "```",
      ])
    #expect(
      page.commands().map(\.words) == [
        ["mart", "query", "SELECT 1,\n  'a b'", "--format", "csv"], ["head", "-1"], ["make", "run"],
        ["mart", "run", "--home", "h"],
      ])
  }
}
