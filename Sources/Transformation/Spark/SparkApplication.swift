import Foundation
import MartCore
import MartStore

/// The one application of a night: started, watched, and ended where the night ends.
struct SparkApplication {
  let settings: SparkSettings
  /// Where the job, its log and its result lie.
  let folder: String

  var log: String { "\(folder)/spark.log" }

  /// Runs the job to its end.
  ///
  /// - check: called many times a second; what it throws ends the application first.
  /// - Throws: `Failure` where it cannot be started, was killed, or says that a model or query failed.
  func run(_ job: SparkJob, check: () throws -> Void) throws -> SparkResult {
    let path = "\(folder)/job.json"
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try Files.write(String(decoding: try encoder.encode(job), as: UTF8.self), to: path, mode: 0o600)
    let process = try start(path)
    let status = try wait(process, check)
    guard let result = try result() else {
      if lastWords().contains("No module named 'pyspark'") {
        throw Self.missing(
          "'\(settings.command.first ?? "")' has no pyspark",
          "run `make spark-deps`, or name a Python that has it in MART_SPARK_PYTHON")
      }
      throw Failure(
        .refused, "the Spark application ended with \(status) and left no result", rule: "spark.ended",
        at: FileLocation(file: log),
        remedy: "nothing was published; look at the end of the log, then run again: \(lastWords())")
    }
    return result
  }

  private func start(_ job: String) throws -> Process {
    guard let tool = settings.command.first, let program = Self.find(tool) else {
      throw Self.missing(
        "'\(settings.command.first ?? "")', which starts Spark, is not on this machine",
        "run `make spark-deps`, or name the command in spark.json")
    }
    guard FileManager.default.fileExists(atPath: settings.runner) else {
      throw Self.missing(
        "the program '\(settings.runner)' that Spark is to run is not there", "name it as `runner` in spark.json")
    }
    if settings.master.hasPrefix("local"), Self.java() == nil {
      throw Self.missing(
        "Spark needs Java 17, and there is none on this machine",
        "install it (Debian: apt-get install openjdk-17-jre-headless) or set JAVA_HOME")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = Array(settings.command.dropFirst()) + [settings.runner, job]
    var environment = ProcessInfo.processInfo.environment
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    if program.hasSuffix("/python") || program.hasSuffix("/python3") { environment["PYSPARK_PYTHON"] = program }
    process.environment = environment
    _ = FileManager.default.createFile(atPath: log, contents: nil, attributes: [.posixPermissions: 0o600])
    let output = FileHandle(forWritingAtPath: log)
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch {
      throw Self.missing("Spark cannot be started: \(error.localizedDescription)", "try '\(program)' by hand")
    }
    return process
  }

  /// Waits, and takes the application down with the night.
  private func wait(_ process: Process, _ check: () throws -> Void) throws -> String {
    let end = Date(timeIntervalSinceNow: Double(settings.timeout))
    do {
      while process.isRunning {
        try check()
        guard Date() < end else {
          throw Failure(
            .refused, "the Spark application ran longer than \(settings.timeout) s", rule: "spark.timeout",
            at: FileLocation(file: log), remedy: "nothing was published; give it more cores, or raise `timeout`")
        }
        Thread.sleep(forTimeInterval: 0.02)
      }
    } catch {
      process.terminate()
      process.waitUntilExit()
      throw error
    }
    let code = process.terminationStatus
    return process.terminationReason == .uncaughtSignal ? "signal \(code)" : "exit code \(code)"
  }

  private func result() throws -> SparkResult? {
    guard let data = FileManager.default.contents(atPath: "\(folder)/result.json") else { return nil }
    do { return try JSONDecoder().decode(SparkResult.self, from: data) } catch {
      throw Failure(
        .refused, "the result of the Spark application cannot be read", rule: "spark.result",
        at: FileLocation(file: "\(folder)/result.json"), remedy: "use the runner of this version of mart")
    }
  }

  /// The last line of the log that says something.
  private func lastWords() -> String {
    let text = (try? Files.read(log)) ?? ""
    let line = text.split(separator: "\n").last { line in
      !line.hasPrefix("\t") && !line.trimmingCharacters(in: .whitespaces).isEmpty
    }
    return line.map { String($0.prefix(300)) } ?? "the log is empty"
  }

  /// Where Java is: JAVA_HOME, or the path of programs.
  package static func java() -> String? {
    if let home = ProcessInfo.processInfo.environment["JAVA_HOME"], !home.isEmpty {
      return find("\(home)/bin/java")
    }
    return find("java")
  }

  private static func find(_ program: String) -> String? {
    let manager = FileManager.default
    if program.contains("/") { return manager.isExecutableFile(atPath: program) ? program : nil }
    return (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(program)" }
      .first(where: manager.isExecutableFile)
  }

  private static func missing(_ what: String, _ remedy: String) -> Failure {
    Failure(.usage, what, rule: "spark.missing", remedy: "nothing was published; \(remedy)")
  }
}
