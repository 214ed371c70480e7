import Foundation
import MartTesting
import Testing

@Suite("pages of the manual") struct PageTests {
  @Test("every link to a file of the repository leads there")
  func links() throws {
    for page in try Page.all() {
      let folder = (Program.repository + "/" + page.path as NSString).deletingLastPathComponent
      for (place, target) in page.links() {
        #expect(FileManager.default.fileExists(atPath: folder + "/" + target), "\(place): there is no \(target)")
      }
    }
  }

  @Test("every decision says status, context, decision, alternatives and consequences under its own number")
  func decisions() throws {
    let decisions = try Page.all().filter { $0.path.hasPrefix("Documentation/Decisions/") }
    #expect(!decisions.isEmpty)
    var numbers: Set<Substring> = []
    for page in decisions {
      let number = page.path.split(separator: "/")[2].prefix(4)
      #expect(numbers.insert(number).inserted, "\(page.path): the number is taken")
      #expect(page.lines[0].hasPrefix("# \(number): "), "\(page.path) begins with its number and title")
      let text = page.lines.joined(separator: "\n")
      for part in ["\nStatus: ", "\n**Context.** ", "\n**Decision.** ", "\n**Alternatives.** ", "\n**Consequences.** "]
      {
        #expect(text.contains(part), "\(page.path) lacks '\(part.dropFirst())'")
      }
    }
  }

  @Test("every word of the glossary has one line, with its Chinese term, in the order of the alphabet")
  func glossary() throws {
    let glossary = try #require(try Page.all().first { $0.path == "Documentation/Glossary.md" })
    let rows = glossary.lines.filter { $0.hasPrefix("| ") && !$0.hasPrefix("| word |") }
    #expect(rows.count > 40)
    for row in rows {
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(cells.count == 3 && cells[1].unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(row)")
    }
    let words = rows.map { $0.split(separator: "|")[0].trimmingCharacters(in: .whitespaces).lowercased() }
    #expect(words == words.sorted())
  }
}
