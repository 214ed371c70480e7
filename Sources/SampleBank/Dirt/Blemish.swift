/// A way in which a row can be wrong by itself, such that one rule and no other refuses it.
enum Blemish: String, CaseIterable, Sendable {
  case wrongFieldCount = "DQ-01"
  case wrongLength = "DQ-02"
  case missing = "DQ-03"
  case brokenCharacter = "DQ-04"
  case tooLong = "DQ-05"
  case notADate = "DQ-06"
  case future = "DQ-07"
  case notANumber = "DQ-08"
  case outOfRange = "DQ-09"
  case badCardNumber = "CRD-02"
  case notPositive = "TXN-01"
  case unknownCode = "DQ-12"

  /// The columns of the feed that can be spoiled this way.
  func columns(of spec: FeedSpec) -> [Int] {
    spec.columns.indices.filter { canSpoil(spec.columns[$0], of: spec) }
  }

  private func canSpoil(_ column: Column, of spec: FeedSpec) -> Bool {
    if column.has(.operation) || column.has(.key) && self != .badCardNumber { return false }
    switch self {
    case .wrongFieldCount: return spec.format.shape == .separated
    case .wrongLength: return spec.format.shape == .fixed
    case .missing: return column.has(.required) && !column.has(.governs)
    case .brokenCharacter: return isFreeText(column)
    case .tooLong:
      return isFreeText(column) && (spec.format.shape != .fixed || column.width > (column.type.longest ?? 0))
    case .notADate: return column.type == .date || column.type == .timestamp
    case .future: return column.has(.businessDate)
    case .notANumber: return column.type.isMoney
    case .outOfRange: return column.type.isMoney
    case .badCardNumber: return column.has(.luhn)
    case .notPositive: return column.has(.positive)
    case .unknownCode: return column.type == .code && !column.has(.governs)
    }
  }

  private func isFreeText(_ column: Column) -> Bool { column.type.longest != nil && !column.has(.luhn) }
}
