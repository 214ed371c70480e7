import Testing

@Suite("every source file") struct SourceTests {
  @Test("is short enough to be read at once")
  func short() throws {
    for source in try House.sources() {
      #expect(source.lines.count <= 450, "\(source.path): split it by topic")
    }
  }

  @Test("never ends the process over a mistake: errors are thrown", arguments: ["fatalError(", "try!", " as! "])
  func noTraps(_ trap: String) throws {
    let places = try House.sources().flatMap { $0.places { $0.contains(trap) } }
    #expect(places.isEmpty, "\(trap) in \(places.joined(separator: ", "))")
  }

  /// Words that only a bank's pipeline may know.
  static let trade: Set<Substring> = [
    "card_txn", "card_account", "cif_core", "cif_card", "mgt_kpi", "fact_card_txn", "loan", "wealth", "mcc", "CORE",
  ]
  /// Rooms that may name a bank: its maker, and help pages with a true example.
  static let worldly: Set = ["SampleBank", "sample-bank", "MartCLI"]

  @Test("of the engine speaks of no trade: what is a bank's is in Pipelines/")
  func noTrade() throws {
    for source in try House.sources() where !Self.worldly.contains(source.room) {
      let places = source.places { line in
        line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { Self.trade.contains($0) }
      }
      #expect(places.isEmpty, "\(places.joined(separator: ", "))")
    }
  }
}
