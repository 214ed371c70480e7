import Contracts
import MartCore

extension FilePattern {
  /// Which file of which delivery a name stands for.
  struct Reading: Hashable {
    var date: BusinessDate
    var sequence: Int
    var isControl: Bool
  }

  /// The name of the data file: `DPBAL_20240903.dat.gz`, corrected `DPBAL_20240903.2.dat.gz`.
  package func dataName(_ date: BusinessDate, sequence: Int = 1) -> String {
    base(date, sequence) + suffix
  }

  /// The name of the control: the data name up to its suffix, then `.ctl` or `.ok`.
  package func controlName(_ date: BusinessDate, sequence: Int = 1, form: Control.Form) -> String {
    base(date, sequence) + Self.controlSuffix(form)
  }

  private func base(_ date: BusinessDate, _ sequence: Int) -> String {
    stem + (dateForm == .compact ? date.compact : date.description) + (sequence == 1 ? "" : ".\(sequence)")
  }

  private static func controlSuffix(_ form: Control.Form) -> String { form == .envelope ? ".ok" : ".ctl" }

  /// What `name` stands for under this pattern; nil where it is no name of it.
  func reading(_ name: String, form: Control.Form) -> Reading? {
    guard name.hasPrefix(stem) else { return nil }
    let rest = name.dropFirst(stem.count)
    let dateText = rest.prefix(dateForm == .compact ? 8 : 10)
    let date = dateForm == .compact ? BusinessDate(compact: dateText) : BusinessDate(iso: dateText)
    guard let date else { return nil }
    let tail = rest.dropFirst(dateText.count)
    if let sequence = Self.sequence(tail, before: suffix) {
      return Reading(date: date, sequence: sequence, isControl: false)
    }
    return Self.sequence(tail, before: Self.controlSuffix(form))
      .map { Reading(date: date, sequence: $0, isControl: true) }
  }

  /// The `n` of `.n` before the suffix, 1 where there is none; nil where the tail is neither.
  private static func sequence(_ tail: Substring, before suffix: String) -> Int? {
    if tail == suffix { return 1 }
    guard tail.hasPrefix("."), tail.hasSuffix(suffix), tail.utf8.count > suffix.utf8.count + 1 else { return nil }
    let digits = tail.dropFirst().dropLast(suffix.count)
    guard digits.utf8.count <= 6, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), digits.first != "0",
      let number = Int(digits), number >= 2
    else { return nil }
    return number
  }
}
