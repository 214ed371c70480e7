import Contracts
import MartCore
import Testing

/// One mistake put into the valid pipeline, and what must be said of it.
struct Broken: Sendable, CustomTestStringConvertible {
  var file: String
  var old: String
  /// What stands there instead; `▸` marks the place of the finding and is not written.
  var new: String
  /// The finding after its place: `problem [rule]; remedy`.
  var says: String
  /// How many findings follow from it in other places.
  var others = 0

  init(_ file: String, _ old: String, _ new: String, _ says: String, others: Int = 0) {
    (self.file, self.old, self.new, self.says, self.others) = (file, old, new, says, others)
  }

  var testDescription: String { "\(file): \(new)" }

  /// Proves that this mistake gives this finding, at its mark where it has one, and `others` more.
  func prove() throws {
    var pipeline = try ParcelPipeline().with(file, old, new)
    let text = try #require(pipeline.files[file])
    pipeline.files[file] = text.replacing("▸", with: "")
    let findings = try pipeline.findings()
    let place = text.contains("▸") ? "\(file):\(try Self.place(of: text))" : ""
    #expect(
      findings.contains { $0.hasPrefix(place) && $0.hasSuffix(": error: " + says) } && findings.count == 1 + others,
      "\(findings.joined(separator: "\n"))")
  }

  /// Line and column of the mark, in Unicode scalars from 1.
  private static func place(of text: String) throws -> String {
    let before = try #require(text.split(separator: "▸", omittingEmptySubsequences: false).first)
    let line = before.split(separator: "\n", omittingEmptySubsequences: false)
    return "\(line.count):\((line.last?.unicodeScalars.count ?? 0) + 1)"
  }
}

private let scan = "feeds/scan/parcel_scan.yaml"
private let sender = "feeds/sender/sender.yaml"
private let fact = "models/facts/fact_scan.sql"
private let output = "outputs/transport/P01.yaml"

@Suite("mistakes in contracts") struct BrokenContractTests {
  @Test(
    "a mistake of the hand is told at its place, with the way out",
    arguments: [
      Broken(
        scan, "depot_no:   { type: code,", "depot_no:   { ▸typ: code,",
        "unknown key 'typ' [feed.unknown-key]; did you mean 'type'?"),
      Broken(
        scan, "publishes:", "forbid: { id: SCN-00, names: [scan], because: no scans }\npublishes:",
        "column 'scan_id' is named like 'scan', which SCN-00 forbids [feed.forbid]; take the column out, and ask the owner to deliver without it"
      ),
      Broken(
        scan, "publishes:", "▸forbid: { id: SCN-00, because: nothing }\npublishes:",
        "nothing says what is forbidden [feed.forbid]; write 'names: [password]' or 'surplus_digits: 3-4'"),
      Broken(
        scan, "publishes:", "forbid: { id: SCN-00, names: [pin, ▸Card pin], because: no pins }\npublishes:",
        "a forbidden name is one word in small letters [feed.forbid]; write it without digits, spaces and other marks"),
      Broken(
        scan, "publishes:", "forbid: { id: SCN-00, surplus_digits: ▸4-3, because: no pins }\npublishes:",
        "'surplus_digits' must be a number of digits [feed.digits]; write it like 3-4"),
      Broken(
        scan, "publishes:", "forbid: { id: SCN-01, names: [pin], because: no pins }\npublishes:",
        "rule 'SCN-01' is declared twice in this feed [feed.duplicate]; give each rule its own id"),
      Broken(
        scan, "owner: sorting centre", "owner: ▸[sorting, centre]",
        "'owner' must be a text, not a list [feed.wrong-type]; write a text"),
      Broken(
        scan, "owner: sorting centre", "▸owner:",
        "key 'owner' has no value [feed.no-value]; write a text, or leave the key out"),
      Broken(
        scan, "max: 24", "max: ▸many",
        "'max' must be a whole number of at least 1, not 'many' [feed.wrong-type]; write a whole number of at least 1"),
      Broken(
        scan, "quoted: true", "quoted: ▸\"true\"",
        "'quoted' must be true or false, not 'true' [feed.wrong-type]; write true or false"),
      Broken(
        scan, "delivery: events", "delivery: ▸event",
        "'delivery' must be one of events, delta, snapshot, not 'event' [feed.choice]; did you mean 'events'?"),
      Broken(
        scan, "key: [scan_id]", "key: [scan_id]\n▸key: [kind]",
        "key 'key' is written twice, first on line 8 [feed.duplicate-key]; keep one of them"),
      Broken(
        scan, "type: integer, unit: g, source", "type: integer, unit: g, ▸type: text, source",
        "key 'type' is written twice, first on line 15 [feed.duplicate-key]; keep one of them"),
      Broken(
        scan, "title: Scans of parcels", "title: Scans▸: of parcels",
        "this is not YAML: mapping values are not allowed in this context [feed.yaml]; indent with spaces, and quote texts that hold ': ', ' #' or begin with a sign"
      ),
      Broken(
        scan, "by: \"01:30\"", "by: ▸\"1:30\"", "'by' must be a time of the day [feed.time]; write it like \"01:30\""),
      Broken(
        scan, "due: { by: \"01:30\" }", "▸due: { on: every }",
        "key 'by' is missing [feed.missing-key]; add 'by: \"01:30\"' or the like"),
      Broken(
        "pipeline.yaml", "expansion: 100", "expansion: ▸0",
        "'expansion' must be a whole number of at least 1, not '0' [pipeline.wrong-type]; write a whole number of at least 1"
      ),
      Broken(
        "pipeline.yaml", "\"+08:00\"", "▸\"+15:00\"",
        "'+15:00' is no time zone [pipeline.time-zone]; write hours and minutes from UTC, like \"+08:00\""),
      Broken(
        "metrics/parcels.yaml", "headline: 7000", "headline: ▸7.5",
        "'headline' must be a whole number, not '7.5' [metric.wrong-type]; write a whole number"),
    ])
  func keys(broken: Broken) throws { try broken.prove() }

