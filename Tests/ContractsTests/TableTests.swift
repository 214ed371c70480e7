import Contracts
import Foundation
import MartCore
import MartTesting
import Testing

@Suite("reference tables") struct TableTests {
  private func findings(_ file: String, _ text: String) throws -> [String] {
    var pipeline = ParcelPipeline()
    pipeline.files[file] = text
    return try pipeline.findings()
  }

  @Test(
    "a code's dates may neither overlap nor leave a gap nor run backwards",
    arguments: [
      (
        "scan_kind,IN,,,,,,2020-01-01,2023-01-01\nscan_kind,IN,,,,,,2022-12-31,",
        "reference/codes.csv:3: error: code 'IN' of list 'scan_kind' holds twice from 2022-12-31, see line 2 [reference.code-dates]; end the earlier row on the day on which the later begins"
      ),
      (
        "scan_kind,IN,,,,,,2023-01-02,\nscan_kind,IN,,,,,,2020-01-01,2023-01-01",
        "reference/codes.csv:2: error: code 'IN' of list 'scan_kind' has no successor from 2023-01-01 to 2023-01-02 [reference.code-dates]; let the later row begin where line 3 ends"
      ),
      (
        "scan_kind,IN,,,,,,2023-01-01,2020-01-01",
        "reference/codes.csv:2: error: the code ends before it begins [reference.code-dates]; valid_to is the first day on which it no longer holds, after valid_from"
      ),
      (
        "scan_kind,IN,,,,,,2023-02-29,",
        "reference/codes.csv:2: error: '2023-02-29' is no date [reference.code-dates]; write yyyy-mm-dd"
      ),
      (
        "scan_kind,,,,,,,,",
        "reference/codes.csv:2: error: the row has no code [reference.code]; fill in list and code, or take the row away"
      ),
    ])
  func codeDates(rows: String, says: String) throws {
    let others = "scan_kind,OUT,,,,,,,\ndiu,I,,,,,,,\ndoc_type,PASS,,,,,,,\nccy,EUR,,,,,,,\n"
    let text = "list,code,title,title_zh,parent_code,sort_no,value,valid_from,valid_to\n\(rows)\n\(others)"
    #expect(try findings("reference/codes.csv", text) == [says])
  }

  @Test(
    "a table that is not well formed is told by line",
    arguments: [
      (
        "depot_no,floor_cnt\nD1,2,3\n",
        "2: error: the row has 3 fields, the header 2 [reference.csv]; quote fields that hold commas"
      ),
      (
        "depot_no,floor_cnt\nD1,\"2\n",
        "2: error: a quoted field is never closed [reference.csv]; close it with a double quote"
      ),
      (
        "depot_no,floor_cnt\nD1,\"2\"x\n",
        "2: error: text follows a closed quote [reference.csv]; quote the whole field and double quotes inside"
      ),
      (
        "depot_no,floor_cnt\nD\"1,2\n",
        "2: error: a double quote stands inside a field [reference.csv]; quote the whole field and double the quote"
      ),
      (
        "depot_no,floor_cnt,depot_no\nD1,2,3\n",
        "1: error: column 'depot_no' stands twice in the header [reference.duplicate-column]; keep one"
      ),
    ])
  func malformed(text: String, says: String) throws {
    #expect(try findings("reference/depot.csv", text).first == "reference/depot.csv:" + says)
  }

  @Test("Python's csv module reads the same rows")
  func oracle() throws {
    let text = "depot_no,floor_cnt\r\n\"a,\"\"b\"\"\r\nc\",1\r\n d ,\r\n\"\",3\r\n客户,4"
    var pipeline = ParcelPipeline()
    pipeline.files["reference/other.csv"] = text
    try pipeline.inFolder { folder in
      let rows = try #require(try Pipeline.load(folder: folder).references.first { $0.name == "other" }).rows
      let script =
        "import csv,json,sys; print(json.dumps([[f or None for f in r] for r in csv.reader(open(sys.argv[1], newline='', encoding='utf-8'))][1:]))"
      let told = try Program.system("python3", ["-c", script, folder + "/reference/other.csv"])
      let expected = try JSONDecoder().decode([[String?]].self, from: Data(told.output.utf8))
      #expect(rows == expected)
    }
  }

  @Test("a repeated name of a feed, model, check, path, figure or output is told with both places")
  func twins() throws {
    var pipeline = ParcelPipeline()
    pipeline.files["feeds/again/parcel_scan.yaml"] = try #require(pipeline.files["feeds/scan/parcel_scan.yaml"])
      .replacing("SCAN_", with: "AGAIN_")
    pipeline.files["models/more/fact_scan.sql"] = pipeline.files["models/facts/fact_scan.sql"]
    pipeline.files["checks/z.sql"] = pipeline.files["checks/weights.sql"]
    pipeline.files["metrics/z.yaml"] = pipeline.files["metrics/parcels.yaml"]
    #expect(
      try pipeline.findings().map { $0.split(separator: "[").first.map(String.init) ?? "" } == [
        "checks/z.sql:2:8: error: check 'weights' is declared twice, first in checks/weights.sql:2:8 ",
        "feeds/scan/parcel_scan.yaml:1:7: error: feed 'parcel_scan' is declared twice, first in feeds/again/parcel_scan.yaml:1:7 ",
        "metrics/z.yaml:1:1: error: metric 'M01' is declared twice, first in metrics/parcels.yaml:1:1 ",
        "models/more/fact_scan.sql:2:8: error: model 'fact_scan' is declared twice, first in models/facts/fact_scan.sql:2:8 ",
      ])
  }

  @Test("sixty files and three thousand codes are read at once")
  func manyFiles() throws {
    var pipeline = ParcelPipeline()
    let feed = try #require(pipeline.files["feeds/scan/parcel_scan.yaml"])
    let model = try #require(pipeline.files["models/facts/fact_scan.sql"])
    for number in 1...30 {
      pipeline.files["feeds/more/feed_\(number).yaml"] = feed.replacing(
        "feed: parcel_scan", with: "feed: feed_\(number)"
      )
      .replacing("SCAN_{", with: "F\(number)_{")
      pipeline.files["models/more/model_\(number).sql"] = model.replacing("fact_scan", with: "model_\(number)")
    }
    pipeline.files["reference/region.csv"] =
      "code,name,valid_from,valid_to\n" + (1...3_000).map { "\($0),\"Region, \($0)\",2020-01-01,\n" }.joined()
    pipeline = try pipeline.with(
      "pipeline.yaml", "currencies:", "  region: { reference: region, column: code }\ncurrencies:")
    try pipeline.inFolder { folder in
      let clock = ContinuousClock()
      var regions: Int?
      let time = try clock.measure { regions = try Pipeline.load(folder: folder).codes.lists["region"]?.count }
      #expect(regions == 3_000)
      // Without optimisation it takes several times what a release build does, which stays below 0.3 s.
      #expect(time < .seconds(5), "\(time)")
    }
  }
}
