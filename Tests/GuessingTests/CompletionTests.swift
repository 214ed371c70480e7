import MartTesting
import Testing

@Suite("completions") struct CompletionTests {
  @Test("of each shell name every command and its flags", arguments: ["bash", "zsh", "fish"])
  func scripts(_ shell: String) throws {
    let script = try Program("mart").run(["--generate-completion-script", shell])
    #expect(script.status == 0, "\(script.errors)")
    let help = try Program("mart").run(["--help"]).output
    let list = help.components(separatedBy: "SUBCOMMANDS:").last ?? ""
    let names = list.matches(of: #/\n  (\w[\w-]*)  /#).map { String($0.1) }
    #expect(names.contains("guess") && names.contains("init"))
    for name in names { #expect(script.output.contains(name), "\(shell): \(name)") }
    #expect(script.output.contains("delivery") && script.output.contains("allow-missing"))
  }

  @Test("are read by the shells that are here", arguments: ["bash", "zsh", "fish"])
  func read(_ shell: String) throws {
    let home = try ScratchHome()
    let read = try Program.system(
      "sh",
      [
        "-c",
        "command -v \(shell) >/dev/null || exit 0; '\(Program.folder)/mart' --generate-completion-script \(shell) > '\(home.path)/s' && \(shell) -n '\(home.path)/s'",
      ])
    #expect(read.status == 0, "\(read.errors)")
  }
}
