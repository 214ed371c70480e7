import Foundation
import MartTesting
import Testing

@Suite("a structured log") struct StructuredLogTests {
  private func lines(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "\($0)")
    }
  }

  private func strings(_ lines: [[String: Any]], _ key: String) -> [String] { lines.map { $0[key] as? String ?? "" } }

  @Test(
    "tells every night and stage with the run's number in the ledger, and how the run ended; a second run adds to it")
  func nights() throws {
    let market = try Market(nights: 2)
    let log = market.folder.file("run.ndjson")
    let ran = try market.mart("run", "--log", log)
    #expect(ran.status == 0 && ran.errors.isEmpty && ran.output.isEmpty, "\(ran.errors)")
    let told = try lines(try String(contentsOfFile: log, encoding: .utf8))
    let night = ["night begins"] + Array(repeating: ["stage begins", "stage ended"], count: 4).flatMap(\.self)
    let messages = strings(told, "message").filter { $0 != "warning" }
    #expect(messages == (night + ["published"]) + (night + ["published"]) + ["run ended"])
    #expect(
      strings(told.filter { $0["message"] as? String == "stage begins" }, "stage")
        == ["extract", "transform", "emit", "load", "extract", "transform", "emit", "load"])
    let ledger = try market.ask(
      "SELECT run_id || ' ' || business_date || ' ' || generation FROM run", of: "ledger.sqlite")
    let published = told.filter { $0["message"] as? String == "published" }
    #expect(
      published.map { "\($0["run"] ?? "") \($0["night"] ?? "") \($0["generation"] ?? "")" }.joined(separator: "\n")
        == ledger)
    #expect(
      published.allSatisfy {
        ($0["rows"] as? Int ?? 0) > 0 && $0["seconds"] is Double && $0["level"] as? String == "notice"
      })
    #expect(told.allSatisfy { ($0["at"] as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil })
    #expect(told.last?["exit"] as? Int == 0 && told.last?["level"] as? String == "info")
    #expect(try FileManager.default.attributesOfItem(atPath: log)[.posixPermissions] as? Int == 0o640)

    // What the market repeats at its end is taken up first.
    #expect(try market.mart("run").status == 0)
    #expect(try market.mart("run", "--log", log).status == 0)
    let more = try lines(try String(contentsOfFile: log, encoding: .utf8))
    #expect(more.count == told.count + 1 && more.last?["message"] as? String == "run ended")
  }

  @Test("tells what stopped a run, its rule and what to do next, and no value; - is standard error")
  func failure() throws {
    let market = try Market(nights: 1)
    try FileManager.default.removeItem(atPath: market.home + "/landing/SALE_20240901.ctl")
    let ran = try market.mart("run", "--date", "2024-09-01", "--log", "-")
    #expect(ran.status == 66)
    let told = try lines(ran.errors.split(separator: "\n").filter { $0.hasPrefix("{") }.joined(separator: "\n"))
    let last = try #require(told.last)
    #expect(last["message"] as? String == "run failed" && last["level"] as? String == "error")
    #expect(
      last["exit"] as? Int == 66 && last["rule"] as? String == "DL-01" && (last["next"] as? String)?.isEmpty == false)
    #expect(!told.contains { $0["message"] as? String == "stage ended" && $0["stage"] as? String == "extract" })
    #expect(try market.mart("run", "--log", "/no/such/folder/log").status == 73)
    #expect(market.current == "")
  }

  @Test("tells each stage that runs as a program of its own, under the same run")
  func stages() throws {
    let market = try Market(nights: 1)
    let log = market.folder.file("stages.ndjson")
    for program in ["mart-extract", "mart-transform", "mart-emit", "mart-load"] {
      let ran = try market.mart("--log", log, program: program)
      #expect(ran.status == 0, "\(program): \(ran.errors)")
    }
    let told = try lines(try String(contentsOfFile: log, encoding: .utf8))
    let stages = told.filter { $0["message"] as? String == "stage ended" }
    #expect(strings(stages, "stage") == ["extract", "transform", "emit", "load"])
    #expect(stages.allSatisfy { $0["run"] as? Int == 1 && $0["night"] as? String == "2024-09-01" })
  }
}