  @Test(
    "file names hold one date and no path",
    arguments: [
      Broken(
        scan, "SCAN_{yyyymmdd}.csv.gz", "▸SCAN.csv.gz",
        "the file name must hold exactly one date [feed.file]; write {yyyymmdd} or {yyyy-mm-dd} once, as in SCAN_{yyyymmdd}.csv"
      ),
      Broken(
        scan, "SCAN_{yyyymmdd}.csv.gz", "▸S_{yyyymmdd}_{yyyymmdd}.csv",
        "the file name must hold exactly one date [feed.file]; write {yyyymmdd} or {yyyy-mm-dd} once, as in SCAN_{yyyymmdd}.csv"
      ),
      Broken(
        scan, "SCAN_{yyyymmdd}.csv.gz", "▸in/SCAN_{yyyymmdd}.csv",
        "the file name must be a plain name, without folders, spaces or wildcards [feed.file]; all files land in one folder"
      ),
      Broken(
        scan, "SCAN_{yyyymmdd}.csv.gz", "▸SCAN_{yyyymmdd}_all.csv",
        "after the date only a suffix may stand [feed.file]; put '_all.csv' before the date, or begin it with a dot"),
      Broken(
        scan, "SCAN_{yyyymmdd}.csv.gz", "▸SCAN_{yyyymmdd}.ctl",
        "'.ctl' is the ending of a control, not of data [feed.file]; name the data file; its control is found by itself"
      ),
    ])
  func fileNames(broken: Broken) throws { try broken.prove() }

