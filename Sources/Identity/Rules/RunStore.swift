import MartStore

/// One line in the vault for each generation in which identity had something to do.
struct RunStore {
  let session: Session

  /// The model of the last such generation; empty where none was used.
  func lastModel() throws -> String {
    try session.text("SELECT model FROM vault.id_run ORDER BY generation DESC LIMIT 1") ?? ""
  }

  func write(_ report: IdentityReport, model: String, _ generation: Int64) throws {
    try session.execute(
      "INSERT OR REPLACE INTO vault.id_run VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(generation), .text(model), .integer(Int64(report.changedNumbers)), .integer(Int64(report.candidates)),
        .integer(Int64(report.cappedBlocks.count)), .integer(Int64(report.cappedBlocks.max() ?? 0)),
        .integer(Int64(report.mergedParties)), .integer(Int64(report.splitParties)),
      ])
  }
}
