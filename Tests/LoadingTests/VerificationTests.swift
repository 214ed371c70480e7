import Foundation
import Loading
import MartCore
import MartStore
import MartTesting
import Testing

/// SplitMix64, so that a try can be found again.
private struct Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

/// Three published nights whose marts hold a table with its row hash, and the ledger with their seals.
private final class SealedHome {
  let home: ScratchHome
  let generations: Generations
  let ledger: Ledger
  private(set) var labels: [String] = []

  init() throws {
    home = try ScratchHome()
    generations = Generations(home: home.path)
    ledger = try Ledger(home: home.path)
    for night in 1...3 { try publish(night) }
  }

  deinit { try? ledger.close() }

  private func publish(_ night: Int) throws {
    let folder = try generations.prepare()
    try home.mart(
      "CREATE TABLE fact (n INTEGER); INSERT INTO fact VALUES (\(night)), (7)", at: "generations/.candidate/mart.sqlite"
    )
    let mart = try Store("\(folder)/mart.sqlite", .scratch)
    try mart.use { session in
      let hash = try RowHash.of(table: "fact", in: session)
      try session.execute(
        MetaTables.table.insertStatement(),
        [.text("fact"), "2024-09-30", .integer(hash.rows), .text(hash.description)])
    }
    try mart.close()
    for name in ["outbox/risk", "quarantine"] { try Files.makeFolder("\(folder)/\(name)", mode: 0o700) }
    try Files.write("data \(night)", to: "\(folder)/outbox/risk/E01.csv.gz", mode: 0o640)
    try Files.write("row \(night)", to: "\(folder)/quarantine/feed.csv", mode: 0o600)
    try Files.write("report \(night)", to: "\(folder)/report.html", mode: 0o600)
    let date = try #require(BusinessDate(iso: "2024-09-2\(night)"))
    let next = try generations.next(for: date)
    try generations.publish(next, pipelineVersion: "7", sealedIn: ledger)
    labels.append(next.label)
  }

  func faults(_ label: String) throws -> [String] {
    try Verification(generations, ledger).faults(of: label).map(\.problem)
  }

  /// What all generations hold, by path.
  func content() throws -> [String: Data] {
    var content: [String: Data] = [:]
    for path in try Files.list(below: generations.folder) {
      content[path] = FileManager.default.contents(atPath: "\(generations.folder)/\(path)")
    }
    return content
  }

  func put(_ content: [String: Data]) throws {
    for path in try Files.list(below: generations.folder) where content[path] == nil {
      try Files.remove("\(generations.folder)/\(path)")
    }
    for (path, data) in content {
      let place = "\(generations.folder)/\(path)"
      if FileManager.default.contents(atPath: place) != data {
        try Files.remove(place)
        try data.write(to: URL(fileURLWithPath: place))
      }
    }
  }
}

@Suite("verification") struct VerificationTests {
  @Test("nights as they were published are whole, the first, the middle and the last")
  func whole() throws {
    let home = try SealedHome()
    for label in home.labels { #expect(try home.faults(label) == []) }
  }

  @Test("a row changed through SQLite is found although the manifest is made to fit, and so is the manifest")
  func rowChanged() throws {
    let home = try SealedHome()
    let label = home.labels[2]
    try home.home.database("generations/\(label)/mart.sqlite", "UPDATE fact SET n = 8 WHERE n = 7")
    #expect(try home.faults(label).contains { $0.hasPrefix("mart.sqlite is not the file") })
    let folder = home.generations.folder(of: label)
    let told = try #require(
      try Files.read("\(folder)/manifest.json").firstMatch(of: /"path" : "mart.sqlite",\s+"sha256" : "([0-9a-f]+)"/))
    let fitted = try Files.read("\(folder)/manifest.json").replacing(
      told.output.1, with: try FileDigest(of: "\(folder)/mart.sqlite").sha256)
    try Files.remove("\(folder)/manifest.json")
    try Files.write(fitted, to: "\(folder)/manifest.json", mode: 0o640)
    #expect(try home.faults(label) == ["its manifest is not the one that was published"])
  }

  @Test("a fault of our own at publishing, a row hash that is not the table's, shows although every file is as sealed")
  func ownFault() throws {
    let home = try SealedHome()
    let label = home.labels[2]
    try home.home.database(
      "generations/\(label)/mart.sqlite", "UPDATE meta_table SET row_hash = '\(String(repeating: "0", count: 32)):2'")
    // Sealed anew, as a night that writes wrong hashes would have done it.
    let next = NextGeneration(
      label: label, number: 3, businessDate: try #require(BusinessDate(iso: "2024-09-23")))
    try Files.rename(home.generations.folder(of: label), to: home.generations.candidate)
    for step in home.generations.linkSteps(home.labels[1]) { try step.run() }
    try home.generations.publish(next, pipelineVersion: "7", sealedIn: home.ledger)
    let faults = try home.faults(label)
    #expect(faults.count == 1 && faults[0].hasPrefix("table fact has the row hash"), "\(faults)")
  }

  /// `make soak` tries 10,000.
  @Test("every random tampering with a generation is found, and nothing is found once it is undone")
  func tampering() throws {
    let home = try SealedHome()
    let good = try home.content()
    let paths = good.keys.sorted()
    var random = Random(state: 20_240_930)
    let tries = ProcessInfo.processInfo.environment["SOAK"] == nil ? 400 : 10_000
    for number in 0..<tries {
      var bad = good
      let path = paths.randomElement(using: &random) ?? ""
      let other = paths.filter { good[$0] != good[path] }.randomElement(using: &random) ?? ""
      let act = Int.random(in: 0..<6, using: &random)
      var data = good[path] ?? Data()
      switch act {
      case 0: data[Int.random(in: 0..<data.count, using: &random)] ^= UInt8(1 << Int.random(in: 0..<8, using: &random))
      case 1: data = data.prefix(Int.random(in: 0..<data.count, using: &random))
      case 2: data.append(UInt8.random(in: 0...255, using: &random))
      case 3: bad[other] = data
      case 4: data = good[other] ?? Data()
      default: break
      }
      if act == 3 { data = good[other] ?? Data() }
      bad[path] = act == 5 ? nil : data
      try home.put(bad)
      let touched = Set([path] + (act == 3 ? [other] : [])).compactMap {
        $0.split(separator: "/").first.map(String.init)
      }
      for label in Set(touched) {
        let faults = try home.faults(label)
        #expect(!faults.isEmpty, "try \(number): act \(act) on \(path) (\(other)) was not found")
      }
      try home.put(good)
    }
    for label in home.labels { #expect(try home.faults(label) == []) }
  }

  @Test("a whole generation in another's place is found, by its manifest and by the ledger")
  func exchanged() throws {
    let home = try SealedHome()
    let (one, two) = (home.generations.folder(of: home.labels[1]), home.generations.folder(of: home.labels[2]))
    try Files.rename(one, to: one + ".away")
    try Files.rename(two, to: one)
    #expect(try home.faults(home.labels[1]).first == "its manifest is that of generation \(home.labels[2])")
  }
}