  @Test(
    "columns agree with one another",
    arguments: [
      Broken(
        scan, "key: [scan_id]", "key: [▸scan_no]",
        "'scan_no' is no column of the feed [feed.unknown-column]; did you mean 'scan_id'?"),
      Broken(
        sender, "key: [sender_no]", "key: [sender_no, ▸doc_no]",
        "'doc_no' is kept in the vault alone and cannot be a key [feed.key]; give the column a token, or choose another key"
      ),
      Broken(
        scan, "weight_g:   { type: integer,", "weight_g:   { type: integer, token: ▸parcel,",
        "a token stands for what the vault keeps, and 'weight_g' is C1 [feed.token]; write 'class: C2i' or 'class: C3', or take the token away"
      ),
      Broken(
        sender, "prefix: SHOP", "prefix_from: ▸shop",
        "'shop' is no column of the feed [feed.unknown-column]; declare it under columns"),
      Broken(
        sender, "kind_from: doc_type", "kind_from: ▸doc_typ",
        "'doc_typ' is no column of the feed [feed.unknown-column]; did you mean 'doc_type'?"),
      Broken(
        sender, "check: document, kind_from: doc_type", "check: ▸document",
        "'check: document' needs the kind [feed.check]; write 'kind_from: COLUMN'"),
      Broken(
        scan, "currency_from: ccy", "currency_from: ▸ccyy",
        "'ccyy' is no column of the feed [feed.unknown-column]; did you mean 'ccy'?"),
      Broken(
        scan, "{ type: money, currency: EUR }", "{ type: ▸money }",
        "money needs its currency [feed.currency]; write 'currency: CODE' or 'currency_from: COLUMN'"),
      Broken(
        scan, "currency: EUR", "currency: ▸ERR",
        "currency 'ERR' is not in the pipeline's currencies [feed.currency]; did you mean 'EUR'?"),
      Broken(
        sender, "from: birth_date, make: year }", "from: ▸born_on, make: year }",
        "'born_on' is no column of the feed [feed.unknown-column]; declare it under columns"),
      Broken(
        sender, "make: birthday, years: 18", "make: ▸birthday",
        "'make: birthday' needs years [feed.derived]; write 'years: 18'"),
      Broken(
        sender, "from: doc_no, make: valid", "from: ▸name, make: valid",
        "'name' has no check that could hold [feed.derived]; write 'check:' at that column"),
      Broken(
        scan, "type: code, list: scan_kind", "type: code, list: ▸scan_kinds",
        "there is no code list 'scan_kinds' [feed.unknown-list]; did you mean 'scan_kind'?"),
      Broken(
        scan, "{ type: code, list: scan_kind }", "{ type: ▸code }",
        "a code needs its list [feed.list]; write 'list: NAME'"),
      Broken(
        sender, "  birth_date: {", "  ▸valid_from: { type: date }\n  birth_date: {",
        "'valid_from' is the engine's own in the history of a delta [feed.name]; choose another name and give the header's with 'source: valid_from'"
      ),
      Broken(scan, "duty_minor:", "▸order:", "'order' is a word of SQL [feed.name]; choose another name"),
      Broken(
        scan, "duty_minor:", "▸line_no:",
        "a column cannot be named 'line_no': it names the line of a row [feed.name]; choose another name and give the header's with 'source: line_no'"
      ),
    ])
  func columns(broken: Broken) throws { try broken.prove() }

  @Test(
    "a feed's delivery, format and control belong together",
    arguments: [
      Broken(
        sender, "delivery: delta", "delivery: snapshot",
        "only a delta has a column of role op [feed.role]; take the role away, or write 'delivery: delta'"),
      Broken(
        sender, "role: op, width", "width",
        "a delta needs a column of role op [feed.role]; write 'op: { type: code, list: diu, role: op, required: true }' where the file has it"
      ),
      Broken(
        scan, "required: true, role: business_date }", "required: true }",
        "events need a column of role business_date [feed.role]; write 'role: business_date' at the column, or 'business_date: control' where all rows are of the control's date"
      ),
      Broken(
        scan, "required: true, role: business_date }", "role: ▸business_date }",
        "the column of role business_date must be a required date [feed.role]; write 'type: date, required: true'"),
      Broken(
        scan, "format: { separator: \",\", quoted", "format: ▸{ quoted",
        "separated text needs its separator [feed.separator]; write 'separator: \",\"'"),
      Broken(
        sender, "name:       { type: text, max: 30, wide: true", "name:       { type: ▸text",
        "a fixed-width text needs its width [feed.width]; write 'max: N' or 'width: N'"),
      Broken(
        sender, "trailer: TRL, ", "",
        "an envelope needs header and trailer in the file [feed.control]; write 'header: HDR, trailer: TRL' in format, or another form"
      ),
      Broken(
        scan, "fee_minor: SUM(fee_minor), weight: SUM(weight_g) }", "weight: SUM(weight_g) }",
        "total 'fee_minor' is announced and not found again [feed.publishes]; add 'fee_minor: \"SUM(…)\"' over table fact_scan"
      ),
      Broken(
        scan, "table: fact_scan", "table: ▸fact_scans",
        "there is no model 'fact_scans' [feed.unknown-model]; did you mean 'fact_scan'?"),
      Broken(
        sender, "sender_{yyyy-mm-dd}.dat", "▸SCAN_{yyyymmdd}.dat",
        "feed 'parcel_scan' has files or controls of the same name [feed.file]; the part before the suffix names the control too; see feeds/scan/parcel_scan.yaml:5:7"
      ),
    ])
  func feeds(broken: Broken) throws { try broken.prove() }

