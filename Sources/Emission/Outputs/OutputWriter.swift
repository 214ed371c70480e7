import Contracts
import MartCore
import MartStore

/// Rows of one output into its file, counted and summed on the way; memory does not grow with the rows.
final class OutputWriter {
  private(set) var rows: Int64 = 0
  private(set) var totals: [String: Int64] = [:]

  private let output: Output
  /// Places of the columns that the file has.
  private let written: [Int]
  private let summed: [(name: String, column: Int)]
  private let keyColumns: [Int]
  private let file: GzipFile
  private var text: CSVText
  private var sums: [Int64]
  private var key: [UInt8] = []
  private var lastKey: [UInt8] = []

  init(_ output: Output, _ columns: [String], path: String) throws {
    self.output = output
    let unwritten = Set(output.columns.filter { !$0.isWritten }.map(\.name))
    written = columns.indices.filter { !unwritten.contains(columns[$0]) }
    summed = output.totals.compactMap { name in columns.firstIndex(of: name).map { (name, $0) } }
    keyColumns = output.key.compactMap { columns.firstIndex(of: $0) }
    sums = summed.map { _ in 0 }
    text = CSVText(neutralising: output.forPeople)
    file = try GzipFile(path, mode: 0o640)
    text.header(written.map { columns[$0] })
  }

  func append(_ row: RawRow) throws {
    try refuseRepeatedKey(row)
    text.row(row, columns: written)
    rows += 1
    for (index, column) in summed.enumerated() {
      let (sum, overflow) = sums[index].addingReportingOverflow(row.int(column.column))
      guard !overflow else { throw overflowed(column.name) }
      sums[index] = sum
    }
    if text.bytes.count >= 1 << 16 { try flush() }
  }

  /// Ends the file.
  /// - Returns: SHA-256 and size of the compressed file.
  func finish() throws -> FileDigest {
    try flush()
    totals = Dictionary(uniqueKeysWithValues: zip(summed.map(\.name), sums))
    return try file.close()
  }

  private func flush() throws {
    try text.bytes.withUnsafeBytes { try file.write($0) }
    text.bytes.removeAll(keepingCapacity: true)
  }

  /// Rows come in the order of the key, so equal keys are neighbours.
  private func refuseRepeatedKey(_ row: RawRow) throws {
    guard !keyColumns.isEmpty else { return }
    key.removeAll(keepingCapacity: true)
    for column in keyColumns {
      row.bytes(column) { bytes in
        key.append(row.isNull(column) ? 0 : 1)
        withUnsafeBytes(of: UInt32(bytes.count)) { key.append(contentsOf: $0) }
        key.append(contentsOf: bytes)
      }
    }
    if rows > 0, key == lastKey {
      throw Failure(
        .refused, "output \(output.id) has two rows with the same key (\(output.key.joined(separator: ", ")))",
        rule: "output.key", at: output.sqlLocation,
        remedy: "ask \(output.owner) to make the query give one row a key; nothing leaves until then")
    }
    swap(&key, &lastKey)
  }

  private func overflowed(_ name: String) -> Failure {
    Failure(
      .refused, "output \(output.id): the sum of \(name) is beyond 64 bits", rule: "output.total",
      at: output.location, remedy: "take \(name) out of the totals or give it a larger unit")
  }
}
