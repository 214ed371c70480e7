import Contracts
import MartCore
import MartStore

/// The days of `calendar_day` where the pipeline names none: 2015-01-01 through 2030-12-31.
private let calendarDays = BusinessDate(dayNumber: 16_436)...BusinessDate(dayNumber: 22_279)

/// Loads the pipeline's references into TEMP as `ref_…`, and the days into `calendar_day`, where they are not there yet.
/// - only: the tables that are wanted; nil: all.
/// - Throws: `Failure` naming the reference whose cell is no integer, with its row.
package func loadReferences(_ pipeline: Pipeline, _ session: Session, only: Set<String>? = nil) throws {
  for reference in pipeline.references where only?.contains(SourceSchema.reference(reference).name) ?? true {
    try load(reference, session)
  }
  let days = SourceSchema.calendarDay
  guard only?.contains(days.name) ?? true else { return }
  let span = pipeline.calendar ?? calendarDays
  guard try !exists(days.name, "temp", session) else { return }
  try session.execute(days.createStatement(in: "temp"))
  let insert = days.insertStatement(in: "temp")
  for row in calendarRows(from: span.lowerBound, through: span.upperBound) {
    try session.executeCached(insert, row)
  }
}

private func load(_ reference: Reference, _ session: Session) throws {
  let table = SourceSchema.reference(reference)
  guard try !exists(table.name, "temp", session) else { return }
  try session.execute(table.createStatement(in: "temp", .types))
  let insert = table.insertStatement(in: "temp")
  for (number, row) in reference.rows.enumerated() {
    let values = zip(reference.columns, row).map { column, cell -> SQLValue? in
      guard let cell else { return .null }
      switch column.storage {
      case .text: return .text(cell)
      case .integer: return Int64(cell).map(SQLValue.integer)
      case .real: return Double(cell).map(SQLValue.real)
      }
    }
    guard !values.contains(nil) else {
      throw Failure(
        .pipeline, "reference '\(reference.name)' holds a cell that is no number in row \(number + 1)",
        at: reference.location, remedy: "correct the cell, or take the column's type out of pipeline.yaml")
    }
    try session.executeCached(insert, values.compactMap(\.self))
  }
}
