import Foundation
import MartCore

/// The files of a pipeline folder.
struct ContractFolder {
  /// As given, without a closing slash.
  let folder: String

  /// - Throws: `Failure` where there is no such folder.
  init(_ folder: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw Failure(
        .pipeline, "there is no pipeline folder '\(folder)'", remedy: "give the folder that holds pipeline.yaml")
    }
    self.folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
  }

  /// Paths of the files under a folder of the pipeline, at any depth, whose names have this ending; hidden
  /// ones left out; in order of their bytes.
  func files(_ part: String, ending: String) -> [String] {
    let root = "\(folder)/\(part)"
    var found: [String] = []
    collect(root, &found)
    return found.filter { $0.hasSuffix("." + ending) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func collect(_ path: String, _ found: inout [String]) {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return }
    for name in names where !name.hasPrefix(".") {
      let inner = "\(path)/\(name)"
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: inner, isDirectory: &isFolder) else { continue }
      if isFolder.boolValue { collect(inner, &found) } else { found.append(inner) }
    }
  }
}

/// The bytes of a file; nil, with a finding, where it cannot be read.
func contractBytes(_ file: String, _ reading: inout Reading) -> [UInt8]? {
  let size = (try? FileManager.default.attributesOfItem(atPath: file)[.size] as? NSNumber)?.int64Value ?? 0
  if size > largestContract {
    reading.note(
      "the file is larger than 16 MiB", "file", at: FileLocation(file: file), remedy: "divide it, or look what it is")
    return nil
  }
  if let data = FileManager.default.contents(atPath: file) {
    if String(validating: data, as: UTF8.self) != nil { return Array(data) }
    reading.note(
      "the file is not UTF-8", "encoding", at: FileLocation(file: file), remedy: "save it in UTF-8")
    return nil
  }
  reading.note("the file cannot be read", "file", at: FileLocation(file: file), remedy: "look at its permissions")
  return nil
}

/// What no contract, code table or test comes near, in bytes.
private let largestContract: Int64 = 16 << 20

/// The last part of a path up to its first dot.
func baseName(_ file: String) -> String {
  let name = file.split(separator: "/").last ?? ""
  return String(name.prefix { $0 != "." })
}
