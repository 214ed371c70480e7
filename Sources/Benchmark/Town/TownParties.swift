import Foundation
import MartStore

/// What identity found, as files that a judge can read who shares no code with it.
struct TownParties {
  private let state: State

  init(_ state: State) { self.state = state }

  func write(to path: String) throws {
    let sql = """
      SELECT replace(t.value, '|', ','), s.party_id FROM main.id_span s
      JOIN vault.vault_token t ON t.kind = 'customer' AND t.token = s.src_cust_id
      WHERE s.valid_to = '9999-12-31' AND s.valid_from < s.valid_to AND s.generation = (SELECT max(generation)
        FROM main.id_span m WHERE m.src = s.src AND m.src_cust_id = s.src_cust_id) ORDER BY 1
      """
    try write(sql, header: "source,customer_number,party", to: path)
  }

  func writeQuestions(to path: String) throws {
    let sql = """
      SELECT replace(a.value, '|', ','), replace(b.value, '|', ','), r.rule FROM vault.id_review r
      JOIN vault.vault_token a ON a.kind = 'customer' AND a.token = r.src_cust_id_a
      JOIN vault.vault_token b ON b.kind = 'customer' AND b.token = r.src_cust_id_b
      WHERE r.open = 1 AND r.generation = (SELECT max(generation) FROM vault.id_review n
        WHERE n.src_a = r.src_a AND n.src_cust_id_a = r.src_cust_id_a AND n.src_b = r.src_b
          AND n.src_cust_id_b = r.src_cust_id_b AND n.rule = r.rule) ORDER BY 1, 2, 3
      """
    let header = "source_a,customer_number_a,source_b,customer_number_b,rule"
    try write(sql, header: header, to: path)
  }

  private func write(_ sql: String, header: String, to path: String) throws {
    var text = header + "\n"
    try state.store.use { session in
      let width = try session.columnNames(sql).count
      try session.scan(sql) { row in
        for column in 0..<width { text += (column > 0 ? "," : "") + row.string(column) }
        text += "\n"
      }
    }
    try Files.write(text, to: path, mode: 0o600)
  }
}
