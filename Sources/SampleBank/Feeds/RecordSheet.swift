import MartCore

/// The encoded records of a snapshot, line ends included, one after another.
struct RecordSheet {
  private let spec: FeedSpec
  private let text = GB18030()
  private let reader: TotalReader
  private let stride: Int
  private(set) var bytes: [UInt8] = []
  private(set) var count = 0
  /// What each record adds to the totals.
  private var sums: [[Int]] = []
  /// What all records add to the totals.
  private(set) var total: [Int]

  init(_ spec: FeedSpec) {
    self.spec = spec
    reader = TotalReader(spec)
    stride = spec.columns.reduce(1) { $0 + $1.width }
    total = spec.totals.map { _ in 0 }
  }

  /// Puts a record at a place, which is one of those there are or the next.
  mutating func set(_ place: Int, to fields: [Field]) {
    var line: [UInt8] = []
    line.reserveCapacity(stride)
    spec.format.append(fields, spec.columns, text, to: &line)
    line.append(0x0A)
    let values = reader.values(of: fields)
    if place == count {
      bytes += line
      sums.append(values)
      count += 1
    } else {
      bytes.replaceSubrange(range(place..<place + 1), with: line)
      for index in total.indices { total[index] -= sums[place][index] }
      sums[place] = values
    }
    for index in total.indices { total[index] += values[index] }
  }

  /// The bytes of some records.
  func records(_ places: Range<Int>) -> ArraySlice<UInt8> { bytes[range(places)] }

  /// What one record adds to the totals.
  func sums(of place: Int) -> [Int] { sums[place] }

  private func range(_ places: Range<Int>) -> Range<Int> { places.lowerBound * stride..<places.upperBound * stride }
}
