import Foundation
import MartTesting

/// A program of Documentation/Analysts.md that reads the mart, and what it says there.
struct OtherProgram {
  var source: String
  var answer: String

  /// The first two fences below a heading.
  init?(below heading: String) throws {
    let page = try Page.all().first { $0.path == "Documentation/Analysts.md" }
    guard let page, let start = page.lines.firstIndex(of: "### " + heading) else { return nil }
    var fences: [[String]] = []
    var isOpen = false
    for line in page.lines[(start + 1)...] {
      if line.hasPrefix("#") && !isOpen { break }
      if line.hasPrefix("```") {
        isOpen.toggle()
        if isOpen { fences.append([]) }
      } else if isOpen {
        fences[fences.count - 1].append(line)
      }
    }
    guard fences.count == 2 else { return nil }
    source = fences[0].joined(separator: "\n") + "\n"
    answer = fences[1].joined(separator: "\n")
  }
}

/// What the machine has to reach the mart with.
enum OtherTool {
  /// Of `make analysts`, else the machine's own.
  static var python: String {
    let own = Program.repository + "/.build/analysts/bin/python"
    return FileManager.default.isExecutableFile(atPath: own) ? own : "python3"
  }

  /// Xerial's driver, as Debian lays it.
  static let driver = "/usr/share/java/xerial-sqlite-jdbc.jar"

  static let hasPandas = succeeds([python, "-c", "import pandas"])
  static let hasDuckDB = succeeds([python, "-c", "import duckdb, duckdb_extensions, duckdb_extension_sqlite_scanner"])
  static let hasR = succeeds(["Rscript", "-e", "library(RSQLite)"])
  static let hasDriver = FileManager.default.fileExists(atPath: driver) && succeeds(["java", "-version"])

  private static func succeeds(_ words: [String]) -> Bool {
    (try? Program.system(words[0], Array(words.dropFirst())).status) == 0
  }
}
