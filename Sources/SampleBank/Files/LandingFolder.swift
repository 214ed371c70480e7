import Foundation
import MartCore

/// The folder in which a sample bank stands.
struct LandingFolder {
  let folder: String

  init(in folder: String) {
    self.folder = folder
  }

  /// Makes `landing` anew, for its owner only.
  ///
  /// An earlier sample bank, known by its `truth.json`, is replaced; other files are left alone.
  /// - Returns: the path of `landing`.   - Throws: ``Failure``.
  func prepare() throws -> String {
    let files = FileManager.default
    let landing = folder + "/landing"
    let held = (try? files.contentsOfDirectory(atPath: landing)) ?? []
    guard held.isEmpty || files.fileExists(atPath: folder + "/truth.json") else {
      throw Failure(
        .cannotWrite, "\(landing) holds files of another origin", remedy: "choose another --out, or empty it first")
    }
    do {
      if !held.isEmpty { try files.removeItem(atPath: landing) }
      for name in ["drops", "nights"] where files.fileExists(atPath: folder + "/truth.json") {
        if files.fileExists(atPath: "\(folder)/\(name)") { try files.removeItem(atPath: "\(folder)/\(name)") }
      }
      try files.createDirectory(atPath: landing, withIntermediateDirectories: true)
      try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: landing)
    } catch {
      throw Failure(.cannotWrite, "cannot make \(landing)", remedy: "choose another --out")
    }
    return landing
  }
}
