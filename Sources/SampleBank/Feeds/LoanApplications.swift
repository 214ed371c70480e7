import MartCore

/// The steps of loan applications: events as a table.
struct LoanApplications: RowFeed {
  let spec = FeedSpec(
    name: "loan_application", prefix: "LN_APP_", suffix: ".csv", delivery: .events, format: CsvFormat(),
    control: .lines,
    columns: [
      Column("event_id", .text(36), [.required, .key]), Column("application_no", .text(24), [.required]),
      Column("cust_no", .text(20), [.required]), Column("contactless", .flag, [.required]),
      Column("stage", .code, [.required]), Column("result", .code, [.required]),
      Column("requested_fen", .fen, [.required]), Column("approved_fen", .fen), Column("rate_bp", .integer),
      Column("loan_no", .text(24)), Column("occurred_at", .timestamp, [.required]),
      Column("biz_date", .date, [.required, .businessDate]),
    ], totals: [Total(name: "approved_fen", column: "approved_fen")])

  func entries(_ bank: Bank) -> [Arrivals] {
    bank.calendar.arrivals(bank.applicationEvents, on: \.day, lateBy: \.lateBy)
  }

  func row(_ entry: Int, _ bank: Bank, on date: BusinessDate) -> Row {
    let event = bank.applicationEvents[entry]
    let application = bank.applications[event.application]
    let isPaidOut = event.stage >= .disburse && event.result == .pass
    return Row(
      fields: [
        .serial(event.serial), .serial(application.serial(at: event.application)),
        bank.numbers[application.applicant].field, .flag(application.isContactless),
        .text(event.stage.rawValue), .text(event.result.rawValue), .fen(application.requested),
        event.isApproved ? .fen(application.approved) : .null, event.isApproved ? .number(application.rate) : .null,
        .optional(isPaidOut ? application.loan : nil), .instant(event.day, second: event.second),
        .date(event.day),
      ], outcome: .accepted(late: event.lateBy > 0))
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("LX\(date.compact.dropFirst(2))-\(String(100_000 + serial).dropFirst())")
    return fresh
  }
}