  @Test(
    "expressions name columns alone",
    arguments: [
      Broken(
        scan, "\"weight_g <= 0 OR", "\"▸weigth_g <= 0 OR",
        "'weigth_g' is no column of the feed [feed.unknown-column]; did you mean 'weight_g'?"),
      Broken(
        scan, "column: weight_g,", "column: ▸weight,",
        "'weight' is no column of the feed [feed.unknown-column]; did you mean 'weight_g'?"),
      Broken(
        scan, "count, fee_minor: SUM(fee_minor)", "count, fee_minor: SUM(▸fee_mino)",
        "'fee_mino' is no column of the feed [feed.unknown-column]; did you mean 'fee_minor'?"),
      Broken(
        scan, "CASE WHEN kind =", "CASE WHEN ▸knd =",
        "'knd' is no column of the feed [feed.unknown-column]; did you mean 'kind'?"),
      Broken(
        scan, "weight: SUM(weight_g) }", "weight: SUM(▸weight) }",
        "'weight' is no column of model fact_scan [feed.unknown-column]; did you mean 'weight_g'?"),
      Broken(
        scan, "       WHERE s.kind IS NULL", "       WHERE s.kind ▸LIKE 'A%'",
        "LIKE is outside the portable subset [feed.portable]; compare with substr or instr"),
      Broken(
        scan, "reject: \"weight_g", "▸rejct: \"weight_g",
        "unknown key 'rejct' [feed.unknown-key]; did you mean 'reject'?"),
      Broken(
        scan, "{ id: SCN-01, reject: \"weight_g <= 0 OR scanned_on > business_date\",", "▸{ id: SCN-01,",
        "the rule does not say what it does [feed.effect]; write exactly one of reject, find"),
      Broken(
        scan, "column: weight_g, because", "▸find: weight_g > 9, column: weight_g, because",
        "the rule says more than one effect [feed.effect]; write exactly one of reject, find"),
      Broken(
        scan, "id: SCN-02", "id: ▸SCN-01",
        "rule 'SCN-01' is declared twice in this feed [feed.duplicate]; give each rule its own id"),
    ])
  func expressions(broken: Broken) throws { try broken.prove() }

