import Contracts
import MartCore

/// The dates that models read instead of a clock, all derived from the business date, and the pipeline's
/// named parameters. It becomes the one row of `run_context`.
package struct RunContext: Sendable, Hashable {
  package let businessDate: BusinessDate
  package let parameters: [Parameter]

  package init(businessDate: BusinessDate, parameters: [Parameter]) {
    self.businessDate = businessDate
    self.parameters = parameters
  }

  /// 31 December before: what a year's growth is measured from.
  package var baseDate: BusinessDate { periodFrom - 1 }
  /// 1 January of the year.
  package var periodFrom: BusinessDate { businessDate.adding(months: 1 - businessDate.month).monthStart }
  /// The last day of the latest month that is over tonight: the business date itself where it ends its month.
  package var closedTo: BusinessDate { businessDate.isMonthEnd ? businessDate : businessDate.monthStart - 1 }
  /// The same day a year before; 28 February for the 29th.
  package var yearBefore: BusinessDate { businessDate.adding(months: -12) }
  /// Quarters since year 0: 4 × year + 0…3, so that it grows by one from quarter to quarter, over New Year too.
  package var quarterNumber: Int { businessDate.year * 4 + (businessDate.month - 1) / 3 }

  /// Columns and values of the row, in order.
  var values: [(TableColumn, SQLValue)] {
    [
      (Self.date("business_date", "day that the mart describes", "业务日期"), .text(businessDate.description)),
      (Self.date("as_of", "day of all figures", "时点"), .text(businessDate.description)),
      (Self.date("period_from", "1 January of the year", "期初"), .text(periodFrom.description)),
      (Self.date("base_date", "31 December before", "年初基准日"), .text(baseDate.description)),
      (TableColumn("month", .text, title: "month, yyyy-mm", zh: "月份"), .text(businessDate.monthText)),
      (Self.date("month_from", "first day of the month", "月初"), .text(businessDate.monthStart.description)),
      (TableColumn("year", .integer, title: "calendar year", zh: "年份"), .integer(Int64(businessDate.year))),
      (
        TableColumn("quarter_no", .integer, title: "quarters since year 0: 4 × year + 0…3", zh: "季度序号"),
        .integer(Int64(quarterNumber))
      ),
      (Self.date("yoy_date", "same day a year before", "上年同日"), .text(yearBefore.description)),
      (Self.date("closed_to", "last day of the latest month that is over", "最近已结月末"), .text(closedTo.description)),
    ]
      + parameters.map { parameter in
        switch parameter.value {
        case .integer(let number):
          (TableColumn(parameter.name, .integer, title: "parameter of the pipeline", zh: "参数"), .integer(number))
        case .text(let text):
          (TableColumn(parameter.name, .text, title: "parameter of the pipeline", zh: "参数"), .text(text))
        }
      }
  }

  private static func date(_ name: String, _ title: String, _ zh: String) -> TableColumn {
    TableColumn(name, .text, content: .date, title: title, zh: zh)
  }

  /// The table `run_context` with the given parameters as further columns.
  package static func table(_ parameters: [Parameter]) -> TableDefinition {
    let columns = RunContext(businessDate: BusinessDate(dayNumber: 0), parameters: parameters).values.map(\.0)
    return TableDefinition(
      "run_context", title: "The dates and parameters of the night", zh: "运行参数", owner: "engine", columns: columns,
      key: ["business_date"])
  }

  /// Columns that another value comes into every night.
  package static let nightly: Set<String> = ["business_date", "as_of", "yoy_date"]

  /// The row of a mart, by column; empty where it has none.
  package static func read(_ session: Session) throws -> [String: SQLValue] {
    let query = "SELECT * FROM main.run_context"
    guard let row = try session.rows(query).first else { return [:] }
    return Dictionary(zip(try session.columnNames(query), row)) { first, _ in first }
  }

  /// The row, one value a column of `table`.
  package var row: [SQLValue] { values.map(\.1) }

  /// Creates `run_context` in the mart and writes its row.
  package func write(to session: Session) throws {
    let table = Self.table(parameters)
    try session.execute(table.createStatement())
    try session.execute(table.insertStatement(), row)
  }
}
