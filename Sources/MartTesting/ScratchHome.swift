import Foundation
import MartStore

/// A folder of its own for one test, gone when the test lets go of it.
package final class ScratchHome {
  package let path: String

  package init() throws {
    path = NSTemporaryDirectory() + "mart-" + UUID().uuidString
    try Files.makeFolder(path, mode: 0o700)
  }

  deinit { try? Files.remove(path) }

  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Makes (or opens) a SQLite file here and runs statements in it.
  package func database(_ name: String, _ sql: String) throws {
    let store = try Store(file(name), .scratch)
    try store.use { try $0.execute(sql) }
    try store.close()
  }

  package func query(_ name: String, _ sql: String) throws -> [[SQLValue]] {
    let store = try Store(file(name), .readOnly)
    defer { try? store.close() }
    return try store.use { try $0.rows(sql) }
  }
}

/// Runs a program of the system as an independent witness.
/// - Returns: what it printed and how it ended.
package func witness(_ program: String, _ arguments: [String]) throws -> (output: String, status: Int32) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (String(decoding: data, as: UTF8.self), process.terminationStatus)
}

/// The fixed tables of a mart, for tests that make a candidate by hand.
package let metaTables = """
  CREATE TABLE meta_delivery (
    delivery_id INTEGER PRIMARY KEY, feed TEXT, business_date TEXT, file TEXT, sequence INTEGER, sha256 TEXT,
    status TEXT, rows INTEGER, accepted INTEGER, quarantined INTEGER, repeated INTEGER) STRICT;
  CREATE TABLE meta_conservation (
    delivery_id INTEGER NOT NULL, business_date TEXT NOT NULL, feed TEXT NOT NULL, measure TEXT NOT NULL,
    unit TEXT NOT NULL, announced INTEGER NOT NULL, accepted INTEGER NOT NULL, quarantined INTEGER NOT NULL,
    repeated INTEGER NOT NULL, staged INTEGER NOT NULL, published INTEGER, difference INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, measure)) STRICT, WITHOUT ROWID;
  CREATE TABLE meta_path (
    path_id TEXT NOT NULL, step_no INTEGER NOT NULL, table_name TEXT NOT NULL, measure TEXT NOT NULL,
    business_date TEXT NOT NULL, amount INTEGER NOT NULL, reported_as TEXT NOT NULL, difference INTEGER NOT NULL,
    PRIMARY KEY (path_id, business_date, step_no, reported_as)) STRICT, WITHOUT ROWID;
  CREATE TABLE meta_check (
    check_id TEXT PRIMARY KEY, severity TEXT NOT NULL, owner TEXT NOT NULL, failing INTEGER NOT NULL,
    status TEXT NOT NULL, waiver TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE meta_quarantine (
    delivery_id INTEGER NOT NULL, line INTEGER NOT NULL, column_name TEXT NOT NULL, rule TEXT NOT NULL,
    reason TEXT NOT NULL, PRIMARY KEY (delivery_id, line, column_name, rule)) STRICT, WITHOUT ROWID;
  CREATE TABLE meta_metric (
    kpi_id TEXT PRIMARY KEY, title TEXT, title_zh TEXT, definition TEXT, unit TEXT, basis TEXT, owner TEXT
  ) STRICT, WITHOUT ROWID;
  """

/// The tables of the handover between transformation and loading.
package let handoverTable = """
  CREATE TABLE conservation_input (
    delivery_id INTEGER NOT NULL, business_date TEXT NOT NULL, feed TEXT NOT NULL, measure TEXT NOT NULL,
    unit TEXT NOT NULL, announced INTEGER NOT NULL, accepted INTEGER NOT NULL, quarantined INTEGER NOT NULL,
    repeated INTEGER NOT NULL, staged INTEGER NOT NULL, PRIMARY KEY (delivery_id, measure)) STRICT, WITHOUT ROWID;
  """
