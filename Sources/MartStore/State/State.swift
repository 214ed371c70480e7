import Contracts
import Foundation
import MartCore

/// What a home remembers from night to night: the journal of accepted rows and the vault of personal values.
///
/// Both files are append-only by generation, so that a night that was not published is cut away whole. One
/// connection serves both: `main` is the journal, `vault` the vault, and a transaction is one for the two.
package final class State: Sendable {
  package let folder: String
  package let store: Store
  package let shapes: [String: FeedShape]

  package var journalPath: String { Self.journalPath(in: folder) }
  package var vaultPath: String { Self.vaultPath(in: folder) }
  package static func journalPath(in folder: String) -> String { folder + "/journal.sqlite" }
  package static func vaultPath(in folder: String) -> String { folder + "/vault.sqlite" }

  private init(folder: String, store: Store, shapes: [String: FeedShape]) {
    self.folder = folder
    self.store = store
    self.shapes = shapes
  }

  /// Opens the state of a home, makes what is missing (folder 0700, files 0600) and adds what a newer pipeline
  /// version declares: feeds as tables, columns as columns; nothing is ever dropped.
  package static func open(_ folder: String, pipeline: Pipeline) throws -> State {
    for path in [journalPath(in: folder), vaultPath(in: folder)] { try makePrivate(path, in: folder) }
    let store = try Store(journalPath(in: folder), .durable)
    let shapes = Dictionary(pipeline.feeds.map { ($0.name, FeedShape($0)) }) { first, _ in first }
    let state = State(folder: folder, store: store, shapes: shapes)
    try store.use { session in
      try session.attach(vaultPath(in: folder), as: "vault")
      try session.execute(
        "PRAGMA vault.journal_mode = DELETE; PRAGMA vault.synchronous = FULL; PRAGMA main.cache_size = -65536; PRAGMA vault.cache_size = -65536"
      )
      try session.transaction {
        try StateSchema(session: session).bring(pipeline.feeds.compactMap { shapes[$0.name] }, reach: pipeline.reach)
      }
    }
    return state
  }

  package func close() throws { try store.close() }

  package func shape(of feed: String) throws -> FeedShape {
    guard let shape = shapes[feed] else {
      throw Failure(
        .pipeline, "the pipeline has no feed named '\(feed)'",
        remedy: didYouMean(feed, in: shapes.keys, otherwise: "declare it"))
    }
    return shape
  }

  private static func makePrivate(_ path: String, in folder: String) throws {
    let manager = FileManager.default
    do {
      try manager.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure(
        .cannotWrite, "the folder cannot be made", at: FileLocation(file: folder),
        remedy: "look at space and permissions")
    }
    guard !manager.fileExists(atPath: path) else { return }
    guard manager.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
      throw Failure(
        .cannotWrite, "the file cannot be made", at: FileLocation(file: path), remedy: "look at space and permissions")
    }
  }
}
