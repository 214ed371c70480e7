import Contracts
import Foundation
import MartCore
import Testing

/// A small pipeline of a courier, as files by relative path, that reads without a finding.
struct ParcelPipeline {
  var files: [String: String] = [
    "pipeline.yaml": """
    pipeline: parcels
    title: Parcels of a courier
    version: "1.0"
    key: ../../keys/parcels.key
    time_zone: "+08:00"
    calendar: { from: "2020-01-01", to: "2025-12-31" }
    reach: { scan_id: { also: [first_scan_id] }, sender_no: { token: customer } }
    figures: parcel_day
    parameters: { noon_hour: 12, season: "2024" }
    thresholds: { expansion: 100, file_bytes: 1000000 }
    references:
      depot: { floor_cnt: integer }
    lists:
      depot: { reference: depot, column: depot_no }
    currencies: { reference: currency, code: code, decimals: minor_units }
    identity:
      sources:
        - { src: SHOP, feed: sender, number: sender_no, name: name, document_kind: doc_type, document: doc_no, opened: opened_on }
      documents:
        PASS: { form: "AA9999999(9)", birth: 1-8 }
      placeholders: { phone: ["0000000"] }
    """,
    "feeds/scan/parcel_scan.yaml": """
    feed: parcel_scan
    title: Scans of parcels
    owner: sorting centre
    delivery: events
    file: SCAN_{yyyymmdd}.csv.gz
    due: { by: "01:30" }
    format: { separator: ",", quoted: true, header: names }
    key: [scan_id]
    columns:
      scan_id:    { type: text, max: 24 }
      scanned_on: { type: date, required: true, role: business_date }
      kind:       { type: code, list: scan_kind }
      depot_no:   { type: code, list: depot, unknown: keep }
      ccy:        { type: code, list: ccy }
      weight_g:   { type: integer, unit: g, source: weight }
      fee_minor:  { type: money, currency_from: ccy }
      duty_minor: { type: money, currency: EUR }
    control: { rows: count, fee_minor: SUM(fee_minor), weight: { is: "SUM(CASE WHEN kind = 'IN' THEN weight_g ELSE 0 END)", unit: g } }
    rules:
      - { id: SCN-01, reject: "weight_g <= 0 OR scanned_on > business_date", column: weight_g, because: a parcel weighs something }
    journal_rules:
      - id: SCN-02
        orphan: |
          SELECT s.delivery_id, s.line_no
            FROM jrn_parcel_scan AS s
           WHERE s.kind IS NULL
        because: every scan has its kind
    publishes: { table: fact_scan, fee_minor: SUM(fee_minor), weight: SUM(weight_g) }
    """,
    "feeds/sender/sender.yaml": """
    feed: sender
    title: Senders
    owner: shop
    delivery: delta
    file: sender_{yyyy-mm-dd}.dat
    due: { by: "00:30", required: false, on: month_end }
    format: { kind: fixed, encoding: gb18030, header: HDR, trailer: TRL, money: minor, dates: yyyymmdd }
    key: [sender_no]
    columns:
      op:         { type: code, list: diu, role: op, width: 1, required: true }
      sender_no:  { type: text, max: 12, required: true, class: C2i, token: customer, prefix: SHOP }
      name:       { type: text, max: 30, wide: true, class: C2i }
      doc_type:   { type: code, list: doc_type }
      doc_no:     { type: text, max: 20, class: C3, check: document, kind_from: doc_type }
      birth_date: { type: date, class: C2i }
      opened_on:  { type: date, required: true }
    derived:
      birth_year: { from: birth_date, make: year }
      adult_on:   { from: birth_date, make: birthday, years: 18 }
      doc_ok:     { from: doc_no, make: valid, class: C1 }
    control: { form: envelope, rows: count }
    """,
    "models/facts/fact_scan.sql": """
    /*---
    model: fact_scan
    title: Scans
    grain: one row per scan
    key: [scan_id]
    cluster: [depot_no]
    indexes: [[scanned_on], [kind, scanned_on]]
    refresh: by scan_id
    columns:
      scan_id:    { type: text, required: true }
      scanned_on: { type: text }
      depot_no:   { type: text }
      kind:       { type: text }
      weight_g:   { type: integer, unit: g, additive: yes }
      fee_minor:  { type: integer, additive: yes }
    ---*/
    -- every scan, as it came
    SELECT scan_id, scanned_on, depot_no, kind, weight_g, fee_minor
      FROM stg_parcel_scan;
    """,
    "models/facts/parcel_day.sql": """
    /*---
    model: parcel_day
    title: Each day in figures
    grain: one row per day
    key: [day]
    columns:
      day:       { type: text, required: true }
      weight_g:  { type: integer, additive: yes }
      share_bp:  { type: integer, additive: no }
    ---*/
    WITH days AS (SELECT scanned_on, SUM(weight_g) AS weight_g, COUNT(*) AS cnt FROM fact_scan GROUP BY scanned_on)
    SELECT scanned_on AS day, weight_g,
           CAST((cnt * 20000 - cnt * 20000 % (2 * NULLIF(weight_g, 0))) / (2 * NULLIF(weight_g, 0)) AS BIGINT) AS share_bp
      FROM days
    """,
    "checks/weights.sql": """
    /*---
    check: weights
    title: no scan without weight
    severity: warn
    owner: sorting centre
    ---*/
    SELECT * FROM fact_scan WHERE weight_g IS NULL
    """,
    "paths/P1.yaml": """
    path: P1
    title: weight of parcels
    unit: g
    steps:
      - { table: fact_scan, measure: weight_g, sql: SELECT SUM(weight_g) FROM fact_scan }
      - table: parcel_day
        measure: weight_g
        sql: |
          SELECT SUM(weight_g)
            FROM parcel_day
        lines:
          - { reported_as: unknown, table: fact_scan, sql: SELECT 0 }
    """,
    "metrics/parcels.yaml": """
    M01: { title: Weight, definition: weight of all parcels, unit: g, basis: C, headline: 7000, scaled: true }
    """,
    "outputs/transport/P01.yaml": """
    output: P01
    name: DAY
    title: Each day
    user: transport
    owner: sorting centre
    ceiling: C1
    key: [day]
    columns:
      day:      { type: text, required: true }
      weight_g: { type: integer }
    totals: [weight_g]
    sql: |
      SELECT day,
             weight_g
        FROM parcel_day
    """,
    "reference/codes.csv": #"""
    list,code,title,title_zh,parent_code,sort_no,value,valid_from,valid_to
    scan_kind,IN,"Came, ""in""",到,,1,,2020-01-01,2023-01-01
    scan_kind,IN,Came in,到,,1,,2023-01-01,9999-12-31
    scan_kind,OUT,Went out,出,,2,,,
    diu,D,,,,,,,
    diu,I,,,,,,,
    diu,U,,,,,,,
    doc_type,PASS,,,,,,,
    ccy,EUR,,,,,,,
    """#,
    "reference/depot.csv": "depot_no,floor_cnt\nD1,2\nD2,\n",
    "reference/currency.csv": "code,minor_units\nEUR,2\nJPY,0\n",
    "reference/.hidden.csv": "\"",
  ]

  /// The pipeline with one text of one file replaced.
  func with(_ file: String, _ old: String, _ new: String) throws -> ParcelPipeline {
    var changed = self
    let text = try #require(files[file])
    try #require(text.contains(old), "\(file) does not hold \(old)")
    changed.files[file] = text.replacing(old, with: new)
    return changed
  }

  /// Writes the files into a new folder, lets `body` work there, and takes the folder away.
  func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = NSTemporaryDirectory() + "parcels-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, text) in files {
      let path = "\(folder)/\(name)"
      let parent = path.split(separator: "/").dropLast().joined(separator: "/")
      try FileManager.default.createDirectory(atPath: "/" + parent, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    return try body(folder)
  }

  func load() throws -> Pipeline { try inFolder { try Pipeline.load(folder: $0) } }

  /// The lines of the findings, with paths relative to the pipeline.
  func findings() throws -> [String] {
    try inFolder { folder in
      do {
        _ = try Pipeline.load(folder: folder)
        return []
      } catch let findings as Findings {
        return findings.description.replacing(folder + "/", with: "").split(separator: "\n").map(String.init)
      }
    }
  }
}
