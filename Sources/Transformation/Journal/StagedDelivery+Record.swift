import Contracts
import MartStore

extension StagedDelivery {
  /// Delivery, totals, quarantine (places and reasons, no values) and findings.
  func recordDelivery() throws {
    let number = SQLValue.integer(generation)
    try session.execute(
      """
      INSERT INTO main.delivery(delivery_id, feed, business_date, file, sequence, sha256, bytes, window_from, rows,
        status, generation)
      SELECT delivery_id, feed, business_date, file, sequence, sha256, bytes, window_from, rows, 'accepted', ?
      FROM \(schema).delivery
      """, [number])
    try session.execute(
      """
      INSERT INTO main.quarantine(delivery_id, line_no, column_name, rule, reason, generation)
      SELECT ?, line_no, coalesce(column_name, ''), rule, reason, ? FROM \(schema).quarantine ORDER BY line_no
      """, [.integer(id), number])
    try session.execute(
      """
      INSERT INTO main.finding(delivery_id, rule, column_name, reason, count, first_line, generation)
      SELECT ?, rule, coalesce(column_name, ''), reason, count, first_line, ? FROM \(schema).finding
      """, [.integer(id), number])
    try session.execute(
      """
      INSERT INTO main.delivery_total(delivery_id, measure, unit, announced, accepted, quarantined, repeated, staged,
        position, generation)
      SELECT ?, measure, unit, announced, accepted, quarantined, repeated, 0, rowid, ? FROM \(schema).total ORDER BY rowid
      """, [.integer(id), number])
    try recordStaged()
  }

  /// Lines that leave the quarantine, and what they bring to each declared amount.
  func recordReleased() throws {
    try session.execute(
      "INSERT INTO main.released SELECT ?, line_no, ? FROM \(schema).row WHERE rule IS NULL ORDER BY line_no",
      [.integer(id), .integer(generation)])
    for (measure, amount) in try acceptedAmounts() {
      try session.execute(
        "INSERT INTO main.released_total VALUES (?, ?, ?, ?)",
        [.integer(id), .text(measure), .integer(generation), .integer(amount)])
    }
  }

  /// Counts the accepted rows and their amounts once more, from the rows themselves.
  private func recordStaged() throws {
    for (measure, amount) in try acceptedAmounts() {
      try session.execute(
        "UPDATE main.delivery_total SET staged = ? WHERE delivery_id = ? AND measure = ?",
        [.integer(amount), .integer(id), .text(measure)])
    }
  }

  private func acceptedAmounts() throws -> [(measure: String, amount: Int64)] {
    let accepted = "FROM \(schema).row WHERE rule IS NULL"
    var amounts = [("rows", try session.int("SELECT count(*) \(accepted)") ?? 0)]
    let totals = shape.feed.control.totals
    if !totals.isEmpty {
      let list = totals.map { "coalesce((\($0.expression)), 0)" }.joined(separator: ", ")
      let notDeleted = shape.feed.opColumn.map { " AND \(sqlName($0.name)) <> 'D'" } ?? ""
      let row = try session.rows("SELECT \(list) \(accepted)\(notDeleted)").first ?? []
      amounts += zip(totals, row).map { ($0.name, $1.int ?? 0) }
    }
    return amounts
  }
}
