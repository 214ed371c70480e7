import MartCore

/// What the first and the last line of a separated file are.
struct HeaderJudge {
  enum First: Equatable {
    case data
    case names([String])
    /// `HDR`, business date, sequence.
    case envelope(BusinessDate)
  }

  let records: [[[UInt8]]]
  let width: Int

  /// Nil certainty: neither could be shown.
  func first() -> (kind: First, isCertain: Bool) {
    guard let head = records.first?.map({ String(decoding: $0, as: UTF8.self) }) else { return (.data, true) }
    if head.count == 3, head[0] == "HDR", let date = BusinessDate(compact: head[1]) ?? BusinessDate(iso: head[1]) {
      return (.envelope(date), true)
    }
    // A separator at the end of every line leaves a last column without a name.
    let named = head.count > 1 && head.last == "" ? head.dropLast() : head[...]
    guard head.count == width, named.allSatisfy({ !$0.isEmpty && $0.count <= 64 && !Self.isValue($0) }) else {
      return (.data, true)
    }
    let body = records.dropFirst().filter { $0.count == width }.prefix(500)
    guard !body.isEmpty else { return (.names(head), false) }
    if head.indices.contains(where: { turnsToValues($0, Array(body)) }) { return (.names(head), true) }
    let recurs = named.indices.contains { index in body.contains { $0[index].elementsEqual(head[index].utf8) } }
    if recurs { return (.data, true) }
    let known = named.count { !Hints.of($0, source: $0).isEmpty }
    return known * 2 >= named.count ? (.names(head), true) : (known > 0 ? .names(head) : .data, false)
  }

  /// Most of a column's fields below are numbers or dates.
  private func turnsToValues(_ index: Int, _ body: [[[UInt8]]]) -> Bool {
    let filled = body.filter { !$0[index].isEmpty }
    let values = filled.count { Self.isValue(String(decoding: $0[index], as: UTF8.self)) }
    return !filled.isEmpty && values * 10 >= filled.count * 8
  }

  /// A number, a date or a time; names of columns are none.
  private static func isValue(_ text: String) -> Bool {
    let digits = text.utf8.count { (0x30...0x39).contains($0) }
    return digits > 0 && digits * 2 >= text.utf8.count
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || "-+.,:/TZ ".utf8.contains($0) }
  }
}
