import Foundation
import MartCore

/// How the Spark application of a night is started: a matter of the machine or cluster, not of the pipeline.
///
/// - Source: `HOME/spark.json`, or the file that `MART_SPARK` names. Absent keys have the defaults below; unknown keys are
///   refused, so that a misspelt one is not passed over.
package struct SparkSettings: Codable, Sendable, Hashable {
  /// What starts the application; the runner's path and the job's are appended. `spark-submit …` on a cluster.
  package var command = [SparkSettings.python()]
  /// The program that Spark runs: a file of this repository.
  package var runner = "Scripts/spark/night.py"
  /// Empty: what the command or the cluster says.
  package var master = "local[2]"
  /// Of the driver, which in local mode is all there is.
  package var memory = "2g"
  /// Further settings by Spark's own names; they win over those that the runner makes.
  package var settings: [String: String] = [:]
  /// Models that are made side by side where neither reads the other.
  package var parallel = 2
  /// Rows of one part of a relation that is handed over: gzip cannot be split, so parts are what Spark reads side by side.
  package var partRows: Int64 = 250_000
  /// Tables with at most so many rows are brought back into `mart.sqlite`; larger ones stay in the warehouse alone.
  package var rowsInSQLite: Int64 = 5_000_000
  /// A folder that Swift and every executor see under one path, for clusters; empty: beside the candidate.
  package var exchange = ""
  /// The application is ended after so many seconds.
  package var timeout = 6 * 3600

  enum CodingKeys: String, CodingKey, CaseIterable {
    case command, runner, master, memory, settings, parallel, exchange, timeout
    case partRows = "part_rows"
    case rowsInSQLite = "rows_in_sqlite"
  }

  package init() {}

  package init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func take<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) throws {
      value = try values.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    try take(.command, &command)
    try take(.runner, &runner)
    try take(.master, &master)
    try take(.memory, &memory)
    try take(.settings, &settings)
    try take(.parallel, &parallel)
    try take(.partRows, &partRows)
    try take(.rowsInSQLite, &rowsInSQLite)
    try take(.exchange, &exchange)
    try take(.timeout, &timeout)
  }

  /// The Python that has pyspark: what MART_SPARK_PYTHON names, what `make spark-deps` made here, or that of the path.
  static func python(environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
    let own = ".spark/bin/python"
    if let named = environment["MART_SPARK_PYTHON"], !named.isEmpty { return named }
    return FileManager.default.isExecutableFile(atPath: own) ? own : "python3"
  }

  /// Reads the file of a home; the defaults where there is none.
  /// - Throws: `Failure(.pipeline)` for what is no JSON of these keys.
  package static func read(home: String, environment: [String: String] = ProcessInfo.processInfo.environment) throws
    -> SparkSettings
  {
    let named = environment["MART_SPARK"].flatMap { $0.isEmpty ? nil : $0 }
    let path = named ?? "\(home)/spark.json"
    guard let data = FileManager.default.contents(atPath: path) else {
      guard named != nil else { return SparkSettings() }
      throw wrong(path, "cannot be read", "name a file that is there in MART_SPARK, or unset it")
    }
    let known = CodingKeys.allCases.map(\.rawValue)
    do {
      let object = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
      if let key = object.keys.sorted().first(where: { !known.contains($0) }) {
        throw wrong(
          path, "has an unknown key '\(key)'",
          didYouMean(key, in: known, otherwise: "its keys are \(known.sorted().joined(separator: ", "))"))
      }
      let settings = try JSONDecoder().decode(SparkSettings.self, from: data)
      guard !settings.command.isEmpty, settings.parallel > 0, settings.partRows > 0, settings.timeout > 0 else {
        throw wrong(path, "has an empty command or a number below 1", "correct it, or take the key away")
      }
      return settings
    } catch let failure as Failure { throw failure } catch {
      throw wrong(path, "is not the JSON of Spark's settings", "see Documentation/Spark.md for its keys and types")
    }
  }

  private static func wrong(_ path: String, _ what: String, _ remedy: String) -> Failure {
    Failure(
      .pipeline, "the Spark settings \(what)", rule: "spark.settings", at: FileLocation(file: path), remedy: remedy)
  }
}
