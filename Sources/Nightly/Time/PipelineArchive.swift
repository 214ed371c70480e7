import Contracts
import Foundation
import MartCore
import MartStore

/// Pipeline folders as nights were made by them: `archive/pipelines/SHA256/`, so that a night can be made again after
/// its contracts have changed. The key is not among the files.
struct PipelineArchive {
  let folder: String

  init(_ layout: HomeLayout) { folder = layout.archive + "/pipelines" }

  func path(of digest: String) -> String { "\(folder)/\(digest)" }

  /// Keeps a copy of what the pipeline promises, where there is none yet.
  /// - Returns: SHA-256 over names and contents of the files.
  func keep(_ pipeline: Pipeline) throws -> String {
    let files = try Self.files(of: pipeline.folder)
    let digest = try Self.digest(files, of: pipeline.folder)
    guard !Files.exists(path(of: digest)) else { return digest }
    let part = path(of: digest) + ".part"
    try Files.remove(part)
    for file in files {
      let copy = "\(part)/\(file)"
      try Files.makeFolder((copy as NSString).deletingLastPathComponent, mode: 0o700)
      try Files.copy("\(pipeline.folder)/\(file)", to: copy, mode: 0o600)
    }
    try Files.syncTree(part)
    try Files.rename(part, to: path(of: digest))
    try Files.sync(folder)
    return digest
  }

  /// SHA-256 over names and contents of files of a pipeline.
  static func digest(_ files: [String], of folder: String) throws -> String {
    sha256(of: try files.map { "\(try FileDigest(of: "\(folder)/\($0)").sha256) \($0)\n" }.joined())
  }

  /// Everything that decides about bytes of a night, links followed as by whoever loads it; row tests and example queries do not, and a key is never kept.
  static func files(of folder: String) throws -> [String] {
    try Files.list(below: folder, followsLinks: true).filter { file in
      ["yaml", "sql", "csv", "json"].contains((file as NSString).pathExtension)
        && !file.hasPrefix("tests/") && !file.hasPrefix("queries/") && !file.hasPrefix(".")
    }
  }
}
