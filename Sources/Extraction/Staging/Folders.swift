import Glibc
import MartCore

/// Makes a folder and those above it where they are absent; new ones are their owner's alone.
func makeFolder(_ path: String) throws {
  if path.isEmpty || path == "/" || access(path, F_OK) == 0 { return }
  let parent = folderName(path)
  if parent != path { try makeFolder(parent) }
  guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw cannotWrite("the folder cannot be made", path) }
}

/// Everything before the last part of a path.
func folderName(_ path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// Brings a file or folder to the disk, so that a power cut cannot take it.
func syncToDisk(_ path: String) throws {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw cannotWrite("the file cannot be synced", path) }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else { throw cannotWrite("the file cannot be synced", path) }
}

/// A file that becomes visible complete or not at all: written as `.part`, synced, then renamed.
struct FileInTheMaking {
  let path: String
  let part: String

  static func part(of path: String, by maker: String) -> String {
    maker.isEmpty ? path + ".part" : "\(path).\(maker).part"
  }

  /// Makes an empty `.part` of mode 0600; one that a crash left behind goes first.
  ///
  /// - maker: tells those apart that may make the same file at the same time; empty where one alone can.
  init(_ path: String, by maker: String = "") throws {
    self.path = path
    part = Self.part(of: path, by: maker)
    try makeFolder(folderName(path))
    unlink(part)
    let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw cannotWrite("the file cannot be made", part) }
    close(descriptor)
  }

  /// - syncsName: false: whoever asked syncs the folder, once for many files.
  func complete(syncsName: Bool = true) throws {
    try syncToDisk(part)
    try name()
    if syncsName { try syncToDisk(folderName(path)) }
  }

  /// For what may be gone or broken after a power cut, since whoever reads it knows of it from what is synced later.
  func name() throws {
    guard rename(part, path) == 0 else { throw cannotWrite("the file cannot be named", path) }
  }

  func abandon() { unlink(part) }
}
