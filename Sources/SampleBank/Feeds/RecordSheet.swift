import Glibc
import MartCore

/// The encoded records of a snapshot, line ends included, one after another.
///
/// They stand in a file that no one else sees and that is gone with the sheet: in memory they would take more than all
/// else of the bank.
final class RecordSheet {
  private let spec: FeedSpec
  private let text = GB18030()
  private let reader: TotalReader
  private let stride: Int
  private let path: String
  private let descriptor: CInt
  /// The last records, which are not in the file yet.
  private var tail: [UInt8] = []
  /// The record that is being set.
  private var line: [UInt8] = []
  private var written = 0
  private(set) var count = 0
  /// What each record adds to the totals, record after record.
  private var sums: Roll<Int32>
  private static let block = 1 << 18

  /// - folder: where the file may stand.
  /// - Throws: ``Failure`` when there is no room.
  init(_ spec: FeedSpec, in folder: String, name: String) throws {
    self.spec = spec
    reader = TotalReader(spec)
    sums = Roll(in: folder)
    stride = spec.columns.reduce(1) { $0 + $1.width }
    path = "\(folder)/.\(name)"
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0, unlink(path) == 0 else { throw OutputFile.failure(path) }
    tail.reserveCapacity(Self.block + stride)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Puts a record at a place, which is one of those there are or the next.
  ///
  /// - Throws: ``Failure`` when there is no room.
  func set(_ place: Int, to fields: [Field]) throws {
    line.removeAll(keepingCapacity: true)
    spec.format.append(fields, spec.columns, text, to: &line)
    line.append(0x0A)
    let values = reader.values(of: fields).map { Int32($0) }
    guard place < count else {
      tail += line
      sums.append(contentsOf: values)
      count += 1
      if tail.count >= Self.block { try flush() }
      return
    }
    for (total, value) in values.enumerated() { sums[place * values.count + total] = value }
    try flush()
    try put(line, at: place * stride)
  }

  /// The bytes of some records, block after block.
  ///
  /// - Throws: ``Failure`` when they cannot be read back, and what `take` throws.
  func forEachBlock(of places: Range<Int>, _ take: (ArraySlice<UInt8>) throws -> Void) throws {
    try flush()
    var block = [UInt8](repeating: 0, count: max(1, Self.block / stride) * stride)
    var start = places.lowerBound * stride
    while start < places.upperBound * stride {
      let wanted = min(block.count, places.upperBound * stride - start)
      let read = block.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, wanted, off_t(start)) }
      guard read > 0 || read < 0 && errno == EINTR else { throw OutputFile.failure(path) }
      if read > 0 { try take(block[..<read]) }
      start += max(0, read)
    }
  }

  /// What some records add to the totals.
  func sums(of places: Range<Int>) -> [Int] {
    let width = spec.totals.count
    return (0..<width).map { total in places.reduce(0) { $0 + Int(sums[$1 * width + total]) } }
  }

  private func flush() throws {
    guard !tail.isEmpty else { return }
    try put(tail, at: written)
    written += tail.count
    tail.removeAll(keepingCapacity: true)
  }

  private func put(_ bytes: [UInt8], at start: Int) throws {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done, off_t(start + done))
      }
      guard count > 0 || errno == EINTR else { throw OutputFile.failure(path) }
      done += max(0, count)
    }
  }
}
