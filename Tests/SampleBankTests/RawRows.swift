import Foundation
import MartCore

/// A row as a careful clerk reads it: its fields, and the rule by which he lays it aside.
struct RawRow {
  var fields: [String] = []
  var rule: String?
}

/// What a clerk knows of a feed: field by field whether it must be filled, how long it may be, what it is.
struct Sheet {
  enum Kind { case text, date, instant, money, code(Set<String>) }

  let columns: [(name: String, kind: Kind, required: Bool, longest: Int)]
  /// Bytes of each field, for records of fixed width.
  var widths: [Int] = []

  func place(_ name: String) -> Int { columns.firstIndex { $0.name == name } ?? 0 }

  /// Cuts and judges a line of separated text.
  func separated(_ line: [UInt8]) -> RawRow {
    guard let text = decoded(line) else { return RawRow(rule: "DQ-04") }
    return judged(text.components(separatedBy: "|+|"), wrongCount: "DQ-01")
  }

  /// Cuts and judges a record of fixed width.
  func fixed(_ line: [UInt8]) -> RawRow {
    guard line.count == widths.reduce(0, +) else { return RawRow(rule: "DQ-02") }
    var (fields, start) = ([String](), 0)
    for width in widths {
      guard let field = decoded(line[start..<start + width]) else { return RawRow(rule: "DQ-04") }
      fields.append(String(field.reversed().drop { $0 == " " }.reversed()))
      start += width
    }
    return judged(fields, wrongCount: "DQ-02")
  }

  private func judged(_ fields: [String], wrongCount: String) -> RawRow {
    guard fields.count == columns.count else { return RawRow(rule: wrongCount) }
    let rules = zip(fields, columns).compactMap { fault($0, $1.kind, $1.required, $1.longest) }
    return RawRow(fields: fields, rule: rules.first)
  }

  private func fault(_ field: String, _ kind: Kind, _ required: Bool, _ longest: Int) -> String? {
    if field.isEmpty { return required ? "DQ-03" : nil }
    switch kind {
    case .text: return field.unicodeScalars.count > longest ? "DQ-05" : nil
    case .date: return BusinessDate(compact: field) == nil ? "DQ-06" : nil
    case .instant: return field.count == 25 && field.hasSuffix("+08:00") ? nil : "DQ-06"
    case .money: return isMoney(field) ? (fen(field) == nil ? "DQ-09" : nil) : "DQ-08"
    case .code(let known): return known.contains(field) ? nil : "DQ-12"
    }
  }

  /// Digits with at most two decimals.
  private func isMoney(_ field: String) -> Bool {
    let parts = field.utf8.drop { $0 == 0x2D }.split(separator: 0x2E, omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }),
      parts.last?.count ?? 3 <= 2 || parts.count == 1
    else { return false }
    return parts.allSatisfy { $0.allSatisfy { (0x30...0x39).contains($0) } }
  }
}

/// Fen of a decimal of a bank's size; nil where it is none.
func fen(_ text: String) -> Int? {
  let parts = text.split(separator: ".", omittingEmptySubsequences: false)
  guard parts.count < 3, parts.count == 1 || parts[1].utf8.count == 2, let number = Int(parts.joined()) else {
    return nil
  }
  let amount = parts.count == 2 ? number : number.multipliedReportingOverflow(by: 100).partialValue
  return abs(amount) <= 10_000_000_000_000_000 ? amount : nil
}
