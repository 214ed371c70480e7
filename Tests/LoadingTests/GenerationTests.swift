import Loading
import MartCore
import MartStore
import MartTesting
import Testing

private func date(_ text: String) throws -> BusinessDate { try #require(BusinessDate(iso: text)) }

/// Fills the candidate with a mart that holds one number, an output and a rejected row.
private func fill(_ generations: Generations, _ number: Int) throws {
  let folder = try generations.prepare()
  try generations.copyCurrentMart()
  let mart = try Store("\(folder)/mart.sqlite", .scratch)
  try mart.use { try $0.execute("CREATE TABLE IF NOT EXISTS night (n INTEGER); INSERT INTO night VALUES (\(number))") }
  try mart.close()
  for name in ["outbox/risk", "quarantine"] { try Files.makeFolder("\(folder)/\(name)", mode: 0o700) }
  try Files.write("data \(number)", to: "\(folder)/outbox/risk/E01.csv.gz", mode: 0o640)
  try Files.write("row", to: "\(folder)/quarantine/feed.csv", mode: 0o600)
  try Files.write("report", to: "\(folder)/report.html", mode: 0o600)
  try Files.write("working", to: "\(folder)/handover.sqlite", mode: 0o600)
}

@discardableResult
private func publish(_ generations: Generations, _ day: String, _ number: Int) throws -> String {
  try fill(generations, number)
  let next = try generations.next(for: try date(day))
  try generations.publish(next, pipelineVersion: "7")
  return next.label
}

@Suite("generations") struct GenerationTests {
  @Test("nights follow each other, each beginning with the last one's mart, and the last three stay")
  func retention() throws {
    let home = try ScratchHome()
    let generations = Generations(home: home.path)
    #expect(try generations.current() == nil)
    let labels = try [("2024-09-28", 1), ("2024-09-29", 2), ("2024-09-30", 3), ("2024-09-30", 4), ("2024-09-30", 5)]
      .map { try publish(generations, $0.0, $0.1) }
    #expect(labels == ["2024-09-28.1", "2024-09-29.1", "2024-09-30.1", "2024-09-30.2", "2024-09-30.3"])
    #expect(try generations.list().map(\.label) == Array(labels.suffix(3)))
    #expect(try generations.current()?.number == 5)
    #expect(try home.query("current/mart.sqlite", "SELECT n FROM night") == [[1], [2], [3], [4], [5]])
    #expect(try Program.system("readlink", [home.file("current")]).output == "generations/2024-09-30.3\n")
    let modes = try Program.system(
      "stat", ["-c", "%a", home.file("current/mart.sqlite"), home.file("current/report.html")])
    #expect(modes.output == "640\n640\n")
    #expect(!Files.exists(home.file("current/handover.sqlite")))
  }

  @Test("another program finds every file of the manifest as it is described, and no clock")
  func manifest() throws {
    let home = try ScratchHome()
    try publish(Generations(home: home.path), "2024-09-30", 1)
    let script = """
      import hashlib, json, os, sys
      folder = sys.argv[1]
      manifest = json.load(open(folder + '/manifest.json'))
      assert sorted(manifest) == ['business_date', 'files', 'generation', 'number', 'pipeline_version']
      assert [f['path'] for f in manifest['files']] == ['mart.sqlite', 'outbox/risk/E01.csv.gz', 'quarantine/feed.csv']
      for f in manifest['files']:
          data = open(os.path.join(folder, f['path']), 'rb').read()
          assert (f['size'], f['sha256']) == (len(data), hashlib.sha256(data).hexdigest())
      print(manifest['generation'], manifest['number'], manifest['business_date'], manifest['pipeline_version'])
      """
    let told = try Program.system("python3", ["-c", script, home.file("current")])
    #expect(told.status == 0 && told.output == "2024-09-30.1 1 2024-09-30 7\n", "\(told.output)\(told.errors)")
  }

  @Test("after a crash at any act of publishing a complete night is current, and the next attempt starts clean")
  func crashes() throws {
    let count = Generations(home: "").publishSteps(
      .init(label: "", number: 0, businessDate: try date("2024-09-30")), pipelineVersion: ""
    ).count
    for acts in 0...count {
      let home = try ScratchHome()
      let generations = Generations(home: home.path)
      try publish(generations, "2024-09-29", 1)
      try fill(generations, 2)
      let next = try generations.next(for: try date("2024-09-30"))
      for step in generations.publishSteps(next, pipelineVersion: "7").prefix(acts) { try step.run() }
      // Whatever happened, a reader sees a whole night: the old one until the rename, the new one from then on.
      let current = try #require(try generations.current())
      let nights = try home.query("current/mart.sqlite", "SELECT n FROM night")
      let isNew = acts >= count - 1
      #expect(current.label == (isNew ? "2024-09-30.1" : "2024-09-29.1"), "after \(acts) acts")
      #expect(nights == (isNew ? [[1], [2]] : [[1]]), "after \(acts) acts")
      _ = try generations.prepare()
      let left = try Files.names(in: generations.folder)
      #expect(left == [".candidate"] + (isNew ? ["2024-09-29.1", "2024-09-30.1"] : ["2024-09-29.1"]))
      #expect(!Files.exists(home.file("current.new")))
      #expect(try publish(generations, "2024-09-30", 3) == (isNew ? "2024-09-30.2" : "2024-09-30.1"))
    }
  }

  @Test("a half removed night counts as nothing and goes with the next attempt")
  func halfRemoved() throws {
    let home = try ScratchHome()
    let generations = Generations(home: home.path)
    try publish(generations, "2024-09-29", 1)
    try publish(generations, "2024-09-30", 2)
    try Files.remove(home.file("generations/2024-09-29.1/manifest.json"))
    #expect(try generations.list().map(\.label) == ["2024-09-30.1"])
    _ = try generations.prepare()
    #expect(!Files.exists(home.file("generations/2024-09-29.1")))
  }

  @Test("an earlier night can be made current again, and what was after it goes with the next attempt")
  func back() throws {
    let home = try ScratchHome()
    let generations = Generations(home: home.path)
    try publish(generations, "2024-09-29", 1)
    try publish(generations, "2024-09-30", 2)
    for step in generations.linkSteps("2024-09-29.1") { try step.run() }
    #expect(try generations.current()?.label == "2024-09-29.1")
    #expect(try generations.list().count == 2)
    #expect(try generations.next(for: try date("2024-09-30")).label == "2024-09-30.1")
    try publish(generations, "2024-09-30", 3)
    #expect(try home.query("current/mart.sqlite", "SELECT n FROM night") == [[1], [3]])
  }

  @Test("equal nights have equal manifests")
  func equalBytes() throws {
    let (one, other) = (try ScratchHome(), try ScratchHome())
    for home in [one, other] { try publish(Generations(home: home.path), "2024-09-30", 1) }
    let manifests = try [one, other].map { try Files.read($0.file("current/manifest.json")) }
    #expect(manifests[0] == manifests[1])
  }
}
