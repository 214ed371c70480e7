import Contracts
import MartCore

extension FuzzTarget {
  private static let readers: [@Sendable (String) throws -> Void] = [
    { _ = try Feed.read($0, file: "feeds/f.yaml") }, { _ = try Model.read($0, file: "models/m.sql") },
  ]

  /// Contracts of feeds (YAML) and models (YAML over SQL): read, or refused with findings that stand in the text; and a
  /// second reading says the same.
  func judgeContracts(_ bytes: [UInt8]) throws {
    guard let (read, content) = chosen(Self.readers, bytes), let text = String(validating: content, as: UTF8.self)
    else { return }
    let findings = try findings(read, text)
    let again = try self.findings(read, text)
    try promise(findings == again, "a second reading finds something else")
    let lines = text.unicodeScalars.count {
      $0 == "\n" || $0 == "\r" || $0 == "\u{85}" || $0 == "\u{2028}" || $0 == "\u{2029}"
    }
    for finding in findings ?? [] {
      let place = finding.location
      try promise((0...lines + 2).contains(place.line) && place.column >= 0, "a finding stands outside the text")
    }
  }

  /// Nil where the text is a contract.
  private func findings(_ read: (String) throws -> Void, _ text: String) throws -> [Finding]? {
    do {
      try read(text)
      return nil
    } catch let findings as Findings {
      try promise(!findings.list.isEmpty, "refused without a finding")
      return findings.list
    }
  }
}