  @Test(
    "models, checks, outputs and paths keep their promises",
    arguments: [
      Broken(
        fact, "key: [scan_id]", "key: [▸scan_i]",
        "'scan_i' is no column of the model [model.unknown-column]; did you mean 'scan_id'?"),
      Broken(
        fact, "cluster: [depot_no]", "cluster: [▸depot]",
        "'depot' is no column of the model [model.unknown-column]; did you mean 'depot_no'?"),
      Broken(
        fact, "[kind, scanned_on]]", "[kind, ▸scaned_on]]",
        "'scaned_on' is no column of the model [model.unknown-column]; did you mean 'scanned_on'?"),
      Broken(
        fact, "by scan_id", "▸by parcel",
        "'parcel' is no column of the model [model.unknown-column]; declare it under columns"),
      Broken(fact, "by scan_id", "▸daily", "'daily' is no refresh [model.refresh]; write full, view or 'by <column>'"),
      Broken(
        fact, "kind:       { type: text }", "kind:       { type: text, token: ▸kind }",
        "'token' belongs to the columns of outputs [model.token]; a model's column holds the mart's key as it is"),
      Broken(
        fact, "kind:       { type: text }", "kind:       { type: text, class: ▸C3 }",
        "column 'kind' is C3, which lives in the vault alone [model.class]; use its token, which is C2"),
      Broken(
        fact, "model: fact_scan", "model: ▸fact_scans",
        "model 'fact_scans' stands in a file of another name [model.file-name]; name the file fact_scans.sql", others: 1
      ),
      Broken(
        fact, "/*---", "▸/*--",
        "the file does not begin with its contract [model.front-matter]; begin it with a line '/*---', then keys, then a line '---*/'"
      ),
      Broken(fact, "---*/", "--*/", "the contract is never closed [model.front-matter]; end it with a line '---*/'"),
      Broken(
        "checks/weights.sql", "severity: warn", "severity: ▸warm",
        "'severity' must be one of stop, hold, warn, not 'warm' [check.choice]; did you mean 'warn'?"),
      Broken(output, "ceiling: C1", "ceiling: ▸C3", "C3 never leaves the house [output.ceiling]; write C1 or C2"),
      Broken(
        output, "weight_g: { type: integer }", "weight_g: { type: integer, class: ▸C2 }",
        "column 'weight_g' is C2, above the ceiling C1 [output.ceiling]; take the column away, or raise the ceiling"),
      Broken(
        output, "weight_g: { type: integer }", "weight_g: { type: integer, class: ▸C2i }",
        "column 'weight_g' is C2i, which lives in the vault alone [output.class]; use its token, which is C2"),
      Broken(
        output, "totals: [weight_g]", "totals: [▸weight]",
        "'weight' is no column of the output [output.unknown-column]; did you mean 'weight_g'?"),
      Broken(
        output, "totals: [weight_g]", "totals: [▸day]",
        "total 'day' is no whole number [output.totals]; sum columns of type integer"),
      Broken(
        output, "         weight_g\n", "         ▸*\n",
        "the last SELECT takes '*' [output.portable]; list its columns as the contract does"),
      Broken(
        "paths/P1.yaml", "      SELECT SUM(weight_g)\n", "      SELECT ▸TOTAL(weight_g)\n",
        "TOTAL() is outside the portable subset [path.portable]; write COALESCE(SUM(…), 0)"),
      Broken(
        "pipeline.yaml", "figures: parcel_day", "figures: ▸parcel_days",
        "there is no model 'parcel_days' [pipeline.unknown-model]; did you mean 'parcel_day'?"),
      Broken(
        "pipeline.yaml", "feed: sender,", "feed: ▸senders,",
        "there is no feed 'senders' [pipeline.unknown-feed]; did you mean 'sender'?"),
      Broken(
        "pipeline.yaml", "number: sender_no", "number: ▸doc_no",
        "'doc_no' of feed sender has no token [pipeline.identity]; a customer number needs 'token:' and a prefix at its column"
      ),
      Broken(
        "pipeline.yaml", "opened: opened_on", "opened: ▸open_on",
        "'open_on' is no column of feed sender [pipeline.unknown-column]; did you mean 'opened_on'?"),
      Broken(
        "pipeline.yaml", "\"AA9999999(9)\"", "▸\"AA9999999(9\"",
        "the form cannot be read: the part in ( ) must be the end of the form [pipeline.form]; write 9 for a digit, A for a letter, a choice as […], what may be missing as (…) at the end"
      ),
      Broken(
        "pipeline.yaml", "birth: 1-8", "birth: ▸1-9",
        "'birth' must be the first and last position of eight digits [pipeline.birth]; write it like 7-14"),
      Broken(
        "pipeline.yaml", "to: \"2025-12-31\"", "to: ▸\"2019-12-31\"",
        "the calendar ends before it begins [pipeline.calendar]; write the first day under from, the last under to"),
      Broken(
        fact, "refresh: by scan_id", "refresh: ▸by depot_no",
        "model 'fact_scan' is refreshed by 'depot_no', which is no key of reach [model.refresh]; declare it under reach in pipeline.yaml, or write `refresh: full`"
      ),
      Broken(
        "pipeline.yaml", "token: customer } }", "token: ▸customers } }",
        "no feed leaves a token of kind 'customers' [pipeline.reach]; did you mean 'customer'?"),
      Broken(
        "pipeline.yaml", "sender_no: { token: customer }", "first_scan_id: { token: customer }",
        "column 'first_scan_id' holds the key 'scan_id' already [pipeline.reach]; a column holds one key; name it once"),
      Broken(
        "pipeline.yaml", "{ also: [first_scan_id] }", "{ token: ▸Scan }",
        "'Scan' is no name [pipeline.name]; use small letters, digits and _, beginning with a letter", others: 0),
      Broken(
        "pipeline.yaml", "noon_hour: 12", "▸as_of: 12",
        "a parameter cannot be named 'as_of' [pipeline.name]; use small letters, digits and _, and no column that run_context has already"
      ),
    ])
  func others(broken: Broken) throws { try broken.prove() }
}
