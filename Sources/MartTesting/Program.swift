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
