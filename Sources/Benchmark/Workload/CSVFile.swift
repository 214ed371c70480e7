import MartStore

/// A CSV file (RFC 4180, UTF-8, no header) that is being written.
final class CSVFile {
  private static let pieceSize = 1 << 18

  private let sink: FileSink
  private var piece: [UInt8] = []

  init(_ path: String) throws { sink = try FileSink(path, mode: 0o600) }

  func write(_ fields: [UnsafeBufferPointer<UInt8>]) throws {
    for (index, field) in fields.enumerated() {
      if index > 0 { piece.append(UInt8(ascii: ",")) }
      append(field)
    }
    piece.append(0x0a)
    if piece.count >= Self.pieceSize { try flush() }
  }

  private func append(_ field: UnsafeBufferPointer<UInt8>) {
    guard field.contains(where: { $0 == 0x22 || $0 == 0x2c || $0 == 0x0a || $0 == 0x0d }) else {
      return piece.append(contentsOf: field)
    }
    piece.append(0x22)
    for byte in field {
      if byte == 0x22 { piece.append(0x22) }
      piece.append(byte)
    }
    piece.append(0x22)
  }

  private func flush() throws {
    try piece.withUnsafeBytes { try sink.write($0) }
    piece.removeAll(keepingCapacity: true)
  }

  func close() throws {
    try flush()
    try sink.close()
  }
}
