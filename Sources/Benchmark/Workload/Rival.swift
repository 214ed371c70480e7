import Contracts
import Extraction
import MartCore
import MartStore

/// `.import` of the sqlite3 shell: one CSV file in UTF-8 a delivery, one table a feed with the columns of its contract.
///
/// It is given the best of conditions: files that are prepared outside the clock (decompressed, converted, cut into
/// fields), a database without journal, syncs and indexes, and no loss for the start of the shell.
struct Rival {
  let folder: String

  /// What the shell takes at least to do nothing; it is taken off every import.
  private var start = Cost(wall: 0, cpu: 0)
  private let workload: Workload

  /// Writes the CSV files; this is not measured.
  init(_ workload: Workload, folder: String) throws {
    self.workload = workload
    self.folder = folder
    try Files.remove(folder)
    try Files.makeFolder(folder, mode: 0o700)
    for feed in workload.feeds {
      for delivery in workload.deliveries(of: feed) { try prepare(delivery, feed) }
    }
    let starts = try (0..<10).map { _ in try shell(":memory:", "/dev/null") }
    start = Cost(wall: starts.map(\.wall).min() ?? 0, cpu: starts.map(\.cpu).min() ?? 0)
  }

  private func prepare(_ delivery: LandedDelivery, _ feed: Feed) throws {
    let file = try CSVFile(path(delivery))
    _ = try decode(delivery, feed: feed, pipeline: workload.pipeline) { try file.write($0) }
    try file.close()
  }

  private func path(_ delivery: LandedDelivery) -> String {
    "\(folder)/\(delivery.feed)-\(delivery.businessDate)-\(delivery.sequence).csv"
  }

  // MARK: The measured part

  /// Imports the deliveries into a new database.
  ///
  /// - Returns: what the shell took but for its start, and the rows that are in the database, counted outside the clock.
  func load(_ deliveries: [LandedDelivery]) throws -> (cost: Cost, rows: Int64) {
    let database = folder + "/rival.sqlite"
    try Files.remove(database)
    let feeds = workload.feeds.filter { feed in deliveries.contains { $0.feed == feed.name } }
    let script = folder + "/rival.sql"
    try Files.write(Self.script(feeds, deliveries.map { (path($0), $0.feed) }), to: script, mode: 0o600)
    let cost = try shell(database, script) - start
    let store = try Store(database, .readOnly)
    defer { try? store.close() }
    let counts = feeds.map { "(SELECT COUNT(*) FROM \(sqlName($0.name)))" }.joined(separator: " + ")
    return (cost, try store.use { try $0.int("SELECT \(counts)") } ?? 0)
  }

  private func shell(_ database: String, _ script: String) throws -> Cost {
    try Child(program: "sqlite3", arguments: ["-batch", "-bail", "-init", "/dev/null", database], input: script)
      .run(log: folder + "/rival.log").cost
  }

  static func script(_ feeds: [Feed], _ files: [(path: String, table: String)]) -> String {
    let tables = feeds.map { feed in
      let columns = feed.columns.map { "\(sqlName($0.name)) \($0.type.storage.rawValue.uppercased())" }
      return "CREATE TABLE \(sqlName(feed.name))(\(columns.joined(separator: ", ")));"
    }
    let imports = files.map { ".import --csv '\($0.path)' \($0.table)" }
    let settings = "PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
    return ([settings] + tables + imports).joined(separator: "\n") + "\n"
  }
}
