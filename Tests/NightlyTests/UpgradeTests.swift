import Foundation
import MartTesting
import Testing

/// Homes of earlier releases, kept by Scripts/keep-release.sh: each is opened, asked, and gone on with.
@Suite("homes of earlier releases") struct UpgradeTests {
  private static let kept: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: Program.repository + "/Tests/Fixtures/releases")
    return (names ?? []).filter { $0.hasSuffix(".tar.gz") }.sorted()
  }()

  /// A market whose home is that of the release; its deliveries lie in landing.
  private func market(_ release: String, nights: Int) throws -> Market {
    let market = try Market(nights: nights)
    let unpacked = try Program.system(
      "tar", ["-C", market.folder.path, "-xzf", Program.repository + "/Tests/Fixtures/releases/" + release])
    #expect(unpacked.status == 0, "\(unpacked.errors)")
    return market
  }

  @Test("there is one, small")
  func some() throws {
    #expect(Self.kept.contains("0.1.0.tar.gz"))
    for name in Self.kept {
      let path = Program.repository + "/Tests/Fixtures/releases/" + name
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
      #expect(try #require(size).intValue < 100_000, "\(name)")
    }
  }

  @Test(
    "each is fit to go on, whole and readable, and the next night gives the rows of a home that was never upgraded",
    arguments: kept)
  func opened(_ release: String) throws {
    let market = try market(release, nights: 4)
    let checked = try market.mart("upgrade", "--check")
    #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
    #expect(checked.output.contains("2024-09-03.1  whole, made by sqlite"), "\(checked.output)")
    #expect(try market.mart("verify", "--all").status == 0)
    #expect(try market.mart("query", "--format", "csv", "SELECT COUNT(*) AS n FROM dim_stall").output == "n\n12\n")
    #expect(try market.mart("run").status == 0)
    let fresh = try Market(nights: 4)
    #expect(try fresh.mart("run").status == 0)
    let rows = "SELECT table_name, as_of, rows, row_hash FROM meta_table ORDER BY 1"
    #expect(try market.current == "2024-09-04.1" && market.ask(rows) == fresh.ask(rows))
  }

  @Test("what keeps a release from going on is said: a changed output, a generation that is not whole, a lost journal")
  func unfit() throws {
    let release = try #require(Self.kept.first)
    let market = try market(release, nights: 0)
    #expect(try market.mart("upgrade").status == 64)
    let output = try String(contentsOfFile: market.pipeline + "/outputs/s01.yaml", encoding: .utf8)
    try market.write(output.replacing("type: integer", with: "type: real"), to: "outputs/s01.yaml")
    let changed = try market.mart("upgrade", "--check")
    #expect(changed.status != 0, "\(changed.output)")
    try market.write(output, to: "outputs/s01.yaml")
    let damaged = try Program.system(
      "sh", ["-c", "chmod +w '\(market.home)'/generations/*/mart.sqlite; echo >> '\(market.home)/current/mart.sqlite'"])
    #expect(damaged.status == 0)
    let torn = try market.mart("upgrade", "--check")
    #expect(torn.status == 65 && torn.output.contains("fail") && torn.output.contains("mart.sqlite"), "\(torn.output)")
    try FileManager.default.removeItem(atPath: market.home + "/state/journal.sqlite")
    #expect(try market.mart("upgrade", "--check").output.contains("journal or vault is missing"))
  }
}
