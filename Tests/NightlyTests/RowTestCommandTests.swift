import Foundation
import MartTesting
import Testing

@Suite("mart test") struct RowTestCommandTests {
  /// A pipeline of one feed and one model, with its tests.
  private func parcels(_ test: String) throws -> ScratchHome {
    let home = try ScratchHome()
    let files = [
      "pipeline.yaml": """
      pipeline: parcels
      title: Parcels of a courier
      version: "1.0"
      key: ../parcels.key
      time_zone: "+00:00"
      """,
      "feeds/scan.yaml": """
      feed: scan
      title: Scans
      owner: depot
      delivery: events
      file: SCAN_{yyyymmdd}.csv
      due: { by: "01:30" }
      format: { kind: separated, separator: ",", quoted: true, header: names }
      key: [scan_id]
      columns:
        scan_id: { type: text, max: 9, required: true }
        scanned_on: { type: date, required: true, role: business_date }
        weight_g: { type: integer, required: true }
      control: { form: lines, rows: count }
      """,
      "models/parcel_day.sql": """
      /*---
      model: parcel_day
      title: Each day's parcels
      grain: one row per day
      key: [day]
      columns:
        day: { type: text }
        heavy_cnt: { type: integer }
        weight_g: { type: integer }
      ---*/
      SELECT scanned_on AS day, SUM(CASE WHEN weight_g > 1000 THEN 1 ELSE 0 END) AS heavy_cnt, SUM(weight_g) AS weight_g
        FROM stg_scan
       GROUP BY scanned_on
      """,
      "tests/parcel_day.yaml": test,
    ]
    for (name, text) in files {
      let path = home.file(name)
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path))
    }
    return home
  }

  private func cases(heavy: Int) -> String {
    """
    model: parcel_day
    on: 2024-09-30
    given:
      stg_scan: |
        scanned_on | weight_g
        2024-09-30 | 1000
        2024-09-30 | 1001
    cases:
      a parcel of a kilogram is not yet heavy:
        expect: |
          day        | heavy_cnt | weight_g
          2024-09-30 | \(heavy)         | 2001
      a day without parcels is no row:
        given:
          stg_scan: |
            scanned_on
        expect: |
          day
    """
  }

  private func test(_ home: ScratchHome, _ arguments: [String] = []) throws -> Program.Ended {
    try Program("mart").run(["test", "--pipeline", home.path] + arguments)
  }

  @Test("every row test of the retail pipeline holds")
  func retail() throws {
    let ended = try Program("mart").run(["test"])
    #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
    #expect(ended.output.contains(/^\d+ cases in \d+ files?, 0 failed\n$/), "\(ended.output)")
  }

  /// What the files of a folder of the retail pipeline say, by path.
  private func texts(_ part: String, _ ending: String) throws -> [String: String] {
    let folder = Program.repository + "/Pipelines/retail/" + part
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(ending) }
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try String(contentsOfFile: folder + "/" + $0, encoding: .utf8)) })
  }

  @Test("every model of the retail pipeline that does more than name columns has row tests under its own name")
  func covered() throws {
    let tests = try texts("tests", ".yaml")
    let models = try texts("models", ".sql")
    let logic = #/\b(CASE|BETWEEN|OVER|SUM|COUNT|MIN|MAX|JOIN|WHERE|COALESCE|GROUP)\b|[<>*+]| - /#
    var tried = 0
    for (path, text) in models {
      let name = String((path as NSString).lastPathComponent.dropLast(".sql".count))
      let sql = text.components(separatedBy: "---*/").dropFirst().joined()
      guard sql.contains(logic) else { continue }
      let test = tests[path.dropLast(".sql".count) + ".yaml"]
      #expect(test?.hasPrefix("model: \(name)\n") == true, "\(path) has no row test tests/\(path.dropLast(4)).yaml")
      tried += 1
    }
    #expect(tried > 80)
  }

  @Test("a wrong expectation shows both rows, marks what differs, and ends with 65")
  func wrong() throws {
    let home = try parcels(cases(heavy: 2))
    let ended = try test(home)
    #expect(ended.status == 65)
    #expect(
      ended.output.replacing(home.path, with: "P") == """
        P/tests/parcel_day.yaml:9:3: fails: model 'parcel_day': a parcel of a kilogram is not yet heavy
          P/tests/parcel_day.yaml:12:7: differs in heavy_cnt
                      day         heavy_cnt  weight_g
            expected  2024-09-30  2          2001
            found     2024-09-30  1          2001
                                  ^^^^^^^^^
        2 cases in 1 file, 1 failed

        """)
    let json = try test(home, ["--json"])
    #expect(json.status == 65 && json.output.contains(#""failed": 1, "results": ["#))
    let told = try Program.system("python3", ["-c", "import json,sys; json.loads(sys.argv[1])", json.output])
    #expect(told.status == 0, "\(told.errors)")
  }

  @Test("names choose what runs; a name that no test has ends with 64, a mistake in a test with 78")
  func names() throws {
    let home = try parcels(cases(heavy: 1))
    #expect(try test(home, ["parcel_day"]).output == "2 cases in 1 file, 0 failed\n")
    #expect(try test(home, ["--quiet"]).output == "")
    #expect(try test(home, ["--verbose"]).output.contains(": holds: model 'parcel_day': a day without parcels"))
    let stranger = try test(home, ["parcel_dax"])
    #expect(stranger.status == 64 && stranger.errors.contains("did you mean 'parcel_day'?"))
    let mistaken = try parcels(cases(heavy: 1).replacing("heavy_cnt", with: "heavy"))
    let ended = try test(mistaken)
    #expect(ended.status == 78 && ended.output.isEmpty)
    #expect(
      ended.errors.contains("parcel_day.yaml:11:20: error: model 'parcel_day' has no column 'heavy'"),
      "\(ended.errors)")
  }
}
