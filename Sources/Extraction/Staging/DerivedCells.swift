import Contracts
import MartCore

/// Safe attributes made at the split from vaulted ones.
final class DerivedCells {
  private struct Plan {
    var making: DerivedColumn.Making
    var column: Int
    var years: Int
  }

  private let parser: RowParser
  private let plans: [Plan]

  init(_ parser: RowParser) {
    self.parser = parser
    let feed = parser.feed
    plans = feed.derived.map { derived in
      Plan(
        making: derived.making, column: feed.columns.firstIndex { $0.name == derived.from } ?? -1,
        years: derived.years)
    }
  }

  /// The derived column of this index for the row in hand.
  func cell(_ index: Int) -> Cell {
    let plan = plans[index]
    guard plan.column >= 0 else { return .null }
    let source = parser.cells[plan.column]
    switch plan.making {
    case .present: return .of(source.kind == .null ? 0 : 1)
    case .valid: return source.kind == .null ? .null : .of(Int64(parser.checks[plan.column]))
    case .year: return day(source).map { .of(Int64($0.year)) } ?? .null
    case .birthday: return birthday(source, plan.years)
    }
  }

  private func day(_ cell: Cell) -> ReadDay? {
    guard cell.kind == .text, let text = cell.text, cell.count >= 10 else { return nil }
    return readDay(text, 10, .iso)
  }

  /// 29 February becomes 1 March where the year has none.
  private func birthday(_ cell: Cell, _ years: Int) -> Cell {
    guard var day = day(cell), day.year + years <= 9999 else { return .null }
    day.year += years
    if day.day > BusinessDate.daysIn(month: day.month, of: day.year) {
      day.month += 1
      day.day = 1
    }
    let text = parser.arena.take(10)
    writeDay(day, text)
    return .of(text, 10)
  }
}
