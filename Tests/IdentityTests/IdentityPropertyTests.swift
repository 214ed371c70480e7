import Foundation
import Identity
import MartCore
import MartStore
import Testing

private typealias Record = IdentityFixture.Record

struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}

/// Seeds of the worlds that are made: few by default, and as many as SOAK says.
func worlds(_ few: UInt64) -> ClosedRange<UInt64> {
  1...(ProcessInfo.processInfo.environment["SOAK"].flatMap { UInt64($0) } ?? few)
}

/// Partition by every pair, and again until nothing changes: slow, and plainly right.
private func oracle(_ records: [Record], _ rule: NameRule) -> Set<Set<Int64>> {
  var label = Dictionary(uniqueKeysWithValues: records.map { ($0.number, $0.number) })
  var changed = true
  while changed {
    changed = false
    for a in records {
      for b in records where a.document == b.document && !a.document.isEmpty && label[a.number] != label[b.number] {
        guard rule.compatible(PersonName(a.name), PersonName(b.name)) else { continue }
        let low = min(label[a.number] ?? 0, label[b.number] ?? 0)
        label[a.number] = low
        label[b.number] = low
        changed = true
      }
    }
  }
  return Set(Dictionary(grouping: records.map(\.number)) { label[$0] ?? 0 }.values.map(Set.init))
}

@Suite("invariants of identity, in random worlds") struct IdentityPropertyTests {
  let rule = NameRule(compoundSurnames: ["欧阳"], placeholders: ["无"])

  @Test("night after night the partition, the keys and the replay hold", arguments: worlds(40))
  func invariants(seed: UInt64) throws {
    var random = Seeded(state: seed)
    let bank = try IdentityFixture()
    var world: [Int64: Record] = [:]
    var documentsOf: [Int64: Set<String>] = [:]
    for night in 1...7 {
      let date = "2024-09-0\(night)"
      var tonight: [Record] = []
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        let number = Int64.random(in: 1...9, using: &random)
        let document = Int.random(in: 0...3, using: &random)
        let record = Record(
          src: number % 2 == 0 ? "CORE" : "CARD", number: number,
          name: ["王伟", "王芳", "李娜", "无"].randomElement(using: &random) ?? "",
          document: document == 0 ? "" : IdentityFixture.resident(document),
          opened: "202\(Int.random(in: 0...3, using: &random))-01-01")
        tonight.append(record)
        world[number] = record
      }
      try bank.night(Int64(2 * night), date, tonight)
      #expect(try bank.night(Int64(2 * night + 1), date, tonight).events.isEmpty, "I9, seed \(seed)")
      let spans = try bank.spans().map { $0.split(separator: "|").map(String.init) }
      let open = spans.filter { $0[4] == Spans.forever }
      #expect(open.count == world.count && Set(open.map { $0[1] }).count == world.count, "I1, seed \(seed)")
      let parties = Dictionary(grouping: open) { $0[2] }.mapValues { Set($0.compactMap { Int64($0[1]) }) }
      #expect(Set(parties.values) == oracle(Array(world.values), rule), "I5, seed \(seed)")
      for (party, numbers) in parties {
        let documents = Set(numbers.compactMap { world[$0]?.document }).subtracting([""])
        #expect(documents.count <= 1, "I2, seed \(seed)")
        documentsOf[Int64(party) ?? 0, default: []].formUnion(documents)
      }
      #expect(try bank.replayed() == bank.spans(), "I8, seed \(seed)")
    }
    #expect(documentsOf.values.allSatisfy { $0.count <= 1 }, "I4: a key had two people, seed \(seed)")
  }

  @Test("the order in which records become known changes nothing but names of parties", arguments: worlds(20))
  func arrival(seed: UInt64) throws {
    var random = Seeded(state: seed)
    let records = (1...8).map { number in
      Record(
        src: number % 2 == 0 ? "CORE" : "CARD", number: Int64(number),
        name: ["王伟", "王芳", "李娜"].randomElement(using: &random) ?? "",
        document: IdentityFixture.resident(Int.random(in: 1...3, using: &random)))
    }
    func partition(_ nights: [[Record]]) throws -> Set<Set<String>> {
      let bank = try IdentityFixture()
      for (index, night) in nights.enumerated() { try bank.night(Int64(index + 1), "2024-09-0\(index + 1)", night) }
      let open = try bank.spans().map { $0.split(separator: "|").map(String.init) }
      return Set(Dictionary(grouping: open) { $0[2] }.values.map { Set($0.map { $0[1] }) })
    }
    let mixed = records.shuffled(using: &random)
    #expect(try partition([records]) == partition(mixed.map { [$0] }), "seed \(seed)")
  }
}
