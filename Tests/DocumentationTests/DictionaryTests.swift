import Foundation
import MartTesting
import Testing

@Suite("the data dictionary") struct DictionaryTests {
  private func printed() throws -> String {
    let printed = try Program("mart").run(["dictionary"])
    #expect(printed.status == 0, "\(printed.errors)")
    return printed.output
  }

  @Test("the committed page is what `mart dictionary` prints; RECORD=1 writes it anew")
  func fresh() throws {
    let path = Program.repository + "/Documentation/Dictionary.md"
    let printed = try printed()
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data(printed.utf8).write(to: URL(fileURLWithPath: path))
      Issue.record("Documentation/Dictionary.md was written; look at the change and run again")
    } else {
      #expect(try String(contentsOfFile: path, encoding: .utf8) == printed, "run the tests once with RECORD=1")
    }
  }

  @Test("every table, column and figure says what it is in English and Chinese; measures have a unit")
  func complete() throws {
    var section = ""
    var seen = 0
    for line in try printed().split(separator: "\n") where line.hasPrefix("#") || line.hasPrefix("| ") {
      if line.hasPrefix("#") {
        section = String(line.drop { $0 == "#" || $0 == " " })
        continue
      }
      let cells = line.dropFirst(2).dropLast(2).components(separatedBy: " | ")
      seen += 1
      #expect(!cells[1].isEmpty && cells[1] != cells[0], "\(section): what is \(cells[0])?")
      #expect(!cells[2].isEmpty, "\(section): what is \(cells[0]) in Chinese?")
      if cells.count == 7, section != "Figures" {
        #expect(cells[6].isEmpty || !cells[4].isEmpty, "\(section): \(cells[0]) is a measure without a unit")
      }
      if section == "Figures" { #expect(!cells[3...].contains(""), "figure \(cells[0])") }
    }
    #expect(seen > 500)
  }
}
