import MartTesting
import Testing

/// What `make sixty` does at length.
@Suite("nights of a bank that lives") struct SixtyTests {
  @Test(
    "the same rows as made in full, and the keys and rows that were foretold: six nights, a merger of branches among them"
  )
  func nights() throws {
    let folder = try ScratchHome()
    let judged = try Program.system(
      "python3",
      [
        "Tests/Oracles/sixty.py", Program.folder + "/mart", folder.file("sixty"), "--bank",
        Program.folder + "/sample-bank", "--from", "2024-05-15", "--to", "2024-05-20", "--seed", "3",
      ])
    #expect(judged.status == 0, "\(judged.output)\(judged.errors)")
    #expect(judged.output.contains(/6 nights, 114 tables and views, \d+ rows compared: 0 differ/), "\(judged.output)")
    #expect(judged.output.contains("6 nights foretold, 1 planned beforehand"), "\(judged.output)")
    #expect(judged.output.contains(" kept: 0 otherwise"), "\(judged.output)")
  }

  @Test("three of them leave every number its person, and no key changes without a cause")
  func persons() throws {
    let folder = try ScratchHome()
    let judged = try Program.system(
      "python3",
      [
        "Tests/Oracles/year.py", Program.folder + "/mart", folder.file("year"), "--bank",
        Program.folder + "/sample-bank", "--from", "2024-09-01", "--to", "2024-09-08", "--uncalibrated", "--nights",
        "9",
      ])
    #expect(judged.status == 0, "\(judged.output)\(judged.errors)")
    #expect(judged.output.contains(", 0 without a cause"), "\(judged.output)")
  }
}
