import Contracts
import Extraction
import MartCore

/// A contract for a file that was never seen before, proved by reading the file under it.
package struct Guess {
  package let contract: String
  package let feed: Feed
  /// A first table of the feed.
  package let model: String
  package let table: String
  /// Lines for `reference/codes.csv`.
  package let codes: [String]
  package let doubts: [Doubt]
  package let proof: Proof
  package let date: BusinessDate
  let guessed: FeedGuess
  let survey: Survey
}

/// What reading the whole file under the guessed contract gave.
package struct Proof: Sendable {
  package var rows = 0
  package var sound = 0
  /// What rows are refused for, with their number and the first line.
  package var faults: [(fault: SurveyedFault, count: Int, line: Int)] = []
  /// By the names of the declared totals, in whole minor units.
  package var sums: [(name: String, sum: Int64)] = []
}
