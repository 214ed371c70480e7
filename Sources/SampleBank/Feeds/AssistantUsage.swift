import MartCore

/// The tasks of the assistants, a JSON object a line.
struct AssistantUsage: RowFeed {
  let spec = FeedSpec(
    name: "assistant_usage", prefix: "ASSIST_", suffix: ".jsonl", delivery: .events, format: JsonFormat(),
    control: .lines,
    columns: [
      Column("usage_id", .text(36), [.required, .key]), Column("assistant", .code, [.required]),
      Column("staff_no", .text(12), [.required]), Column("staff_role", .code, [.required]),
      Column("task_kind", .openCode, [.required]), Column("phase", .code, [.required]),
      Column("minutes", .integer, [.required]), Column("biz_date", .date, [.required, .businessDate]),
    ], totals: [Total(name: "minutes", column: "minutes", isCount: true)])

  func entries(_ bank: Bank) -> [Arrivals] { bank.calendar.arrivals(bank.tasks, on: \.day, lateBy: \.lateBy) }

  func row(_ entry: Int, _ bank: Bank, on date: BusinessDate) -> Row {
    let task = bank.tasks[entry]
    return Row(
      fields: [
        .text(task.id), .text(task.assistant.rawValue), .text(task.staffNumber), .text(task.assistant.role),
        .text(task.hasUnknownCode ? "POEM" : task.assistant.task), .text(task.isAfter ? "AFTER" : "BEFORE"),
        .number(task.minutes), .date(task.day),
      ], outcome: .accepted(late: task.lateBy > 0))
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    [.text(date.id("AX", serial))] + fields.dropFirst()
  }
}
