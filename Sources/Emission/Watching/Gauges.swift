import MartCore
import MartStore

/// Gauges in the Prometheus text format: one family a call, its help and type before its samples.
///
/// - Source: Prometheus, exposition format 0.0.4.
package struct Gauges {
  package private(set) var text = ""

  package init() {}

  /// - samples: labels in the order in which they are shown, and the value.
  package mutating func add(_ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: String)]) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
    for sample in samples {
      let labels = sample.labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
      text += "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(sample.value)\n"
    }
  }

  package mutating func add(_ name: String, _ help: String, _ value: String) { add(name, help, [([], value)]) }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}

/// Writes `mart.prom` into the candidate: what a monitor wants to know of the night, for node_exporter's textfile
/// collector to read at `HOME/current/mart.prom`.
///
/// - instant: when it was made, in seconds since 1970-01-01 UTC.
/// - stages: seconds of each stage that has ended.
package func writeGauges(
  candidate: String, businessDate: BusinessDate, number: Int64, instant: Double,
  stages: [(name: String, seconds: Double)]
) throws {
  let mart = try Store("\(candidate)/mart.sqlite", .readOnly)
  defer { try? mart.close() }
  var gauges = Gauges()
  try mart.use { session in
    gauges.add("mart_generation_number", "Number of the current generation.", "\(number)")
    gauges.add(
      "mart_business_date_timestamp_seconds", "Business date of the current generation, midnight UTC.",
      "\(Int64(businessDate.dayNumber) * 86_400)")
    gauges.add("mart_published_timestamp_seconds", "When it was made.", "\(Int64(instant.rounded(.down)))")
    gauges.add(
      "mart_stage_seconds", "Seconds that a stage of the night took.",
      stages.map { ([("stage", $0.name)], "\(($0.seconds * 1000).rounded() / 1000)") })
    try rows(session, businessDate, &gauges)
    gauges.add(
      "mart_checks", "Checks of the gate by severity and status.",
      try session.rows("SELECT severity, status, COUNT(*) FROM meta_check GROUP BY severity, status ORDER BY 1, 2").map
      {
        ([("severity", $0[0].display), ("status", $0[1].display)], $0[2].display)
      })
    gauges.add(
      "mart_conservation_differences", "Amounts of the conservation account that do not tie.",
      "\(try session.int("SELECT COUNT(*) FROM meta_conservation WHERE difference <> 0") ?? 0)")
    gauges.add(
      "mart_table_rows", "Rows of a table.",
      try session.rows("SELECT table_name, rows FROM meta_table ORDER BY table_name").map {
        ([("table", $0[0].display)], $0[1].display)
      })
  }
  try Files.write(gauges.text, to: "\(candidate)/mart.prom", mode: 0o640)
}

/// Rows of the date's deliveries by feed and what became of them.
private func rows(_ session: Session, _ businessDate: BusinessDate, _ gauges: inout Gauges) throws {
  let sums = try session.rows(
    """
    SELECT feed, SUM(accepted), SUM(quarantined), SUM(repeated) FROM meta_delivery WHERE business_date = ?
     GROUP BY feed ORDER BY feed
    """, [.text(businessDate.description)])
  gauges.add(
    "mart_delivery_rows", "Rows of the business date's deliveries by feed and outcome.",
    sums.flatMap { row in
      zip(["accepted", "quarantined", "repeated"], row.dropFirst()).map {
        ([("feed", row[0].display), ("outcome", $0)], $1.display)
      }
    })
}
