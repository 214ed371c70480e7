import Foundation
import MartCore

/// The project's own programs, run as users and schedulers run them: a process of its own, started from the
/// repository's folder.
public struct Program: Sendable {
  public struct Ended: Sendable {
    public var status: Int32
    public var output: String
    public var errors: String
    public var seconds: Double
  }

  let path: String

  /// `mart` or `sample-bank`, beside the test bundle.
  public init(_ name: String) {
    path = Self.folder + "/" + name
  }

  /// Where the build puts programs and tests.
  public static let folder: String = {
    let bundle = URL(fileURLWithPath: CommandLine.arguments.first ?? "").deletingLastPathComponent().path
    return FileManager.default.fileExists(atPath: bundle + "/mart") ? bundle : repository + "/.build/release"
  }()

  /// The repository's folder.
  public static let repository: String = {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
  }()

  /// Runs to the end, or is killed (SIGKILL) after so many seconds.
  public func run(_ arguments: [String], killedAfter limit: Double? = nil) throws -> Ended {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: Self.repository)
    return try Self.finish(process, killedAfter: limit)
  }

  /// A program of the system, such as python3.
  public static func system(_ name: String, _ arguments: [String]) throws -> Ended {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: repository)
    return try finish(process, killedAfter: nil)
  }

  private static func finish(_ process: Process, killedAfter limit: Double?) throws -> Ended {
    let folder = try ScratchHome()
    let streams = ["out", "err"].map { folder.file($0) }
    for stream in streams { _ = FileManager.default.createFile(atPath: stream, contents: nil) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: streams[0])
    process.standardError = FileHandle(forWritingAtPath: streams[1])
    let began = Date()
    try process.run()
    if let limit {
      Thread.sleep(forTimeInterval: limit)
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
    process.waitUntilExit()
    func text(_ path: String) -> String {
      String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
    return Ended(
      status: process.terminationStatus, output: text(streams[0]), errors: text(streams[1]),
      seconds: Date().timeIntervalSince(began))
  }
}

/// A home with a sample bank in it, and a pipeline folder of its own with the published test key.
public final class BankHome {
  public let path: String
  public let pipeline: String
  private let folder: ScratchHome

  /// Makes a bank of so many customers with short history, or copies one that another home has. The bank of 755 is the
  /// committed one.
  ///
  /// - nightsFrom: a night for every day from this one on.
  /// - isUgly: with what goes wrong; later files stand in `drops`.
  public init(
    customers: Int = 755, history: String = "short", nightsFrom: String? = nil, isUgly: Bool = false,
    landingOf other: BankHome? = nil
  ) throws {
    folder = try ScratchHome()
    path = folder.file("home")
    pipeline = folder.file("pipelines/retail")
    let files = FileManager.default
    try files.createDirectory(atPath: folder.file("pipelines"), withIntermediateDirectories: true)
    try files.copyItem(atPath: Program.repository + "/Pipelines/retail", toPath: pipeline)
    try Self.writeTestKey(to: folder.file("keys"), name: "retail.key")
    let isCommitted = customers == 755 && history == "short" && nightsFrom == nil && !isUgly
    if let made = other?.path ?? (isCommitted ? Program.repository + "/SampleData" : nil) {
      try files.createDirectory(atPath: path, withIntermediateDirectories: true)
      for name in ["landing", "truth.json", "persons.csv", "personal_values.txt"] {
        try files.copyItem(atPath: made + "/" + name, toPath: path + "/" + name)
      }
    } else {
      let options =
        ["--customers", "\(customers)", "--history", history, "--out", path] + (isUgly ? ["--ugly"] : [])
        + (nightsFrom.map { ["--from", $0] } ?? [])
      let made = try Program("sample-bank").run(options)
      guard made.status == 0 else { throw Failure(.internal, made.errors, remedy: "look at sample-bank") }
    }
  }

  /// Copies the test key of the repository to where a pipeline looks for its own.
  public static func writeTestKey(to folder: String, name: String) throws {
    let files = FileManager.default
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try files.copyItem(atPath: Program.repository + "/Tests/Fixtures/test.key", toPath: folder + "/" + name)
    try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/" + name)
  }

  /// `mart` with this home and pipeline.
  public func mart(_ arguments: [String], killedAfter limit: Double? = nil) throws -> Program.Ended {
    try Program("mart").run(arguments + ["--home", path, "--pipeline", pipeline], killedAfter: limit)
  }

  public func landing(_ name: String) -> String { path + "/landing/" + name }

  /// What must be equal byte for byte in a night made twice: names and hashes of mart, outbox and quarantine.
  public func bytes() throws -> String {
    // The report, gauges and lineage events tell times.
    let timed = ["report.html", "mart.prom", "lineage.ndjson"].map { "! -name \($0)" }.joined(separator: " ")
    let listed = try Program.system(
      "sh", ["-c", "cd '\(path)/current/' && find . -type f \(timed) | sort | xargs sha256sum"])
    return listed.output
  }

  /// Makes the home new again; landing stays.
  public func forget() throws {
    let removed = try Program.system(
      "sh", ["-c", "cd '\(path)' && rm -rf generations current state staging archive ledger.sqlite run.lock"])
    guard removed.status == 0 else { throw Failure(.internal, removed.errors, remedy: "look at the test's folder") }
  }

  /// The label of the current generation; empty before the first.
  public var current: String {
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path + "/current")
    return link.map { ($0 as NSString).lastPathComponent } ?? ""
  }
}
