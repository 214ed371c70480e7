import Dispatch
import Glibc
import MartCore
import Synchronization

/// Writes a sample bank: raw files as its sources would send them, and the truth about them.
///
/// The same options give the same bytes; another seed gives other persons with the same figures.
package struct SampleBank {
  let bank: Bank

  package init(_ options: BankOptions) {
    bank = Bank(options)
  }

  /// Writes `landing/`, `truth.json`, `persons.csv` and `personal_values.txt` into the folder.
  ///
  /// - Throws: ``Failure`` when a file cannot be written, or when the landing folder is another's.
  package func write(to folder: String) throws {
    let landing = try LandingFolder(in: folder).prepare()
    let tallies = try writeFeeds(to: landing)
    let people = PersonFiles(bank: bank)
    try OutputFile.write(people.persons(), to: folder + "/persons.csv")
    try OutputFile.write(people.personalValues(), to: folder + "/personal_values.txt")
    try OutputFile.write(TruthFile(bank: bank, tallies: tallies).text(), to: folder + "/truth.json")
  }

  /// The feeds, the longest first, side by side.
  private func writeFeeds(to landing: String) throws -> [(feed: String, deliveries: [FeedTally])] {
    let writers: [any FeedWriter] = [
      CifCore(lane: 0, lanes: 2), CifCore(lane: 1, lanes: 2), CardTxn(), CardAccount(), CifCard(),
    ]
    let results = Mutex([Int: Result<[FeedTally], any Error>]())
    DispatchQueue.concurrentPerform(iterations: writers.count) { index in
      let result = Result { try writers[index].write(bank, to: landing) }
      results.withLock { $0[index] = result }
    }
    let tallies = try results.withLock { found in try writers.indices.map { try found[$0]?.get() ?? [] } }
    return [
      ("cif_core", woven(tallies[0], tallies[1])), ("cif_card", tallies[4]), ("card_account", tallies[3]),
      ("card_txn", tallies[2]),
    ]
  }

  /// The deliveries of two lanes in order.
  private func woven(_ first: [FeedTally], _ second: [FeedTally]) -> [FeedTally] {
    first.indices.flatMap { [first[$0]] + (second.indices.contains($0) ? [second[$0]] : []) }
  }
}
