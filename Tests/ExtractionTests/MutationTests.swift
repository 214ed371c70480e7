import Contracts
import Foundation
import MartTesting
import Testing

/// Good files of all feeds, changed at random: a byte flipped, dropped or doubled; a line cut, swapped or repeated; a field
/// moved. `SOAK=1000` tries so many in all; else there are 210.
@Suite("whatever happens to a good file") struct MutationTests {
  private static let read = Result { try Pipeline.load(folder: Program.repository + "/Pipelines/retail") }
  static let feeds = (try? read.get().feeds.map(\.name)) ?? []

  private static let wanted = ProcessInfo.processInfo.environment["SOAK"].flatMap { Int($0) } ?? 210

  @Test(
    "it is refused, or taken in with every row within its contract and every row and fen accounted for",
    arguments: feeds)
  func mutations(name: String) throws {
    let pipeline = try Self.read.get()
    let feed = try #require(pipeline.feed(name))
    let mutant = try Mutant(feed, pipeline)
    #expect(!mutant.isEmpty, "\(name) has no delivery to change")
    let count = (Self.wanted + Self.feeds.count - 1) / Self.feeds.count
    var outcomes: [String: Int] = [:]
    for number in 0..<count {
      let seed = name.utf8.reduce(UInt64(number)) { $0 &* 1_099_511_628_211 ^ UInt64($1) }
      let (outcome, trouble) = try mutant.judge(seed: seed)
      outcomes[outcome, default: 0] += 1
      #expect(trouble == nil, "seed \(seed)")
    }
    #expect(count < 20 || outcomes["taken", default: 0] > 0, "\(name): \(outcomes)")
  }

  @Test("all thirty feeds of the bank are there")
  func complete() { #expect(Self.feeds.count == 30) }
}
