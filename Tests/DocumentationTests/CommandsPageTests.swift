import Foundation
import MartTesting
import Testing

@Suite("the page of commands") struct CommandsPageTests {
  /// Commands in the order of `mart --help`, those inside a command after it.
  private func commands(below words: [String] = []) throws -> [[String]] {
    let help = try help(words)
    let list = help.components(separatedBy: "SUBCOMMANDS:").dropFirst().first ?? ""
    return try list.matches(of: #/\n  (\w[\w-]*)(?: \(default\))?  /#).map { words + [String($0.1)] }.flatMap {
      [$0] + (try commands(below: $0))
    }
  }

  private func help(_ words: [String]) throws -> String {
    let told = try Program("mart").run(words + ["--help"])
    #expect(told.status == 0, "\(words)")
    return told.output
  }

  private func page() throws -> String {
    var text = """
      # Commands

      What every command says of itself with `--help`. This page is written by the tests with `RECORD=1`. The stage
      programs `mart-extract`, `mart-transform`, `mart-emit` and `mart-load`, and `sample-bank`, say it the same way.

      """
    for words in [[]] + (try commands()) {
      text += "\n## \((["mart"] + words).joined(separator: " "))\n```text\n\(try help(words))```\n"
    }
    return text
  }

  @Test("is what the programs say; RECORD=1 writes it anew")
  func fresh() throws {
    let path = Program.repository + "/Documentation/Commands.md"
    let page = try page()
    #expect(page.contains("## mart review decide\n"))
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data(page.utf8).write(to: URL(fileURLWithPath: path))
      Issue.record("Documentation/Commands.md was written; look at the change and run again")
    } else {
      #expect(try String(contentsOfFile: path, encoding: .utf8) == page, "run the tests once with RECORD=1")
    }
  }
}
