import Foundation
import MartCore
import MartStore

/// A reader of what strangers wrote, fed with any bytes at all.
package enum FuzzTarget: String, CaseIterable, Sendable {
  case decoders, rows, gzip, control, contracts, questions

  /// Reads the bytes, and compares what came out with what another way of reading them says.
  ///
  /// - Throws: ``Broken`` where a promise was not kept. A crash is the caller's to notice.
  package func judge(_ bytes: [UInt8], in scratch: FuzzScratch) throws {
    switch self {
    case .decoders: try judgeDecoders(bytes)
    case .rows: try judgeRows(bytes, scratch)
    case .gzip: try judgeGzip(bytes, scratch)
    case .control: try judgeControl(bytes, scratch)
    case .contracts: try judgeContracts(bytes)
    case .questions: try judgeQuestion(bytes, scratch)
    }
  }
}

/// A promise that was not kept, without the bytes that showed it.
package struct Broken: Error, CustomStringConvertible {
  package var description: String
  init(_ description: String) { self.description = description }
}

func promise(_ holds: Bool, _ what: @autoclosure () -> String) throws {
  if !holds { throw Broken(what()) }
}

/// The first byte of an input chooses one of several ways to read the rest.
func chosen<Way>(_ ways: [Way], _ bytes: [UInt8]) -> (way: Way, rest: [UInt8])? {
  guard let first = bytes.first, !ways.isEmpty else { return nil }
  return (ways[Int(first) % ways.count], Array(bytes.dropFirst()))
}

/// A folder in which inputs become files, since files are what the readers open.
package final class FuzzScratch {
  package let folder: String

  package init() throws {
    folder = NSTemporaryDirectory() + "fuzz-" + UUID().uuidString
    try Files.makeFolder(folder, mode: 0o700)
  }

  deinit { try? Files.remove(folder) }

  /// The path of a file with this content; the next one of the name replaces it.
  func file(_ name: String, _ content: [UInt8]) throws -> String {
    let path = "\(folder)/\(name)"
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { close(file) }
    let written = content.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    guard file >= 0, written == content.count else {
      throw Failure(
        .cannotWrite, "the scratch file cannot be written", at: FileLocation(file: path), remedy: "look at it")
    }
    return path
  }
}

/// Calls the reader; a refusal is an answer, and any other failure a broken promise.
func refusal(of read: () throws -> Void) throws -> Failure? {
  do {
    try read()
    return nil
  } catch let failure as Failure {
    try promise(failure.exit == .refused, "failed with \(failure.exit): \(failure.what)")
    return failure
  }
}
