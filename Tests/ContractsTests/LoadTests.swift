import Contracts
import Foundation
import MartCore
import Testing

@Suite("reading a pipeline folder") struct LoadTests {
  @Test("a folder without a mistake reads without a finding")
  func valid() throws {
    #expect(try ParcelPipeline().findings() == [])
  }

  @Test("a feed's columns, widths and defaults are as written")
  func feed() throws {
    let pipeline = try ParcelPipeline().load()
    let scan = try #require(pipeline.feed("parcel_scan"))
    #expect(scan.file == FilePattern(stem: "SCAN_", dateForm: .compact, suffix: ".csv.gz"))
    #expect(scan.due.by == "01:30" && scan.due.required && scan.due.on == .every)
    #expect(scan.format.separator == [0x2C] && scan.format.header == .names && scan.format.encoding == .utf8)
    #expect(scan.column("weight_g")?.source == "weight" && scan.column("kind")?.source == "kind")
    #expect(scan.column("fee_minor")?.unit == "minor" && scan.column("fee_minor")?.currencyColumn == "ccy")
    #expect(scan.control.totals.map(\.name) == ["fee_minor", "weight"])
    #expect(scan.control.totals.map(\.isMoney) == [true, false] && scan.control.totals.map(\.unit) == ["minor", "g"])
    #expect(scan.publishes?.totals["rows"] == "COUNT(*)")
    #expect(scan.column("scan_id")?.required == true, "a key is never empty")
    #expect(scan.businessDateColumn?.name == "scanned_on" && scan.opColumn == nil)
    #expect(scan.journalRules.first?.effect == .orphan)
    let sender = try #require(pipeline.feed("sender"))
    #expect(sender.columns.map(\.width) == [1, 12, 60, 16, 20, 8, 8])
    #expect(sender.opColumn?.name == "op" && sender.due.on == .monthEnd && !sender.due.required)
    #expect(sender.derived.map(\.making) == [.year, .birthday, .valid] && sender.derived[1].years == 18)
  }

  @Test("a model's query stands without front matter and semicolon, with its place")
  func model() throws {
    let model = try #require(try ParcelPipeline().load().model("fact_scan"))
    #expect(model.sql.hasPrefix("-- every scan, as it came\nSELECT"))
    #expect(model.sql.hasSuffix("FROM stg_parcel_scan"))
    #expect(model.sqlLocation.line == 17 && model.sqlLocation.column == 1)
    #expect(model.refresh == .by("scan_id") && model.indexes == [["scanned_on"], ["kind", "scanned_on"]])
    #expect(model.column("fee_minor")?.unit == "minor" && model.column("fee_minor")?.additive == .yes)
  }

  @Test("codes, references, currencies, figures, paths and identity are as written")
  func tables() throws {
    let pipeline = try ParcelPipeline().load()
    #expect(pipeline.codes.lists["scan_kind"]?["IN"]?.count == 2)
    #expect(pipeline.codes.lists["scan_kind"]?["OUT"]?.first?.to.description == "9999-12-31")
    #expect(pipeline.codes.lists["depot"]?.keys.sorted() == ["D1", "D2"])
    #expect(pipeline.currencies.decimals == ["EUR": 2, "JPY": 0])
    #expect(pipeline.references.map(\.name) == ["code", "currency", "depot"])
    let depot = try #require(pipeline.references.last)
    #expect(depot.columns.map(\.storage) == [.text, .integer] && depot.rows == [["D1", "2"], ["D2", nil]])
    #expect(pipeline.references[0].rows[0][2] == "Came, \"in\"")
    #expect(pipeline.metrics.first?.headline == 7000 && pipeline.metrics.first?.headlineScaled == true)
    #expect(pipeline.paths.first?.steps.map(\.compares) == [false, true])
    #expect(pipeline.paths.first?.steps.last?.lines.first?.reportedAs == "unknown")
    #expect(pipeline.parameters.map(\.name) == ["noon_hour", "season"])
    #expect(pipeline.parameters.map(\.value) == [.integer(12), .text("2024")])
    #expect(pipeline.calendar?.lowerBound.description == "2020-01-01")
    #expect(pipeline.thresholds.expansion == 100 && pipeline.thresholds.snapshotDropBp == 2_000)
    #expect(
      pipeline.identity?.documents["PASS"]?.birth == 1...8 && pipeline.identity?.documents["PASS"]?.family == "PASS")
    #expect(pipeline.outputs.first?.sqlLocation.line == 13 && pipeline.outputs.first?.sqlLocation.column == 3)
  }

  @Test("a folder that is not there is a failure with the exit code of a wrong pipeline")
  func missingFolder() {
    let error = #expect(throws: Failure.self) { try Pipeline.load(folder: "/no/such/pipeline") }
    #expect(error?.exit == .pipeline)
  }

  @Test("mistakes in several files are told together, in the order of the files")
  func together() throws {
    let findings = try ParcelPipeline()
      .with("pipeline.yaml", "time_zone: \"+08:00\"", "time_zone: Shanghai")
      .with("feeds/scan/parcel_scan.yaml", "title: Scans", "titel: Scans")
      .with("models/facts/parcel_day.sql", "grain:", "grian:")
      .with("reference/depot.csv", "D1,2", "D1,two")
      .findings()
    #expect(
      findings == [
        "feeds/scan/parcel_scan.yaml:2:1: error: unknown key 'titel' [feed.unknown-key]; did you mean 'title'?",
        "models/facts/parcel_day.sql:4:1: error: unknown key 'grian' [model.unknown-key]; did you mean 'grain'?",
        "pipeline.yaml:5:12: error: 'Shanghai' is no time zone [pipeline.time-zone]; write hours and minutes from UTC, like \"+08:00\"",
        "reference/depot.csv:2: error: 'two' in column 'floor_cnt' is no whole number [reference.value]; correct it, or declare the column text in pipeline.yaml",
      ])
  }
}
