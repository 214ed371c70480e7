import Contracts
import Foundation
import Loading
import MartCore
import MartStore

/// The current generation of a home, and the pipeline that made it.
struct MartBefore {
  let generation: Generation
  /// The folder that made it.
  let folder: String
  let mart: String

  /// - folder: the pipeline that made it, where the archive is not to be asked.
  /// - Throws: a usage failure where nothing is published; `.missing` where the archive has no copy of its pipeline.
  init(_ layout: HomeLayout, pipeline folder: String? = nil) throws {
    guard let current = try Generations(home: layout.home).current() else {
      throw Failure(
        .usage, "nothing has been published in '\(layout.home)' yet",
        remedy: "run `mart run --home \(layout.home)` first")
    }
    generation = current
    mart = "\(Generations(home: layout.home).folder(of: current.label))/mart.sqlite"
    self.folder = try folder ?? Self.archived(layout, current.label)
  }

  private static func archived(_ layout: HomeLayout, _ label: String) throws -> String {
    let nights = try Ledger.readingNights(home: layout.home, to: label)
    if let night = nights.last, !night.pipeline.isEmpty {
      let folder = PipelineArchive(layout).path(of: night.pipeline)
      if Files.exists(folder) { return folder }
    }
    throw Failure(
      .missing, "the archive has no copy of the pipeline of \(label)", at: FileLocation(file: layout.archive),
      remedy: "name the folder that made it with --before")
  }
}

extension Ledger {
  /// The recorded nights that led to a generation; none where there is no ledger.
  fileprivate static func readingNights(home: String, to label: String) throws -> [RecordedNight] {
    guard Files.exists("\(home)/ledger.sqlite") else { return [] }
    let ledger = try Ledger(reading: home)
    defer { try? ledger.close() }
    return try ledger.knows("night") ? ledger.nights(to: label) ?? [] : []
  }
}

/// A private folder beside the data of a home, gone when it is let go of.
final class ScratchFolder {
  let path: String

  /// Removes what killed processes left under the same word.
  init(_ layout: HomeLayout, _ word: String) throws {
    for name in try Files.names(in: layout.home) where name.hasPrefix("\(word).") {
      guard let process = Int32(name.dropFirst(word.count + 1)), kill(process, 0) != 0, errno == ESRCH else { continue }
      try? Files.remove("\(layout.home)/\(name)")
    }
    path = "\(layout.home)/\(word).\(ProcessInfo.processInfo.processIdentifier)"
    try Files.remove(path)
    try Files.makeFolder(path, mode: 0o700)
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  deinit { try? Files.remove(path) }
}
