import Foundation
import MartCore

/// Folders and files with exact modes, whatever the umask says; every error names the path.
package enum Files {
  /// Makes the folder and those above it that are absent, each with `mode`; one that is there stays as it is.
  package static func makeFolder(_ path: String, mode: UInt32) throws {
    if mkdir(path, mode) == 0 { return try setMode(path, mode) }
    if errno == ENOENT, let parent = parent(of: path) {
      try makeFolder(parent, mode: mode)
      guard mkdir(path, mode) == 0 || errno == EEXIST else { throw failure("make the folder", path) }
      return try setMode(path, mode)
    }
    guard errno == EEXIST else { throw failure("make the folder", path) }
  }

  package static func setMode(_ path: String, _ mode: UInt32) throws {
    guard chmod(path, mode) == 0 else { throw failure("set the mode of", path) }
  }

  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Regular files below a folder as paths relative to it, in the order of their bytes.
  ///
  /// - followsLinks: with what links lead to; one that leads nowhere is left out.
  package static func list(below folder: String, followsLinks: Bool = false) throws -> [String] {
    var found: [String] = []
    try walk(folder, "", followsLinks) { relative, isFolder in if !isFolder { found.append(relative) } }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Names in one folder, in the order of their bytes; none where it is absent.
  package static func names(in folder: String) throws -> [String] {
    guard exists(folder) else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch { throw Failure(.cannotWrite, "cannot list the folder", at: FileLocation(file: folder), remedy: look) }
  }

  /// Removes a file, or a folder with everything in it; an absent one is no error.
  package static func remove(_ path: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in try names(in: path) { try remove("\(path)/\(name)") }
      guard rmdir(path) == 0 else { throw failure("remove the folder", path) }
    } else {
      guard unlink(path) == 0 else { throw failure("remove", path) }
    }
  }

  /// Moves in one step; a file (or link) at `to` is replaced.
  package static func rename(_ from: String, to: String) throws {
    guard Foundation.rename(from, to) == 0 else { throw failure("rename to \(to)", from) }
  }

  /// Brings a file's or a folder's content to the disk.
  package static func sync(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("sync", path) }
  }

  /// Syncs every file and folder of a tree, the deepest first.
  package static func syncTree(_ folder: String) throws {
    var paths: [String] = []
    try walk(folder, "", false) { relative, _ in paths.append("\(folder)/\(relative)") }
    for path in paths.reversed() { try sync(path) }
    try sync(folder)
  }

  /// The failure of the system call that has just ended.
  package static func failure(_ act: String, _ path: String) -> Failure {
    let cause = String(cString: strerror(errno))
    return Failure(.cannotWrite, "cannot \(act): \(cause)", at: FileLocation(file: path), remedy: look)
  }

  private static let look = "look at free space and permissions there, then run again"

  private static func parent(of path: String) -> String? {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return nil }
    return String(path[..<slash])
  }

  private static func walk(
    _ folder: String, _ prefix: String, _ followsLinks: Bool, _ visit: (String, Bool) -> Void
  ) throws {
    for name in try names(in: prefix.isEmpty ? folder : "\(folder)/\(prefix)") {
      let relative = prefix.isEmpty ? name : "\(prefix)/\(name)"
      var status = stat()
      let path = "\(folder)/\(relative)"
      guard (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else {
        if followsLinks { continue }
        throw failure("look at", path)
      }
      if status.st_mode & S_IFMT == S_IFDIR {
        visit(relative, true)
        try walk(folder, relative, followsLinks, visit)
      } else if status.st_mode & S_IFMT == S_IFREG {
        visit(relative, false)
      }
    }
  }
}
