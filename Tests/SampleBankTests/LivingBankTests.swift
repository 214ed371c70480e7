import Foundation
import MartCore
import MartTesting
import Testing

@Suite("a sample bank that lives") struct LivingBankTests {
  private struct Truth: Decodable {
    struct Arrival: Decodable {
      var night: String
      var kind: String
      var feed: String
      var date: String
    }
    struct Event: Decodable, Hashable {
      var night: String
      var kind: String
      var source: String
      var number: String
    }
    var nights: [String]
    var arrivals: [Arrival]
    var events: [Event]
  }

  /// A bank of the nights of August 2024, and its folder.
  private func bank(seed: Int) throws -> (ScratchHome, folder: String) {
    let scratch = try ScratchHome()
    let folder = scratch.file("bank")
    let made = try Program("sample-bank").run([
      "--customers", "755", "--history", "short", "--uncalibrated", "--from", "2024-08-01", "--to", "2024-08-20",
      "--seed",
      String(seed), "--out", folder,
    ])
    #expect(made.status == 0, "\(made.errors)")
    return (scratch, folder)
  }

  private func text(_ folder: String, _ file: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
  }

  @Test("the same seed gives the same bytes, another one another life")
  func determinism() throws {
    let banks = try [1, 1, 2].map { try bank(seed: $0) }
    let same = try Program.system("diff", ["-rq", banks[0].folder, banks[1].folder])
    #expect(same.status == 0 && same.output.isEmpty, "\(same.output)")
    #expect(try text(banks[0].folder, "truth.json") != text(banks[2].folder, "truth.json"))
  }

  @Test("its truth is what happened and what arrives with each night, and no figure")
  func truth() throws {
    let (scratch, folder) = try bank(seed: 1)
    defer { withExtendedLifetime(scratch) {} }
    let text = try text(folder, "truth.json")
    #expect(!text.contains("\"metrics\"") && !text.contains("\"tables\"") && !text.contains("\"parties\""))
    let truth = try JSONDecoder().decode(Truth.self, from: Data(text.utf8))
    #expect(truth.nights.count == 20 && truth.nights.first == "2024-08-01" && truth.nights.last == "2024-08-20")
    let folders = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/nights")
    #expect(folders.sorted() == truth.nights)
    let kinds = Set(truth.events.map(\.kind))
    #expect(kinds.isSuperset(of: ["new", "contact", "move", "mended", "left", "closed"]), "\(kinds)")
    #expect(Set(truth.arrivals.map(\.kind)) == ["late", "correction", "repeat"])
    for arrival in truth.arrivals {
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/nights/\(arrival.night)")
      let isSecond = arrival.kind != "late"
      let day = arrival.date.replacing("-", with: "") + (isSecond ? ".2" : "")
      let found = files.filter { $0.contains(day) && $0.contains(".2.") == isSecond }
      #expect(found.count >= 2, "\(arrival) among \(files.sorted())")
    }
    // A number that leaves is a row of its night that says so.
    for event in truth.events where event.kind == "left" && event.source == "CARD" {
      let file = "\(folder)/nights/\(event.night)/CIF_CARD_\(event.night.replacing("-", with: "")).txt"
      let found = try Program.system("grep", ["-ac", "^D|+|\(event.number)|", file])
      #expect(found.output == "1\n", "\(event)")
    }
    let mistaken = Set(
      truth.events.filter { ["mistyped", "hidden", "another", "renamed"].contains($0.kind) }.map(\.number))
    #expect(truth.events.filter { $0.kind == "mended" }.allSatisfy { mistaken.contains($0.number) })
  }

  @Test("--to goes with --uncalibrated, which needs --from, and is not --ugly")
  func wrongOptions() throws {
    for options in [
      ["--to", "2024-08-20"], ["--uncalibrated"], ["--uncalibrated", "--from", "2024-08-20", "--to", "2024-08-01"],
      ["--uncalibrated", "--from", "2024-08-20", "--ugly"],
    ] {
      let refused = try Program("sample-bank").run(options + ["--out", "/nowhere/bank"])
      #expect(refused.status == 64, "\(options): \(refused.errors)")
    }
  }
}
