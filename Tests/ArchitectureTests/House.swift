import Foundation
import MartTesting

/// The repository as its own texts show it.
enum House {
  static func text(_ path: String) throws -> String {
    try String(contentsOfFile: Program.repository + "/" + path, encoding: .utf8)
  }

  /// Folders of `Sources`.
  static func rooms() throws -> [String] {
    let sources = Program.repository + "/Sources"
    return try FileManager.default.contentsOfDirectory(atPath: sources).sorted().filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: sources + "/" + name, isDirectory: &isFolder) && isFolder.boolValue
    }
  }

  /// A Swift file of a room.
  struct Source {
    var room: String
    /// From the repository's folder.
    var path: String
    var lines: [Substring]

    /// `path:line` of every line that fits.
    func places(where fits: (Substring) -> Bool) -> [String] {
      lines.enumerated().filter { fits($0.element) }.map { "\(path):\($0.offset + 1)" }
    }
  }

  static func sources() throws -> [Source] {
    try rooms().flatMap { room in
      let below = try FileManager.default.subpathsOfDirectory(atPath: "\(Program.repository)/Sources/\(room)")
      return try below.filter { $0.hasSuffix(".swift") }.sorted().map { name in
        let path = "Sources/\(room)/\(name)"
        return Source(
          room: room, path: path, lines: try text(path).split(separator: "\n", omittingEmptySubsequences: false))
      }
    }
  }
}
