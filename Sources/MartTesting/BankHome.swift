import Foundation
import MartCore

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
  /// - seed: another makes other persons; nil for the usual one.
  public init(
    customers: Int = 755, history: String = "short", nightsFrom: String? = nil, isUgly: Bool = false, seed: Int? = nil,
    landingOf other: BankHome? = nil
  ) throws {
    folder = try ScratchHome()
    path = folder.file("home")
    pipeline = folder.file("pipelines/retail")
    let files = FileManager.default
    try files.createDirectory(atPath: folder.file("pipelines"), withIntermediateDirectories: true)
    try files.copyItem(atPath: Program.repository + "/Pipelines/retail", toPath: pipeline)
    try Self.writeTestKey(to: folder.file("keys"), name: "retail.key")
    let isCommitted = customers == 755 && history == "short" && nightsFrom == nil && !isUgly && seed == nil
    if let made = other?.path ?? (isCommitted ? Program.repository + "/SampleData" : nil) {
      try files.createDirectory(atPath: path, withIntermediateDirectories: true)
      for name in ["landing", "truth.json", "persons.csv", "personal_values.txt"] {
        try files.copyItem(atPath: made + "/" + name, toPath: path + "/" + name)
      }
    } else {
      let options =
        ["--customers", "\(customers)", "--history", history, "--out", path] + (isUgly ? ["--ugly"] : [])
        + (nightsFrom.map { ["--from", $0] } ?? []) + (seed.map { ["--seed", "\($0)"] } ?? [])
      let made = try Program("sample-bank").run(options)
      guard made.status == 0 else { throw Failure(.internal, made.errors, remedy: "look at sample-bank") }
    }
  }

  /// How far the nights of the committed bank have gone.
  public enum Nights: Int, Sendable {
    /// 2023-12-31 alone.
    case opening
    /// All but the last, which waits.
    case butLast
    case all

    fileprivate var options: [String] {
      switch self {
      case .opening: ["--date", "2023-12-31"]
      case .butLast: ["--from", "2024-08-31", "--to", "2024-09-29"]
      case .all: []
      }
    }
  }

  /// The committed bank after these nights: a copy of a home in which they were run once, since four nights cost a hundred
  /// times their copy.
  public convenience init(after nights: Nights) throws {
    try self.init(copying: RunBanks.shared.home(after: nights))
  }

  /// A home as another one is now, with its pipeline folder.
  public init(copying other: BankHome) throws {
    folder = try ScratchHome()
    path = folder.file("home")
    pipeline = folder.file("pipelines/retail")
    let copied = try Program.system("cp", ["-a", other.folder.path + "/.", folder.path])
    guard copied.status == 0 else { throw Failure(.internal, copied.errors, remedy: "look at free space") }
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

/// Homes of the committed bank whose nights have been run, each going on from a copy of the one before.
private final class RunBanks: @unchecked Sendable {
  static let shared = RunBanks()

  private let lock = NSLock()
  private var homes: [BankHome.Nights: BankHome] = [:]

  func home(after nights: BankHome.Nights) throws -> BankHome {
    try lock.withLock { try made(nights) }
  }

  private func made(_ nights: BankHome.Nights) throws -> BankHome {
    if let home = homes[nights] { return home }
    let home =
      if let before = BankHome.Nights(rawValue: nights.rawValue - 1) {
        try BankHome(copying: made(before))
      } else {
        try BankHome()
      }
    let ran = try home.mart(["run"] + nights.options)
    guard ran.status == 0 else { throw Failure(.internal, ran.errors, remedy: "see what FirstNightsTests say") }
    homes[nights] = home
    return home
  }
}
