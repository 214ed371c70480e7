import Foundation
import MartTesting
import Testing

@Suite("watching a night") struct WatchingTests {
  private static let events = """
    import json, re, sys
    lines = [json.loads(line) for line in open(sys.argv[1])]
    uri = re.compile(r'^[a-z]+:[^ ]+$')
    uuid = re.compile(r'^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$')
    jobs = {}
    for event in lines:
        for key in ('eventTime', 'producer', 'schemaURL', 'run', 'job'):
            assert key in event, key
        assert re.match(r'^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$', event['eventTime']), event['eventTime']
        assert event['eventType'] in ('START', 'COMPLETE') and uri.match(event['producer'])
        assert event['schemaURL'].endswith('/2-0-2/OpenLineage.json#/$defs/RunEvent')
        assert uuid.match(event['run']['runId']), event['run']['runId']
        if event['eventType'] == 'START':
            continue
        jobs[event['job']['name']] = event
        for data in event['inputs'] + event['outputs']:
            assert data['namespace'] == 'retail' and data['name']
            for facet in list(data.get('facets', {}).values()) + list(data.get('outputFacets', {}).values()):
                assert uri.match(facet['_producer']) and facet['_schemaURL'].startswith('https://openlineage.io/spec/facets/')
    assert len(jobs) * 2 == len(lines) and len({e['run']['runId'] for e in lines}) == len(jobs)
    night = jobs['night']['run']['runId']
    spend = jobs['fact_card_txn']
    assert spend['run']['facets']['parent']['run']['runId'] == night
    assert 'stg_card_txn' in [i['name'] for i in spend['inputs']]
    origin = spend['outputs'][0]['facets']['columnLineage']['fields']['txn_id']['inputFields']
    assert [(o['name'], o['field'], o['transformations'][0]['type']) for o in origin] == [('stg_card_txn', 'txn_id', 'DIRECT')], origin
    print(spend['outputs'][0]['outputFacets']['outputStatistics']['rowCount'])
    """

  @Test("a night leaves gauges for a monitor and lineage events for a catalogue, and tells how it ended")
  func night() throws {
    let bank = try BankHome()
    let told = bank.path + "/told.json"
    let ended = try bank.mart(["run", "--date", "2023-12-31", "--notify", "cat > '\(told)'; exit 3"])
    #expect(ended.status == 0 && ended.output == "")
    #expect(ended.errors.contains("the command of --notify ended with 3"), "\(ended.errors)")
    let summary = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: told))) as? [String: Any])
    #expect(summary["exit"] as? Int == 0 && summary["published"] as? [String] == ["2023-12-31.1"])
    #expect(summary["current"] as? String == "2023-12-31.1" && summary["failure"] == nil)

    let count = "SELECT COUNT(*) FROM fact_card_txn"
    let rows = try bank.mart(["query", count, "--format", "csv"]).output.split(separator: "\n").last.map(String.init)
    let prom = try String(contentsOfFile: bank.path + "/current/mart.prom", encoding: .utf8)
    #expect(prom.contains("# TYPE mart_generation_number gauge\nmart_generation_number 1\n"))
    #expect(prom.contains("mart_business_date_timestamp_seconds 1703980800\n"))
    #expect(prom.contains("mart_table_rows{table=\"fact_card_txn\"} \(rows ?? "")\n"))
    #expect(
      prom.contains("mart_conservation_differences 0\n") && prom.contains("mart_stage_seconds{stage=\"transform\"}"))
    for line in prom.split(separator: "\n") where !line.hasPrefix("#") {
      #expect(line.wholeMatch(of: /[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.]+/) != nil, "\(line)")
    }
    let events = try Program.system("python3", ["-c", Self.events, bank.path + "/current/lineage.ndjson"])
    #expect(events.status == 0 && events.output == "\(rows ?? "")\n", "\(events.output)\(events.errors)")
  }

  @Test("every event of every night is as OpenLineage 2-0-2 and its facets ask for")
  func specification() throws {
    let bank = try BankHome(after: .all)
    let found = try Program.system("sh", ["-c", "ls '\(bank.path)'/generations/*/lineage.ndjson"])
    let files = found.output.split(separator: "\n").map(String.init)
    #expect(files.count == 3)
    let judged = try Program.system("python3", ["Tests/Oracles/lineage_events.py"] + files)
    #expect(judged.status == 0 && judged.output.hasSuffix(" events of 3 nights, 0 wrong\n"), "\(judged.output)")
    print(judged.output)
  }

  @Test("a run that fails tells why, where and what to do next, and no value")
  func failure() throws {
    let bank = try BankHome()
    try FileManager.default.removeItem(atPath: bank.path + "/landing/CIF_CORE_20231231.ok")
    let told = bank.path + "/told.json"
    let ended = try bank.mart(["run", "--date", "2023-12-31", "--notify", "cat > '\(told)'"])
    #expect(ended.status == 66)
    let summary = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: told))) as? [String: Any])
    let failure = try #require(summary["failure"] as? [String: String])
    #expect(
      summary["exit"] as? Int == 66 && failure["rule"] == "DL-01" && failure["what"]?.contains("cif_core") == true)
    #expect(failure["next"]?.isEmpty == false && summary["current"] == nil)
  }
}
