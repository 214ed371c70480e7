import Identity
import Testing

private typealias Rules = MatchRules

@Suite("comparing, blocking and weighing records") struct MatchingTests {
  @Test(
    "edits count characters, whatever their bytes, and a swap of neighbours is one",
    arguments: [
      ("欧阳娜", "欧阳丽娜", 3), ("王伟", "王𠮷", 3), ("abcd", "abdc", 3), ("abcd", "abXX", 2), ("abcd", "wxyz", 1),
      ("😀a", "😀b", 3),
    ])
  func edits(left: String, right: String, level: Int) {
    #expect(pattern(Rules.Field("f", .edits, levels: [2, 1]), left, right) == level)
    #expect(pattern(Rules.Field("f", .edits, levels: [2, 1]), right, left) == level)
  }

  @Test(
    "dates that differ by a slip, by one part, or altogether",
    arguments: [
      ("19560409", "19560409", 4), ("19560409", "19560904", 3), ("19560409", "19560408", 3),
      ("19560409", "19560490", 3),
      ("19560409", "19560429", 3), ("19560409", "19570409", 3), ("19560409", "19320409", 2),
      ("19560409", "19711230", 1),
    ])
  func dates(left: String, right: String, level: Int) {
    #expect(pattern(Rules.Field("f", .date), left, right) == level)
  }

  @Test("Jaro–Winkler reaches the levels that its literature gives")
  func jaroWinkler() {
    // MARTHA/MARHTA 0.961, DWAYNE/DUANE 0.840, DIXON/DICKSONX 0.813 (Winkler 1990).
    let field = Rules.Field("f", .jaroWinkler, levels: [0.812, 0.839, 0.960])
    #expect(pattern(field, "MARTHA", "MARHTA") == 4)
    #expect(pattern(field, "DWAYNE", "DUANE") == 3)
    #expect(pattern(field, "DIXON", "DICKSONX") == 2)
    #expect(pattern(field, "ABC", "XYZ") == 1)
  }

  @Test("numbers by distance; a value that is none differs, a missing one says nothing")
  func numbers() {
    let field = Rules.Field("f", .number, levels: [10, 2])
    #expect(pattern(field, "100", "107") == 2 && pattern(field, "100", "99") == 3 && pattern(field, "100", "x") == 1)
    #expect(pattern(field, "100", nil) == 0 && pattern(field, "", "") == 0)
  }

  @Test("names of 300 characters and of emoji are compared like any other")
  func longNames() {
    let long = String(repeating: "欧", count: 300)
    let field = Rules.Field("f", .jaroWinkler, levels: [0.9])
    #expect(pattern(field, long, String(long.dropLast()) + "阳") == 2)
    #expect(pattern(Rules.Field("f", .edits, levels: [1]), long, String(long.dropLast())) == 2)
  }

  @Test("a block of too many records is reported and makes no pair")
  func explodingBlock() {
    var phone = ValueColumn()
    var name = ValueColumn()
    for index in 0..<100_000 {
      phone.append(index < 99_998 ? "13800000000" : "13900000001")
      name.append("N\(index)")
    }
    let rules = Rules(
      fields: [Rules.Field("phone", .exact), Rules.Field("name", .exact)],
      blocks: [[.init(field: 0)], [.init(field: 1)]], cap: 50)
    let candidates = Candidates(rules, [phone, name], count: 100_000)
    #expect(candidates.capped == [CappedBlock(block: 0, size: 99_998)])
    #expect(candidates.pairs.map { Candidates.ends($0).a } == [99_998])
  }

  @Test("clusters grow best edge first, and never over two labels of a kind or a word of 'different'")
  func clusters() {
    var clusters = Clusters(count: 6)
    clusters.label(0, kind: 1, value: 10)
    clusters.label(2, kind: 1, value: 20)
    clusters.label(3, kind: 2, value: 20)
    clusters.keepApart(4, 5)
    #expect(clusters.join(0, 1) == .joined)
    #expect(clusters.join(1, 2) == .labels(kind: 1))
    #expect(clusters.join(1, 3) == .joined)
    #expect(clusters.join(0, 3) == .already)
    #expect(clusters.join(4, 1) == .joined)
    #expect(clusters.join(5, 3) == .apart)
    #expect(clusters.leaders() == [0, 0, 2, 0, 0, 5])
  }

  @Test("without labels a model finds planted duplicates, and the order of records changes nothing")
  func unlabelled() {
    let people = (0..<300).map { ["给\($0 % 97)名", "\(1000 + $0 * 7)", "\(19_500_101 + $0 * 37)"] }
    let twice = people + people.prefix(100).map { [$0[0], $0[1] + "0", $0[2]] }
    let rules = Rules(
      fields: [
        Rules.Field("name", .exact, byFrequency: true), Rules.Field("no", .edits, levels: [1]),
        Rules.Field("born", .date),
      ], blocks: [[.init(field: 0)], [.init(field: 2)]])
    func run(_ records: [[String]]) -> Linkage.Result {
      let columns = (0..<3).map { field in
        var column = ValueColumn()
        for record in records { column.append(record[field]) }
        return column
      }
      return Linkage(rules, columns, count: records.count).run()
    }
    let result = run(twice)
    let quality = Quality(found: result.clusters, truth: Array(0..<300) + Array(0..<100))
    #expect(quality.pairs == Quality.Score(right: 100, found: 100, wanted: 100))
    #expect(quality.clusters.f1 == 1)
    let turned = run(twice.reversed())
    #expect(Quality(found: turned.clusters.reversed(), truth: result.clusters).pairs.f1 == 1)
  }

  private func pattern(_ field: Rules.Field, _ left: String?, _ right: String?) -> Int {
    var column = ValueColumn()
    column.append(left)
    column.append(right)
    var comparison = Comparison([field], [column])
    return comparison.pattern(0, 1)[0]
  }
}
