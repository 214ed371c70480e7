import Contracts
import MartStore

/// Makes the temporary table `metric_headline(kpi_id, name, name_zh, headline)` that outputs may read: names and
/// published numbers of the figures, the numbers brought to the scale of this bank.
package func makeHeadlines(_ session: Session, _ pipeline: Pipeline) throws {
  // Sorting a large output must not fill the memory.
  try session.execute("PRAGMA temp_store = FILE")
  try session.execute("PRAGMA query_only = OFF")
  try session.execute(
    """
    CREATE TEMP TABLE metric_headline (
      kpi_id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, name_zh TEXT NOT NULL, headline INTEGER
    ) STRICT, WITHOUT ROWID
    """)
  for metric in pipeline.metrics {
    let headline = metric.headline.map {
      metric.headlineScaled ? dividedHalfUp($0, by: pipeline.headlineScale) : $0
    }
    try session.execute(
      "INSERT INTO metric_headline VALUES (?, ?, ?, ?)",
      [.text(metric.id), .text(metric.title), .text(metric.zh), headline.map(SQLValue.integer) ?? .null])
  }
  try session.execute("PRAGMA query_only = ON")
}

/// The nearest integer to `value / divisor`, the higher one where two are equally near; exact.
package func dividedHalfUp(_ value: Int64, by divisor: Int64) -> Int64 {
  guard divisor > 1 else { return value }
  let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
  let (floor, rest) = remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  return rest >= divisor - rest ? floor + 1 : floor
}
