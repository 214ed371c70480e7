import MartCore
import MartStore

/// What people had decided when a night was made (`state/decisions.sqlite`, which later answers change):
/// `archive/decisions/SHA256.sqlite`, so that the night can be made again.
struct DecisionsArchive {
  private let folder: String

  init(_ layout: HomeLayout) { folder = layout.archive + "/decisions" }

  private func path(of digest: String) -> String { "\(folder)/\(digest).sqlite" }

  /// Keeps a copy of the file as it is, where there is none yet.
  /// - Returns: its SHA-256; empty where nothing was ever decided.
  func keep(of layout: HomeLayout) throws -> String {
    guard Files.exists(layout.decisions) else { return "" }
    let digest = try FileDigest(of: layout.decisions).sha256
    guard !Files.exists(path(of: digest)) else { return digest }
    try Files.makeFolder(folder, mode: 0o700)
    let part = path(of: digest) + ".part"
    try Files.remove(part)
    try Files.copy(layout.decisions, to: part, mode: 0o600)
    try Files.sync(part)
    try Files.rename(part, to: path(of: digest))
    try Files.sync(folder)
    return digest
  }

  /// Puts it where the nights of another home look for it.
  func restore(_ digest: String, to layout: HomeLayout) throws {
    try Files.remove(layout.decisions)
    guard !digest.isEmpty else { return }
    guard Files.exists(path(of: digest)) else {
      throw Failure(
        .missing, "the archive has no copy of what people had decided", at: FileLocation(file: path(of: digest)),
        remedy: "bring the archive back from a backup")
    }
    try Files.makeFolder(layout.state, mode: 0o700)
    try Files.copy(path(of: digest), to: layout.decisions, mode: 0o600)
  }
}
