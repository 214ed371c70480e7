import Contracts
import Extraction
import MartCore

/// What all rows of a file have been like.
struct FileProfile {
  var rows = 0
  /// Rows of which no field can be trusted.
  var spoiled = 0
  /// Exact repeats of a row before.
  var repeats = 0
  var columns: [ColumnProfile]
  var keys: KeySearch
  /// Header and data did not fit; what the reader said.
  private let width: Int

  init(width: Int) {
    self.width = width
    columns = Array(repeating: ColumnProfile(), count: width)
    keys = KeySearch(sets: (0..<width).map { [$0] })
  }

  /// - hasTrailer: lines that begin with `TRL` are not data.
  static func read(_ survey: Survey, _ feed: Feed, _ pipeline: Pipeline, on date: BusinessDate, hasTrailer: Bool) throws
    -> FileProfile
  {
    var profile = FileProfile(width: feed.columns.count)
    var whole = NumberSet()
    try survey.rows(as: feed, pipeline, on: date) { row in
      if hasTrailer, row.raw.starts(with: "TRL".utf8) { return }
      profile.rows += 1
      if row.fault?.spoilsRecord == true {
        profile.spoiled += 1
        return
      }
      profile.add(row, &whole)
    }
    return profile
  }

  private mutating func add(_ row: SurveyedRow, _ whole: inout NumberSet) {
    var (all, hashes): (ValueHash, [UInt64?]) = (ValueHash(), [])
    for index in 0..<width {
      let field = row.field(index)
      var hash = ValueHash()
      hash.add(field.bytes)
      all.add(field.bytes)
      hashes.append(field.bytes.isEmpty ? nil : hash.mixed)
      columns[index].add(field, hash: hash.mixed)
    }
    // Repeats are told exactly up to ten million rows; beyond, they count as rows that share a key.
    if whole.count < 10_000_000, !whole.insert(all.mixed) {
      repeats += 1
    } else {
      keys.add(hashes)
    }
  }
}

/// Which of several sets of columns identify a row.
struct KeySearch {
  /// Hashes that all sets may hold together: 200 MB at most.
  private static let room = 12_000_000

  struct Candidate {
    var columns: [Int]
    fileprivate var seen = NumberSet()
    /// Rows in which one of the columns is empty, and rows that share their values with one before.
    var empty = 0
    var clashes = 0
    /// Given up: it identifies nothing.
    var isDead = false
    /// Rows after which memory was used up; nil: all were looked at.
    var stoppedAt: Int?
  }

  private(set) var candidates: [Candidate]
  private(set) var rows = 0
  private var used = 0

  init(sets: [[Int]]) { candidates = sets.map { Candidate(columns: $0) } }

  /// - hashes: by column; nil: empty.
  mutating func add(_ hashes: [UInt64?]) {
    rows += 1
    for index in candidates.indices where !candidates[index].isDead && candidates[index].stoppedAt == nil {
      var joined: UInt64 = 0
      var isEmpty = false
      for column in candidates[index].columns {
        guard let hash = hashes[column] else {
          isEmpty = true
          break
        }
        joined = (joined &* 31 &+ hash) &* 0x9E37_79B9_7F4A_7C15
      }
      if isEmpty { candidates[index].empty += 1 } else { note(joined ^ (joined >> 31), index) }
      if candidates[index].clashes + candidates[index].empty > 20 + rows / 100 { drop(index) }
      if used > Self.room { candidates[index].stoppedAt = rows }
    }
  }

  private mutating func note(_ hash: UInt64, _ index: Int) {
    if candidates[index].seen.insert(hash) { used += 1 } else { candidates[index].clashes += 1 }
  }

  private mutating func drop(_ index: Int) {
    used -= candidates[index].seen.count
    candidates[index].seen.removeAll()
    candidates[index].isDead = true
  }

  /// Sets that identify all rows but so few as may be dirt.
  var keys: [Candidate] {
    candidates.filter { !$0.isDead && $0.clashes + $0.empty <= tolerance(rows) }
  }
}

/// How many rows of so many may be otherwise and still be called dirt: 1 in 200, and in small files 1 in 50 up to 20.
func tolerance(_ rows: Int) -> Int { max(rows / 200, min(20, rows / 50)) }
