import MartCore

/// The figures of the loans on the as-of day, counted from their plans.
struct LoanFigures {
  let bank: Bank

  /// K40 and K48, and the consumer loans of the base day (K24).
  func metrics() -> [(String, Int?)] {
    var (counts, fen) = (Bucket.days.map { _ in 0 }, Bucket.days.map { _ in 0 })
    for loan in bank.loans where loan.startedOn <= bank.calendar.asOf {
      let debt = loan.debt(on: bank.calendar.asOf)
      guard debt.balance > 0 else { continue }
      let bucket = Bucket.of(debt.since.map { bank.calendar.asOf - $0 } ?? 0)
      counts[bucket] += 1
      fen[bucket] += debt.balance
    }
    let (all, bad) = (fen.reduce(0, +), fen[4...].reduce(0, +))
    let buckets = fen.indices.flatMap { [("K48.B\($0)", fen[$0]), ("K48.B\($0)_n", counts[$0])] }
    return [("K40", Ratio.basisPoints(bad, of: all)), ("K40.num", bad), ("K40.den", all), ("K48", all)] + buckets
  }

  /// Distinct periods of plans, and what is due and paid by the as-of day.
  func instalments() -> JSONValue {
    var (rows, due, paid) = (0, 0, 0)
    for loan in bank.loans where loan.startedOn <= bank.calendar.asOf {
      for period in loan.plan {
        let payment = period.paid(by: bank.calendar.asOf)
        (rows, due, paid) = (rows + 1, due + period.fen, paid + payment.principal + payment.interest)
      }
    }
    let sums: [(String, JSONValue)] = [("due_fen", .number(due)), ("paid_fen", .number(paid))]
    return .object([("rows", .number(rows)), ("sum", .object(sums))])
  }
}

/// Ratios as the mart states them.
enum Ratio {
  /// Hundredths of a percent, rounded half up by size; nil where there is nothing to divide by.
  static func basisPoints(_ part: Int, of whole: Int) -> Int? {
    guard whole > 0 else { return nil }
    let size = (2 * whole).dividingFullWidth(
      adding(whole, to: part.magnitude.multipliedFullWidth(by: 20_000)))
    return part < 0 ? -size.quotient : size.quotient
  }

  private static func adding(_ number: Int, to wide: (high: UInt, low: UInt)) -> (high: Int, low: UInt) {
    let (low, carries) = wide.low.addingReportingOverflow(UInt(number))
    return (Int(wide.high) + (carries ? 1 : 0), low)
  }
}
