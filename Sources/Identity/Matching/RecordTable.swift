import MartCore

/// Records of a CSV file (RFC 4180, with a header line), as columns for matching.
package struct RecordTable {
  /// The fields of the rules, in their order.
  package private(set) var columns: [ValueColumn]
  package private(set) var count = 0
  /// Other columns that were asked for, by name.
  package private(set) var others: [String: [String]] = [:]

  /// - Throws: `Failure` where a column is missing or a line has too few fields.
  package init(csv: String, file: String, fields: [String], others wanted: [String]) throws {
    var reader = CSVLines(Array(csv.utf8))
    let head = reader.next() ?? []
    func place(_ name: String) throws -> Int {
      if let place = head.firstIndex(of: name) { return place }
      throw Failure(
        .usage, "there is no column '\(name)'", at: FileLocation(file: file, line: 1),
        remedy: didYouMean(name, in: head, otherwise: "name one of the file's columns"))
    }
    let places = try fields.map(place)
    let asked = try wanted.map { ($0, try place($0)) }
    columns = fields.map { _ in ValueColumn() }
    for (name, _) in asked { others[name] = [] }
    while let line = reader.next() {
      guard line.count == head.count else {
        throw Failure(
          .usage, "the line has \(line.count) fields, and the header \(head.count)",
          at: FileLocation(file: file, line: reader.line), remedy: "write a field for each column")
      }
      for (field, place) in places.enumerated() { columns[field].append(line[place]) }
      for (name, place) in asked { others[name]?.append(line[place]) }
      count += 1
    }
  }
}

/// Splits CSV into lines of fields.
private struct CSVLines {
  private let bytes: [UInt8]
  private var place = 0
  /// The line that was read last, from 1.
  private(set) var line = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> [String]? {
    guard place < bytes.count else { return nil }
    line += 1
    var fields: [String] = []
    var field: [UInt8] = []
    var quoted = false
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if quoted {
        if byte == 0x22, place < bytes.count, bytes[place] == 0x22 {
          field.append(byte)
          place += 1
        } else if byte == 0x22 {
          quoted = false
        } else {
          field.append(byte)
        }
      } else if byte == 0x22 {
        quoted = true
      } else if byte == 0x2c {
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
      } else if byte == 0x0a {
        break
      } else if byte != 0x0d {
        field.append(byte)
      }
    }
    return fields + [String(decoding: field, as: UTF8.self)]
  }
}
