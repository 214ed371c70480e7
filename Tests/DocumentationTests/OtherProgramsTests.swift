import Foundation
import MartTesting
import Testing

/// What Documentation/Analysts.md says of other programs is run as it stands there, beside a home of the small bank, and
/// gives the answer that stands below it.
@Suite("the mart from other programs", .serialized) struct OtherProgramsTests {
  @Test("pandas", .enabled(if: OtherTool.hasPandas, "python3 has no pandas: `make analysts`"))
  func pandas() throws {
    try run("pandas", file: "ask.py") { [OtherTool.python, $0] }
  }

  @Test("DuckDB", .enabled(if: OtherTool.hasDuckDB, "python3 has no duckdb with its SQLite extension: `make analysts`"))
  func duckDB() throws {
    try run("DuckDB", file: "ask.py") { [OtherTool.python, $0] }
  }

  @Test(
    "R", .enabled(if: OtherTool.hasR, "there is no Rscript with RSQLite: apt-get install r-base-core r-cran-rsqlite"))
  func r() throws {
    try run("R", file: "ask.R") { ["Rscript", $0] }
  }

  @Test(
    "what DBeaver does, by JDBC",
    .enabled(if: OtherTool.hasDriver, "there is no Java or no driver: apt-get install libxerial-sqlite-jdbc-java"))
  func jdbc() throws {
    try run("DBeaver, and whatever speaks JDBC", file: "Ask.java") { ["java", "-cp", OtherTool.driver, $0] }
  }

  private func run(_ heading: String, file: String, _ command: (String) -> [String]) throws {
    let program = try #require(try OtherProgram(below: heading), "'\(heading)' has a program and its answer")
    let bank = try BankHome(after: .all)
    let folder = try ScratchHome()
    try FileManager.default.createSymbolicLink(atPath: folder.file("home"), withDestinationPath: bank.path)
    try program.source.write(toFile: folder.file(file), atomically: true, encoding: .utf8)
    let words = command(file).map { "'\($0)'" }.joined(separator: " ")
    // DuckDB keeps its extensions in the user's folder: here in one of its own.
    let ended = try Program.system("sh", ["-c", "cd '\(folder.path)' && HOME='\(folder.path)' \(words)"])
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(lines(ended.output) == lines(program.answer), "\(ended.output)")
  }

  /// Without blanks at ends, and without empty lines at the end.
  private func lines(_ text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map {
      String($0.reversed().drop { $0 == " " }.reversed())
    }
    return lines.filter { !$0.isEmpty }
  }

  @Test("every make target that analysts are told of does its work; explore is tried elsewhere")
  func targets() throws {
    let page = try #require(try Page.all().first { $0.path == "Documentation/Analysts.md" })
    let bank = try BankHome(after: .all)
    let names = page.commands().filter { $0.words.first == "make" && $0.words.count > 1 && $0.words[1] != "explore" }
    #expect(names.count >= 8)
    for command in names {
      let words = command.words.dropFirst().map { $0.hasPrefix("OUT=") ? "OUT=\(bank.path)/export" : $0 }
      // `-o build`: the programs are built.
      let ended = try Program.system(
        "make",
        ["-s", "-C", Program.repository, "-o", "build", "HOME_DIR=\(bank.path)", "BIN=\(Program.folder)"] + words)
      #expect(ended.status == 0 && (words[0] == "sql" || !ended.output.isEmpty), "\(command.place): \(ended.errors)")
    }
  }
}
