import ArgumentParser
import Contracts
import Foundation
import MartCore
import Nightly

struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Serves the current mart in a browser, read-only, by Datasette.",
    discussion:
      "Tables and columns have the words of the dictionary; the pipeline's queries are there to begin with. When a "
      + "new generation is published, it is served instead. It listens on this machine alone, until Ctrl-C, SIGTERM or "
      + "SIGHUP, which end the server too. `make explore` installs Datasette. Example: mart explore --port 8001")

  @Option(help: "Where it listens.") var port = 8001
  @Option(help: "Datasette's program. (default: $DATASETTE, .build/explore/bin/datasette, or the one on the PATH)")
  var datasette: String?
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let pipeline = try Pipeline.load(folder: options.pipeline)
      Signals.watch()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      while true {
        let generation = try current()
        let server = try serve(generation, pipeline)
        defer { server.end() }
        try watch(server, until: { (try? current()) != generation })
        complain("a new generation is current; it is served from now on")
      }
    }
  }

  /// Returns when `isOver`, which is asked every half second.
  /// - Throws: `ExitCode` 128 and the number where a signal came, which the server is given too; `Failure` where the
  ///   server ended by itself.
  private func watch(_ server: Process, until isOver: () -> Bool) throws {
    var ticks = 0
    while server.isRunning {
      Thread.sleep(forTimeInterval: 0.05)
      if let number = Signals.caught {
        server.end(number)
        throw ArgumentParser.ExitCode(128 + number)
      }
      ticks += 1
      if ticks % 10 == 0, isOver() { return }
    }
    throw Failure(
      .internal, "datasette ended with \(server.terminationStatus)",
      remedy: "read what it says above; another port may be free: --port")
  }

  /// What the server is told, in a folder of this process alone.
  private var folder: String {
    NSTemporaryDirectory() + "mart-explore-\(ProcessInfo.processInfo.processIdentifier)"
  }

  /// The folder of the current generation itself, so that what is served stays one night.
  private func current() throws -> String {
    try options.layout.openCurrentMart().close()
    return URL(fileURLWithPath: options.layout.current).resolvingSymlinksInPath().path
  }

  private func serve(_ generation: String, _ pipeline: Pipeline) throws -> Process {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let mart = try options.layout.openCurrentMart()
    defer { try? mart.close() }
    try exploringMetadata(pipeline, mart).write(to: URL(fileURLWithPath: folder + "/metadata.json"))
    let server = Process()
    server.executableURL = URL(fileURLWithPath: try program())
    server.arguments = [
      "serve", "--immutable", generation + "/mart.sqlite", "--metadata", folder + "/metadata.json", "--host",
      "127.0.0.1",
      "--port", String(port), "--setting", "sql_time_limit_ms", "10000", "--setting", "allow_download", "off",
    ]
    do { try server.run() } catch { throw missing() }
    complain("\(pipeline.title) is at http://127.0.0.1:\(port)/mart; Ctrl-C ends it")
    return server
  }

  private func program() throws -> String {
    let environment = ProcessInfo.processInfo.environment
    let named = datasette ?? environment["DATASETTE"]
    let paths = (environment["PATH"] ?? "").split(separator: ":").map { String($0) + "/datasette" }
    let places: [String] = named.map { [$0] } ?? [".build/explore/bin/datasette"] + paths
    guard let found = places.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else { throw missing() }
    return found
  }

  private func missing() -> Failure {
    Failure(
      .usage, "there is no datasette to serve the mart", remedy: "run `make explore`, or name it with --datasette")
  }
}
