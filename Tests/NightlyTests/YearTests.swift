import MartTesting
import Testing

/// What `make year` and `make detect` do at length.
@Suite("nights with seasons, and losses that no exact check sees") struct YearTests {
  @Test("the last nights of a year: events give every number its person, no key changes, nothing stops or is warned of")
  func nights() throws {
    let folder = try ScratchHome()
    let judged = try Program.system(
      "python3",
      [
        "Tests/Oracles/year.py", Program.folder + "/mart", folder.file("year"), "--bank",
        Program.folder + "/sample-bank", "--from", "2024-09-27", "--alarms", "0",
      ])
    #expect(judged.status == 0, "\(judged.output)\(judged.errors)")
    #expect(judged.output.contains("0 keys changed, 0 without a cause"), "\(judged.output)")
    #expect(judged.output.contains("0 nights warned of by volume or amount; 0 stopped"), "\(judged.output)")
  }

  @Test("what is delivered too short or too long, its control agreeing, is warned of exactly when the sums say so")
  func losses() throws {
    let tried = try Program.system("python3", ["Tests/Oracles/detect.py", Program.folder + "/mart", "--nights", "2"])
    #expect(tried.status == 0, "\(tried.output)\(tried.errors)")
    #expect(tried.output.contains(" warned of, 0 otherwise than the sums say"), "\(tried.output)")
  }
}
